"""What a browser keeps of a sign-in: the token for every service, and the renewal token that it sends to us alone."""

from fastapi import Request, Response

from services.membership.sign_ins.domain import LONGEST
from shared.web.identity import COOKIE

RENEWAL_COOKIE = "ravabet_renewal"
RENEWAL_PATH = "/membership/renewal"
_ENDED = "ravabet_ended"
_SECONDS_TO_SAY = 60


def keep(response: Response, *, token: str, renewal_token: str | None, secure: bool) -> None:
    """Let the browser keep both. The token stays there when its time is over, so that it is renewed then."""
    _set(response, COOKIE, token, secure=secure)
    if renewal_token:
        _set(response, RENEWAL_COOKIE, renewal_token, path=RENEWAL_PATH, secure=secure)


def forget(response: Response) -> None:
    """Let the browser forget both."""
    response.delete_cookie(COOKIE)
    response.delete_cookie(RENEWAL_COOKIE, path=RENEWAL_PATH)


def tell_that_it_ended(response: Response, *, secure: bool) -> None:
    """Let the next sign-in page say why it is shown."""
    _set(response, _ENDED, "1", path="/membership", seconds=_SECONDS_TO_SAY, secure=secure)


def has_ended(request: Request) -> bool:
    """Whether a sign-in came to its end just now."""
    return _ENDED in request.cookies


def _set(
    response: Response,
    name: str,
    value: str,
    *,
    secure: bool,
    path: str = "/",
    seconds: float = LONGEST.total_seconds(),
) -> None:
    response.set_cookie(name, value, max_age=int(seconds), path=path, httponly=True, samesite="lax", secure=secure)

"""The cookies of a sign-in: a token for all services, and a renewal token that browsers send to membership alone."""

from fastapi import Request, Response

from services.membership.sign_ins.domain import LONGEST
from shared.web.identity import COOKIE

RENEWAL_COOKIE = "ravabet_renewal"
RENEWAL_PATH = "/membership/renewal"
_ENDED = "ravabet_ended"
_SECONDS_TO_SAY = 60


def keep(response: Response, *, token: str, renewal_token: str | None, secure: bool) -> None:
    """Set both cookies. The browser keeps the token when it has expired, so that services know to have it renewed."""
    _set(response, COOKIE, token, secure=secure)
    if renewal_token:
        _set(response, RENEWAL_COOKIE, renewal_token, path=RENEWAL_PATH, secure=secure)


def forget(response: Response) -> None:
    """Delete both cookies."""
    response.delete_cookie(COOKIE)
    response.delete_cookie(RENEWAL_COOKIE, path=RENEWAL_PATH)


def tell_that_it_ended(response: Response, *, secure: bool) -> None:
    """Set a cookie by which the next sign-in page says that the sign-in has ended."""
    _set(response, _ENDED, "1", path="/membership", seconds=_SECONDS_TO_SAY, secure=secure)


def has_ended(request: Request) -> bool:
    """Whether a sign-in in this browser has just ended."""
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

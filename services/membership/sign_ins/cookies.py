"""What a browser keeps of a sign-in: the token for every service, and the renewal token that it sends to us alone."""

from fastapi import Request, Response

from services.membership.sign_ins.domain import LONGEST
from shared.web.identity import COOKIE

RENEWAL_COOKIE = "ravabet_renewal"
RENEWAL_PATH = "/membership/renewal"
_ENDED = "ravabet_ended"
_SECONDS_TO_SAY = 60


def keep(request: Request, response: Response, *, token: str, renewal_token: str | None) -> None:
    """Let the browser keep both. The token stays there when its time is over, so that it is renewed then."""
    _set(request, response, COOKIE, token)
    if renewal_token:
        _set(request, response, RENEWAL_COOKIE, renewal_token, path=RENEWAL_PATH)


def forget(response: Response) -> None:
    """Let the browser forget both."""
    response.delete_cookie(COOKIE)
    response.delete_cookie(RENEWAL_COOKIE, path=RENEWAL_PATH)


def tell_that_it_ended(request: Request, response: Response) -> None:
    """Let the next sign-in page say why it is shown."""
    _set(request, response, _ENDED, "1", path="/membership", seconds=_SECONDS_TO_SAY)


def has_ended(request: Request) -> bool:
    """Whether a sign-in came to its end just now."""
    return _ENDED in request.cookies


def is_by_tls(request: Request) -> bool:
    """Whether browsers come by https, so that a cookie may keep to it."""
    public_url: str = request.app.state.settings.public_url
    return public_url.startswith("https:")


def _set(
    request: Request,
    response: Response,
    name: str,
    value: str,
    *,
    path: str = "/",
    seconds: float = LONGEST.total_seconds(),
) -> None:
    secure = is_by_tls(request)
    response.set_cookie(name, value, max_age=int(seconds), path=path, httponly=True, samesite="lax", secure=secure)

"""The cookies of a sign-in: a token for all services, and for membership alone a renewal token and a note."""

from typing import Annotated

from fastapi import Depends, Request, Response

from services.membership.sign_ins.browser_domain import REMEMBERED
from services.membership.sign_ins.domain import LONGEST
from shared.web.identity import COOKIE

RENEWAL_COOKIE = "ravabet_renewal"
RENEWAL_PATH = "/membership/renewal"
_BROWSER_COOKIE = "ravabet_browser"
_ENDED = "ravabet_ended"
_SECONDS_TO_SAY = 60


def keep(response: Response, *, token: str, renewal_token: str | None, secure: bool) -> None:
    """Set both cookies. The browser keeps the token when it has expired, so that services know to have it renewed."""
    _set(response, COOKIE, token, secure=secure)
    if renewal_token:
        _set(response, RENEWAL_COOKIE, renewal_token, path=RENEWAL_PATH, secure=secure)


def remember_browser(response: Response, note: str, *, secure: bool) -> None:
    """Let the browser be known when it comes again. It outlasts the sign-in, and opens nothing."""
    seconds = REMEMBERED.total_seconds()
    _set(response, _BROWSER_COOKIE, note, path="/membership", seconds=seconds, secure=secure)


async def _note(request: Request) -> str:
    return request.cookies.get(_BROWSER_COOKIE, "")


BrowserNote = Annotated[str, Depends(_note)]
"""What the browser keeps of those who have signed in in it; empty when it keeps nothing."""


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

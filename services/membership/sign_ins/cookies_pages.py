"""The cookies of a sign-in: a token for all services, and for membership alone a renewal token and a note."""

from typing import Annotated

from fastapi import Depends, Response

from services.membership.sign_ins.browser_domain import REMEMBERED
from services.membership.sign_ins.domain import LONGEST
from shared.web.identity import COOKIE
from shared.web.shell.page import OnPage, Page

RENEWAL_COOKIE = "ravabet_renewal"
RENEWAL_PATH = "/membership/renewal"
_BROWSER_COOKIE = "ravabet_browser"
_ENDED = "ravabet_ended"
_SECONDS_TO_SAY = 60


def keep(page: Page, response: Response, *, token: str, renewal_token: str | None) -> None:
    """Set both cookies. The browser keeps the token when it has expired, so that services know to have it renewed."""
    seconds = int(LONGEST.total_seconds())
    page.cookies.keep(response, COOKIE, token, seconds=seconds)
    if renewal_token:
        page.cookies.keep(response, RENEWAL_COOKIE, renewal_token, seconds=seconds, path=RENEWAL_PATH)


def remember_browser(page: Page, response: Response, note: str) -> None:
    """Let the browser be known when it comes again. It outlasts the sign-in, and opens nothing."""
    seconds = int(REMEMBERED.total_seconds())
    page.cookies.keep(response, _BROWSER_COOKIE, note, seconds=seconds, path="/membership")


async def _note(page: OnPage) -> str:
    return page.cookies.read(page.request, _BROWSER_COOKIE)


BrowserNote = Annotated[str, Depends(_note)]
"""What the browser keeps of those who have signed in in it; empty when it keeps nothing."""


def forget(page: Page, response: Response) -> None:
    """Delete both cookies."""
    page.cookies.forget(response, COOKIE)
    page.cookies.forget(response, RENEWAL_COOKIE, path=RENEWAL_PATH)


def renewal_token_of(page: Page) -> str:
    """The renewal token of the browser; empty when it has none."""
    return page.cookies.read(page.request, RENEWAL_COOKIE)


def tell_that_it_ended(page: Page, response: Response) -> None:
    """Set a cookie by which the next sign-in page says that the sign-in has ended."""
    page.cookies.keep(response, _ENDED, "1", seconds=_SECONDS_TO_SAY, path="/membership")


def has_ended(page: Page) -> bool:
    """Whether a sign-in in this browser has just ended."""
    return bool(page.cookies.read(page.request, _ENDED))

"""What every page shares that lets people in: the way in, the form that waits, the sign-in page, the welcome."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import parse_qsl

import segno
from fastapi import Response
from markupsafe import Markup
from pydantic import BaseModel, Field

from services.membership.sign_ins import cookies_pages as cookies
from services.membership.sign_ins.attempts_domain import TooManyAttempts
from services.membership.sign_ins.provider_usecases import WayIn
from services.membership.sign_ins.reception_usecases import SignedInPerson, WrongCode
from shared.web.identity import csrf_of
from shared.web.languages import keep_language
from shared.web.paths import local_path
from shared.web.problems import retry_after
from shared.web.shell.page import Page
from shared.web.shell.shell import CSRF_FIELD

DESK = "/desk"
LONGEST_FORM = 200_000
"""How much of a form, in letters, waits for the next sign-in."""
_LONGEST_ADDRESS = 2_000
_UNAUTHORIZED = 401


class Onwards(BaseModel):
    """Where the browser goes after a sign-in, and the form that waits to be sent there."""

    next: str = DESK
    kept: Annotated[str, Field(max_length=LONGEST_FORM)] = ""

    @property
    def to(self) -> str:
        """The address, which never lies on another site."""
        return local_path(self.next, otherwise=DESK) if len(self.next) <= _LONGEST_ADDRESS else DESK


def sign_in_page(
    page: Page,
    way: WayIn,
    onwards: Onwards,
    *,
    username: str = "",
    refusal: Exception | None = None,
    at_provider: Exception | None = None,
    is_over: bool = False,
) -> Response:
    """The page that asks who somebody is.

    `refusal` says what is wrong with the typed pair, `at_provider` why nobody came in by the provider, and `is_over`
    that the sign-in before has come to its end.
    """
    shown = refusal or at_provider
    status = _UNAUTHORIZED if is_over else 200
    return page.show(
        "membership/sign-in.html",
        status=page.status_of(shown) if shown else status,
        headers=retry_after(refusal),
        return_to=onwards.to,
        kept=onwards.kept,
        username=username,
        error=str(refusal) if refusal else None,
        asks_code=isinstance(refusal, TooManyAttempts | WrongCode),
        expired=is_over or cookies.has_ended(page),
        provider_error=str(at_provider) if at_provider else None,
        has_provider=way.has_provider,
        takes_passwords=way.takes_passwords,
    )


def welcome(page: Page, person: SignedInPerson, onwards: Onwards, *, codes: Sequence[str] = ()) -> Response:
    """Let the person in: to where they wanted, by way of the form that waits to be sent and of new recovery codes."""
    if onwards.kept or codes:
        fields = [
            (name, value) for name, value in parse_qsl(onwards.kept, keep_blank_values=True) if name != CSRF_FIELD
        ]
        page.request.state.viewer, page.request.state.csrf = person.viewer, csrf_of(person.viewer)
        shown = [value for name, value in fields if name != "version" and value.strip()]
        response: Response = page.show("membership/resume.html", to=onwards.to, fields=fields, shown=shown, codes=codes)
    else:
        response = page.go(onwards.to)
    cookies.keep(page, response, token=person.token, renewal_token=person.renewal_token)
    keep_language(response, person.language, page.cookies)
    if person.browser_note:
        cookies.remember_browser(page, response, person.browser_note)
    return response


def qr_of(text: str) -> Markup:
    """A QR code as SVG, black on white whatever the theme, so that cameras read it."""
    drawn = segno.make(text, micro=False, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff")
    return Markup(drawn)  # noqa: S704 - drawn here, of squares

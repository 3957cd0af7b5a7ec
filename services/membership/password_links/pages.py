"""Choosing a password by a link, and asking for one."""

import asyncio
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Form, Response
from pydantic import BaseModel, Field

from services.membership.accounts.domain import UsernameMissing, UsernameTaken, WeakPassword
from services.membership.password_links.domain import LinkOver
from services.membership.password_links.usecases import Locksmith
from services.membership.sign_ins.attempts_domain import TooManyAttempts
from services.membership.sign_ins.cookies_pages import BrowserNote
from services.membership.sign_ins.door_api import TAKES_PASSWORDS, From, Way
from services.membership.sign_ins.door_pages import Onwards, sign_in_page
from services.membership.sign_ins.provider_usecases import WayIn
from shared.web.forms import UNFIT_STATUS, Unfit, fit
from shared.web.limits import Limit
from shared.web.parts import part
from shared.web.problems import retry_after
from shared.web.routing import page_router
from shared.web.rules import EVERYBODY
from shared.web.shell.page import OnPage, Page

OPENING = Depends(Limit("password links", times=30, seconds=60))
router = page_router("/membership/password", needs=[OPENING])

_LONGER_THAN_ASKING = 0.2
_LABELS = {"password": "گذرواژه تازه"}


class TypedPassword(BaseModel):
    """The form of a new password."""

    password: str = ""
    again: str = ""
    username: Annotated[str, Field(max_length=200)] = ""
    """Only asked of those who have none yet."""

    def read(self) -> str:
        """The password. Raises Unfit."""
        if self.password != self.again:
            raise Unfit({"again": "این دو یکسان نیستند؛ دوباره وارد کنید."})
        return fit(_Chosen, self.model_dump(), labels=_LABELS).password


class _Chosen(BaseModel):
    password: Annotated[str, Field(max_length=200)]


Links = Annotated[Locksmith, part(Locksmith)]


@router.get("", dependencies=[EVERYBODY, TAKES_PASSWORDS])
async def ask(page: OnPage) -> Response:
    return _ask_page(page)


@router.post("", dependencies=[EVERYBODY, TAKES_PASSWORDS])
async def send(
    page: OnPage, links: Links, origin: From, note: BrowserNote, username: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Answer in the same words after the same time, so that nobody learns who has an account."""
    if not username.strip():
        return _ask_page(page, error="نام کاربری خود را وارد کنید.", status=UNFIT_STATUS)
    try:
        await asyncio.gather(links.ask(username, origin=origin, note=note), asyncio.sleep(_LONGER_THAN_ASKING))
    except TooManyAttempts as many:
        return _ask_page(page, username=username, error=str(many), status=page.status_of(many), refusal=many)
    return page.show("membership/password-asked.html")


@router.get("/{token}", dependencies=[EVERYBODY])
async def form(page: OnPage, token: str, links: Links, way: Way) -> Response:
    return await link_page(page, links, way, token)


@router.post("/{token}", dependencies=[EVERYBODY, TAKES_PASSWORDS])
async def choose(page: OnPage, token: str, links: Links, way: Way, typed: Annotated[TypedPassword, Form()]) -> Response:
    try:
        await links.choose(token, typed.read(), username=typed.username)
    except Unfit as unfit:
        return await link_page(page, links, way, token, errors=unfit.errors, username=typed.username)
    except WeakPassword as weak:
        return await link_page(page, links, way, token, errors={"password": str(weak)}, username=typed.username)
    except (UsernameMissing, UsernameTaken) as refusal:
        return await link_page(page, links, way, token, errors={"username": str(refusal)}, username=typed.username)
    except LinkOver as over:
        return over_page(page, way, over)
    return page.go("/membership/sign-in", said="گذرواژه تازه شما پذیرفته شد؛ با آن وارد شوید.")


async def link_page(
    page: Page,
    links: Locksmith,
    way: WayIn,
    token: str,
    *,
    errors: Mapping[str, str] | None = None,
    username: str = "",
) -> Response:
    """The page of a link: a form for a password, or for the way to the outside provider."""
    try:
        person, purpose = await links.open(token)
    except LinkOver as over:
        return over_page(page, way, over)
    template = "membership/provider-invitation.html" if purpose == "link" else "membership/password.html"
    return page.show(
        template,
        status=UNFIT_STATUS if errors else 200,
        person=person,
        token=token,
        errors=errors or {},
        username=username or (await links.proposed_name(person) if not person.username else ""),
    )


def over_page(page: Page, way: WayIn, over: LinkOver) -> Response:
    """The page for a link that is good no more."""
    if not way.takes_passwords:
        return sign_in_page(page, way, Onwards(), at_provider=over)
    return _ask_page(page, error=str(over), status=page.status_of(over))


def _ask_page(
    page: Page,
    *,
    username: str = "",
    error: str | None = None,
    status: int = 200,
    refusal: TooManyAttempts | None = None,
) -> Response:
    headers = retry_after(refusal)
    return page.show("membership/password-ask.html", status=status, headers=headers, username=username, error=error)

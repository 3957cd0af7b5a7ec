"""Choosing a password by a link, and asking for one."""

import asyncio
from collections.abc import Mapping
from typing import Annotated

from fastapi import Form, Response
from pydantic import BaseModel, Field

from services.membership.accounts.domain import WeakPassword
from services.membership.password_links.domain import LinkOver
from services.membership.password_links.usecases import Locksmith
from services.membership.sign_ins.attempts_domain import TooManyAttempts
from services.membership.sign_ins.door_api import TAKES_PASSWORDS, From
from shared.web.forms import UNFIT_STATUS, Unfit, fit
from shared.web.identity import refuse_other_sites
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import EVERYBODY
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/password", needs=[TAKES_PASSWORDS])

_LONGER_THAN_ASKING = 0.2
_LABELS = {"password": "گذرواژه تازه"}


class TypedPassword(BaseModel):
    """The form of a new password."""

    password: str = ""
    again: str = ""

    def read(self) -> str:
        """The password. Raises Unfit."""
        if self.password != self.again:
            raise Unfit({"again": "این دو یکسان نیستند؛ دوباره وارد کنید."})
        return fit(_Chosen, self.model_dump(), labels=_LABELS).password


class _Chosen(BaseModel):
    password: Annotated[str, Field(max_length=200)]


Links = Annotated[Locksmith, part(Locksmith)]


@router.get("", dependencies=[EVERYBODY])
async def ask(page: OnPage) -> Response:
    return _ask_page(page)


@router.post("", dependencies=[EVERYBODY])
async def send(
    page: OnPage, links: Links, origin: From, username: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Answer in the same words after the same time, so that nobody learns who has an account."""
    refuse_other_sites(page.request)
    if not username.strip():
        return _ask_page(page, error="نام کاربری خود را وارد کنید.", status=UNFIT_STATUS)
    try:
        await asyncio.gather(links.ask(username, origin=origin), asyncio.sleep(_LONGER_THAN_ASKING))
    except TooManyAttempts as many:
        return _ask_page(page, username=username, error=str(many), status=page.status_of(many))
    return page.show("membership/password-asked.html")


@router.get("/{token}", dependencies=[EVERYBODY])
async def form(page: OnPage, token: str, links: Links) -> Response:
    return await _form_page(page, links, token)


@router.post("/{token}", dependencies=[EVERYBODY])
async def choose(page: OnPage, token: str, links: Links, typed: Annotated[TypedPassword, Form()]) -> Response:
    refuse_other_sites(page.request)
    try:
        await links.choose(token, typed.read())
    except Unfit as unfit:
        return await _form_page(page, links, token, errors=unfit.errors)
    except WeakPassword as weak:
        return await _form_page(page, links, token, errors={"password": str(weak)})
    except LinkOver as over:
        return _over_page(page, over)
    return page.go("/membership/sign-in", said="گذرواژه تازه شما پذیرفته شد؛ با آن وارد شوید.")


async def _form_page(page: Page, links: Locksmith, token: str, *, errors: Mapping[str, str] | None = None) -> Response:
    try:
        person = await links.open(token)
    except LinkOver as over:
        return _over_page(page, over)
    status = UNFIT_STATUS if errors else 200
    return page.show("membership/password.html", status=status, person=person, token=token, errors=errors or {})


def _over_page(page: Page, over: LinkOver) -> Response:
    return _ask_page(page, error=str(over), status=page.status_of(over))


def _ask_page(page: Page, *, username: str = "", error: str | None = None, status: int = 200) -> Response:
    return page.show("membership/password-ask.html", status=status, username=username, error=error)

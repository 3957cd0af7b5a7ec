"""Choosing a password by a link, and asking for one."""

import asyncio
from typing import Annotated

from fastapi import Depends, Form, Request, Response

from services.membership.accounts.domain import WeakPassword
from services.membership.password_links.domain import LinkOver
from services.membership.password_links.usecases import Locksmith
from services.membership.sign_ins.attempts import TooManyAttempts
from services.membership.sign_ins.pages import must_take_passwords, origin_of
from shared.web.identity import refuse_other_sites
from shared.web.routing import page_router
from shared.web.rules import EVERYBODY
from shared.web.shell.shell import Shell

router = page_router("/membership/password", needs=[Depends(must_take_passwords)])

_GONE = 410
_UNFIT = 422
_TOO_MANY = 429
_LONGER_THAN_ASKING = 0.2

Password = Annotated[str, Form(max_length=200)]


@router.get("", dependencies=[EVERYBODY])
async def ask(request: Request) -> Response:
    return _ask_page(request)


@router.post("", dependencies=[EVERYBODY])
async def send(request: Request, username: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Always the same answer after the same time: who has an account is nobody else's business."""
    refuse_other_sites(request)
    if not username.strip():
        return _ask_page(request, error="نام کاربری خود را بنویسید.", status=_UNFIT)
    try:
        await asyncio.gather(
            _locksmith(request).ask(username, origin=origin_of(request)), asyncio.sleep(_LONGER_THAN_ASKING)
        )
    except TooManyAttempts as many:
        return _ask_page(request, username=username, error=str(many), status=_TOO_MANY)
    return _shell(request).page(request, "membership/password-asked.html")


@router.get("/{token}", dependencies=[EVERYBODY])
async def form(request: Request, token: str) -> Response:
    return await _form_page(request, token)


@router.post("/{token}", dependencies=[EVERYBODY])
async def choose(request: Request, token: str, password: Password = "", again: Password = "") -> Response:
    refuse_other_sites(request)
    if password != again:
        return await _form_page(request, token, errors={"again": "این دو یکی نیستند؛ دوباره بنویسید."})
    try:
        await _locksmith(request).choose(token, password)
    except WeakPassword as weak:
        return await _form_page(request, token, errors={"password": str(weak)})
    except LinkOver as over:
        return _over_page(request, over)
    said = "گذرواژه تازه شما پذیرفته شد؛ با آن وارد شوید."
    return _shell(request).go("/membership/sign-in", said=said)


async def _form_page(request: Request, token: str, *, errors: dict[str, str] | None = None) -> Response:
    try:
        person = await _locksmith(request).open(token)
    except LinkOver as over:
        return _over_page(request, over)
    status = _UNFIT if errors else 200
    return _shell(request).page(
        request, "membership/password.html", status=status, person=person, token=token, errors=errors or {}
    )


def _over_page(request: Request, over: LinkOver) -> Response:
    return _ask_page(request, error=str(over), status=_GONE)


def _ask_page(request: Request, *, username: str = "", error: str | None = None, status: int = 200) -> Response:
    return _shell(request).page(request, "membership/password-ask.html", status=status, username=username, error=error)


def _locksmith(request: Request) -> Locksmith:
    found: Locksmith = request.app.state.locksmith
    return found


def _shell(request: Request) -> Shell:
    shell: Shell = request.app.state.shell
    return shell

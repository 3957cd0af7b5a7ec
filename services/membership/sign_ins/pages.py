"""Signing in and out. A form that is posted after the sign-in has ended is kept, and sent after the next one."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Form, Query, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.membership.sign_ins import cookies_pages as cookies
from services.membership.sign_ins.attempts_domain import TooManyAttempts, WrongPair
from services.membership.sign_ins.cookies_pages import BrowserNote
from services.membership.sign_ins.domain import SignInOver
from services.membership.sign_ins.door_api import TAKES_PASSWORDS, From, Receiving, Way
from services.membership.sign_ins.door_pages import DESK, LONGEST_FORM, Onwards, qr_of, sign_in_page, welcome
from services.membership.sign_ins.provider_usecases import WayIn
from services.membership.sign_ins.reception_usecases import AppKeys, CodeNeeded, SetUpNeeded, WrongCode
from services.membership.sign_ins.refusals_api import told
from services.membership.sign_ins.usecases import SignInBook
from shared.web.identity import SignedIn, Visitor, checked_form
from shared.web.limits import Limit
from shared.web.parts import part
from shared.web.problems import retry_after
from shared.web.routing import page_router
from shared.web.rules import EVERYBODY
from shared.web.shell.page import OnPage, Page

router = page_router("/membership")

_SECOND_HALVES = Limit("second halves of sign-ins", times=30, seconds=60)
_RENEWALS = Limit("renewals", times=120, seconds=60)
_SECRETS = frozenset({"password", "current", "new", "again", "proof"})


class TypedPair(Onwards):
    """The form of the sign-in page."""

    username: Annotated[str, Field(max_length=200)] = ""
    password: Annotated[str, Field(max_length=200)] = ""
    code: Annotated[str, Field(max_length=40)] = ""


class TypedCode(Onwards):
    """The form of the second half; `step` is the first one."""

    step: Annotated[str, Field(max_length=2000)] = ""
    code: Annotated[str, Field(max_length=40)] = ""


PairForm = Annotated[TypedPair, Form()]
CodeForm = Annotated[TypedCode, Form()]
ShownKeys = Annotated[AppKeys, part(AppKeys)]
Book = Annotated[SignInBook, part(SignInBook)]


@router.get("/sign-in")
async def ask(
    page: OnPage, viewer: Visitor, way: Way, to: Annotated[str, Query(alias="next", max_length=1000)] = DESK
) -> Response:
    onwards = Onwards(next=to)
    return page.go(onwards.to) if viewer else sign_in_page(page, way, onwards)


@router.post("/sign-in", dependencies=[EVERYBODY, TAKES_PASSWORDS])
async def sign_in(
    page: OnPage, typed: PairForm, reception: Receiving, keys: ShownKeys, way: Way, origin: From, note: BrowserNote
) -> Response:
    try:
        with told():
            person = await reception.sign_in(
                typed.username, typed.password, way="password", origin=origin, code=typed.code, note=note
            )
    except (WrongPair, WrongCode, TooManyAttempts) as refusal:
        return sign_in_page(page, way, typed, username=typed.username, refusal=refusal)
    except CodeNeeded as needed:
        return _code_page(page, needed.step, typed)
    except SetUpNeeded as needed:
        return _set_up_page(page, keys, needed.step, typed)
    return welcome(page, person, typed)


@router.post("/sign-in/code", dependencies=[EVERYBODY, Depends(_SECOND_HALVES)])
async def answer(
    page: OnPage, typed: CodeForm, reception: Receiving, way: Way, origin: From, note: BrowserNote
) -> Response:
    """The second half of a sign-in."""
    try:
        with told():
            person = await reception.answer(typed.step, typed.code, origin=origin, note=note)
    except WrongPair as over:
        return sign_in_page(page, way, typed, refusal=over)
    except (WrongCode, TooManyAttempts) as refusal:
        return _code_page(page, typed.step, typed, refusal=refusal)
    return welcome(page, person, typed)


@router.post("/sign-in/app", dependencies=[EVERYBODY, Depends(_SECOND_HALVES)])
async def set_up(
    page: OnPage, typed: CodeForm, reception: Receiving, keys: ShownKeys, way: Way, origin: From, note: BrowserNote
) -> Response:
    """The second half of a sign-in, for those who must set up an app first."""
    try:
        with told():
            person, codes = await reception.set_up(typed.step, typed.code, origin=origin, note=note)
    except WrongPair as over:
        return sign_in_page(page, way, typed, refusal=over)
    except WrongCode as refusal:
        return _set_up_page(page, keys, typed.step, typed, refusal=refusal)
    return welcome(page, person, typed, codes=codes)


@router.get("/renewal", dependencies=[EVERYBODY, Depends(_RENEWALS)])
@router.post("/renewal", dependencies=[EVERYBODY, Depends(_RENEWALS)])
async def renew(
    page: OnPage, reception: Receiving, way: Way, to: Annotated[str, Query(alias="next", max_length=2000)] = DESK
) -> Response:
    """Exchange the renewal token and send the browser back, with the form that it posted, if any."""
    try:
        with told():
            person = await reception.renew(cookies.renewal_token_of(page))
    except SignInOver:
        return await _over(page, way, to)
    response = RedirectResponse(Onwards(next=to).to, 303 if page.request.method == "GET" else 307)
    cookies.keep(page, response, token=person.token, renewal_token=person.renewal_token)
    return response


@router.post("/sign-out", dependencies=[Depends(checked_form)])
async def sign_out(page: OnPage, viewer: SignedIn, book: Book) -> Response:
    await book.end(viewer.sign_in_id, by=viewer, reason="signed_out")
    response = page.go("/")
    cookies.forget(page, response)
    return response


async def _over(page: Page, way: WayIn, to: str) -> Response:
    """Send the browser back to a page, which may be for everybody; keep a form on the sign-in page."""
    if page.request.method == "GET":
        response: Response = page.go(Onwards(next=to).to)
    else:
        kept = await _form_to_keep(page)
        response = sign_in_page(page, way, Onwards(next=to if kept else DESK, kept=kept), is_over=True)
    cookies.forget(page, response)
    cookies.tell_that_it_ended(page, response)
    return response


async def _form_to_keep(page: Page) -> str:
    """The posted form; nothing when it is too long or holds a secret, since it stands in a page and is shown there."""
    if not page.request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return ""
    form = (await page.request.body()).decode("utf-8", "replace")
    names = {name for name, _ in parse_qsl(form, keep_blank_values=True)}
    return form if len(form) <= LONGEST_FORM and _SECRETS.isdisjoint(names) else ""


def _code_page(page: Page, step: str, onwards: Onwards, *, refusal: Exception | None = None) -> Response:
    return page.show(
        "membership/sign-in-code.html",
        status=page.status_of(refusal) if refusal else 200,
        headers=retry_after(refusal),
        step=step,
        return_to=onwards.to,
        kept=onwards.kept,
        error=str(refusal) if refusal else None,
    )


def _set_up_page(
    page: Page, keys: AppKeys, step: str, onwards: Onwards, *, refusal: Exception | None = None
) -> Response:
    key = keys.of(step)
    return page.show(
        "membership/sign-in-app.html",
        status=page.status_of(refusal) if refusal else 200,
        step=step,
        secret=key.secret,
        code_of_app=qr_of(key.address),
        return_to=onwards.to,
        kept=onwards.kept,
        error=str(refusal) if refusal else None,
    )

"""Signing in and out. A form that was posted when the sign-in was over is kept, and sent on after the next one."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import parse_qsl

import segno
from fastapi import Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from services.membership.accounts.keys import Signer
from services.membership.accounts.second_factor import address_for_app
from services.membership.sign_ins import cookies
from services.membership.sign_ins.attempts import TooManyAttempts, WrongPair
from services.membership.sign_ins.domain import Origin, SignInOver
from services.membership.sign_ins.reception import CodeNeeded, Reception, SetUpNeeded, SignedInPerson, WrongCode
from services.membership.sign_ins.refusals import told
from services.membership.sign_ins.usecases import SignInBook
from shared.runtime.access import NotAllowed
from shared.web.identity import SignedIn, Visitor, checked_form, csrf_of, refuse_other_sites
from shared.web.languages import keep_language
from shared.web.paths import local_path
from shared.web.routing import page_router
from shared.web.rules import EVERYBODY
from shared.web.shell.shell import CSRF_FIELD, Shell

router = page_router("/membership")

DESK = "/desk"
_UNAUTHORIZED = 401
_TOO_MANY = 429
_LONGEST_FORM = 200_000
_SECRETS = frozenset({"password", "current", "new", "again"})
_LONGEST_DEVICE = 200

To = Annotated[str, Form(alias="next", max_length=1000)]
Step = Annotated[str, Form(max_length=2000)]
Code = Annotated[str, Form(max_length=40)]
Kept = Annotated[str, Form(max_length=_LONGEST_FORM)]


@router.get("/sign-in")
async def ask(
    request: Request, viewer: Visitor, to: Annotated[str, Query(alias="next", max_length=1000)] = DESK
) -> Response:
    if viewer:
        return _shell(request).go(local_path(to, otherwise=DESK))
    return sign_in_page(request, to=to)


@router.post("/sign-in", dependencies=[EVERYBODY])
async def sign_in(
    request: Request,
    username: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=200)] = "",
    to: To = DESK,
    kept: Kept = "",
) -> Response:
    refuse_other_sites(request)
    must_take_passwords(request)
    reception: Reception = request.app.state.reception
    headers = {}
    try:
        with told():
            person = await reception.sign_in(username, password, way="password", origin=origin_of(request))
    except WrongPair as wrong:
        error, status = str(wrong), _UNAUTHORIZED
    except TooManyAttempts as many:
        error, status, headers = str(many), _TOO_MANY, {"Retry-After": str(many.seconds)}
    except CodeNeeded as needed:
        return _code_page(request, needed.step, to=to, kept=kept)
    except SetUpNeeded as needed:
        return _set_up_page(request, needed.step, to=to, kept=kept)
    else:
        return welcome(request, person, to, kept=kept)
    return sign_in_page(request, to=to, kept=kept, username=username, error=error, status=status, headers=headers)


@router.post("/sign-in/code", dependencies=[EVERYBODY])
async def answer(request: Request, step: Step = "", code: Code = "", to: To = DESK, kept: Kept = "") -> Response:
    """The second half of a sign-in."""
    refuse_other_sites(request)
    reception: Reception = request.app.state.reception
    try:
        with told():
            person = await reception.answer(step, code, origin=origin_of(request))
    except WrongPair as over:
        return sign_in_page(request, to=to, kept=kept, error=str(over), status=_UNAUTHORIZED)
    except WrongCode as wrong:
        return _code_page(request, step, to=to, kept=kept, error=str(wrong), status=_UNAUTHORIZED)
    except TooManyAttempts as many:
        return _code_page(request, step, to=to, kept=kept, error=str(many), status=_TOO_MANY)
    return welcome(request, person, to, kept=kept)


@router.post("/sign-in/app", dependencies=[EVERYBODY])
async def set_up(request: Request, step: Step = "", code: Code = "", to: To = DESK, kept: Kept = "") -> Response:
    """The second half of whoever must set up an app first."""
    refuse_other_sites(request)
    reception: Reception = request.app.state.reception
    try:
        with told():
            person, codes = await reception.set_up(step, code, origin=origin_of(request))
    except WrongPair as over:
        return sign_in_page(request, to=to, kept=kept, error=str(over), status=_UNAUTHORIZED)
    except WrongCode as wrong:
        return _set_up_page(request, step, to=to, kept=kept, error=str(wrong), status=_UNAUTHORIZED)
    return welcome(request, person, to, kept=kept, codes=codes)


@router.get("/renewal", dependencies=[EVERYBODY])
@router.post("/renewal", dependencies=[EVERYBODY])
async def renew(request: Request, to: Annotated[str, Query(alias="next", max_length=2000)] = DESK) -> Response:
    """Exchange the renewal token and send the browser back, with the form that it posted, if any."""
    refuse_other_sites(request)
    reception: Reception = request.app.state.reception
    try:
        with told():
            person = await reception.renew(request.cookies.get(cookies.RENEWAL_COOKIE, ""))
    except SignInOver:
        return await _over(request, to)
    response = RedirectResponse(local_path(to, otherwise=DESK), 303 if request.method == "GET" else 307)
    cookies.keep(request, response, token=person.token, renewal_token=person.renewal_token)
    return response


@router.post("/sign-out", dependencies=[Depends(checked_form)])
async def sign_out(request: Request, viewer: SignedIn) -> Response:
    book: SignInBook = request.app.state.sign_in_book
    await book.end(viewer.sign_in_id, by=viewer, reason="signed_out")
    response = _shell(request).go("/")
    cookies.forget(response)
    return response


def welcome(
    request: Request, person: SignedInPerson, to: str, *, kept: str = "", codes: Sequence[str] = ()
) -> Response:
    """Let the person in: to where they wanted, by way of the form that waits to be sent and of new recovery codes."""
    to = local_path(to, otherwise=DESK)
    if kept or codes:
        fields = [(name, value) for name, value in parse_qsl(kept, keep_blank_values=True) if name != CSRF_FIELD]
        request.state.viewer, request.state.csrf = person.viewer, csrf_of(person.viewer)
        shown = [value for name, value in fields if name != "version" and value.strip()]
        response: Response = _shell(request).page(
            request, "membership/resume.html", to=to, fields=fields, shown=shown, codes=codes
        )
    else:
        response = _shell(request).go(to)
    cookies.keep(request, response, token=person.token, renewal_token=person.renewal_token)
    keep_language(response, person.language, secure=cookies.is_by_tls(request))
    return response


def must_take_passwords(request: Request) -> None:
    """Raise NotAllowed where an outside provider says who people are."""
    if request.app.state.provider is not None:
        raise NotAllowed("ورود این سامانه یکپارچه است؛ گذرواژه‌ای پذیرفته نمی‌شود.")


def origin_of(request: Request) -> Origin:
    """From where a request comes; the gateway replaces what a caller claims of its address."""
    device = request.headers.get("user-agent", "")[:_LONGEST_DEVICE]
    return Origin(request.client.host if request.client else "", device)


def sign_in_page(
    request: Request,
    *,
    to: str,
    kept: str = "",
    username: str = "",
    error: str | None = None,
    expired: bool = False,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    """The page that asks who somebody is."""
    return _shell(request).page(
        request,
        "membership/sign-in.html",
        status=status,
        headers=headers,
        return_to=local_path(to, otherwise=DESK),
        kept=kept,
        username=username,
        error=error,
        expired=expired or cookies.has_ended(request),
        by_provider=request.app.state.provider is not None,
    )


async def _over(request: Request, to: str) -> Response:
    """A page may also be for everybody, so the browser goes back there; a form waits on the sign-in page."""
    if request.method == "GET":
        response: Response = _shell(request).go(local_path(to, otherwise=DESK))
    else:
        is_form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        kept = (await request.body()).decode("utf-8", "replace") if is_form else ""
        kept = kept if len(kept) <= _LONGEST_FORM and not _holds_a_secret(kept) else ""
        response = sign_in_page(request, to=to if kept else DESK, kept=kept, expired=True, status=_UNAUTHORIZED)
    cookies.forget(response)
    cookies.tell_that_it_ended(request, response)
    return response


def _holds_a_secret(form: str) -> bool:
    """What is kept stands in a page, and is shown before it is sent on."""
    return not _SECRETS.isdisjoint(name for name, _ in parse_qsl(form, keep_blank_values=True))


def _code_page(
    request: Request, step: str, *, to: str, kept: str, error: str | None = None, status: int = 200
) -> Response:
    return _shell(request).page(
        request,
        "membership/sign-in-code.html",
        status=status,
        step=step,
        return_to=local_path(to, otherwise=DESK),
        kept=kept,
        error=error,
    )


def _set_up_page(
    request: Request, step: str, *, to: str, kept: str, error: str | None = None, status: int = 200
) -> Response:
    signer: Signer = request.app.state.signer
    said = signer.read_step(step)
    secret = said.secret or ""
    return _shell(request).page(
        request,
        "membership/sign-in-app.html",
        status=status,
        step=step,
        secret=secret,
        code_of_app=qr_of(address_for_app(secret, said.username, request.app.state.settings.county)),
        return_to=local_path(to, otherwise=DESK),
        kept=kept,
        error=error,
    )


def qr_of(text: str) -> Markup:
    """A QR code as SVG, black on white whatever the theme, so that cameras read it."""
    drawn = segno.make(text, micro=False, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff")
    return Markup(drawn)  # noqa: S704 - drawn here, of squares


def _shell(request: Request) -> Shell:
    shell: Shell = request.app.state.shell
    return shell

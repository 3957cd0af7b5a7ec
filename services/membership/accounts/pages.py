"""My account: password, app, sign-ins and the tokens of my programs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Depends, Form, Request, Response

from services.membership.access import KEEP_ACCOUNT, KEEP_PROGRAM_TOKENS, SEE_ACCOUNT
from services.membership.accounts.domain import PersonId, WeakPassword
from services.membership.accounts.holder import AccountHolder
from services.membership.accounts.keys import Signer
from services.membership.accounts.second_factor import address_for_app
from services.membership.program_tokens.domain import SCOPES, BadProgramToken
from services.membership.program_tokens.usecases import ProgramDesk
from services.membership.sign_ins.attempts import TooManyAttempts, WrongPair
from services.membership.sign_ins.cookies import is_by_tls
from services.membership.sign_ins.pages import must_take_passwords, qr_of
from services.membership.sign_ins.reception import WrongCode
from services.membership.sign_ins.usecases import SignInBook
from shared.language.shown import digits
from shared.language.speech import LANGUAGES
from shared.persian.digits import latin_digits
from shared.runtime.viewer import Viewer
from shared.web.identity import checked_form
from shared.web.languages import keep_language
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.shell import Shell

router = page_router("/membership/account")

HERE = "/membership/account"
_SHOWN_SIGN_INS = 20
_UNFIT = 422
_CHECKED = [Depends(checked_form)]
_PASSWORDS = [Depends(must_take_passwords)]

Seeing = Annotated[Viewer, may(SEE_ACCOUNT)]
Keeping = Annotated[Viewer, may(KEEP_ACCOUNT)]
KeepingPrograms = Annotated[Viewer, may(KEEP_PROGRAM_TOKENS)]
Typed = Annotated[str, Form(max_length=200)]


@router.get("")
async def account(request: Request, viewer: Seeing) -> Response:
    return await _page(request, viewer)


@router.post("/password", dependencies=_CHECKED + _PASSWORDS)
async def change_password(
    request: Request, viewer: Keeping, current: Typed = "", new: Typed = "", again: Typed = ""
) -> Response:
    if new != again:
        return await _page(request, viewer, errors={"again": "این دو یکی نیستند؛ دوباره بنویسید."})
    try:
        await _holder(request).change_password(current, new, by=viewer)
    except (WrongPair, TooManyAttempts) as wrong:
        return await _page(request, viewer, errors={"current": str(wrong)})
    except WeakPassword as weak:
        return await _page(request, viewer, errors={"new": str(weak)})
    return _shell(request).go(HERE, said="گذرواژه عوض شد و ورودهای دیگر پایان یافت.")


@router.post("/language", dependencies=_CHECKED)
async def choose_language(
    request: Request, viewer: Keeping, language: Annotated[Literal["fa", "en"], Form()]
) -> Response:
    await _holder(request).choose_language(language, by=viewer)
    response = _shell(request).go(HERE, said="زبان صفحه‌ها عوض شد.")
    keep_language(response, language, secure=is_by_tls(request))
    return response


@router.get("/app", dependencies=_PASSWORDS)
async def begin_app(request: Request, viewer: Keeping) -> Response:
    return _app_page(request, await _holder(request).begin_app(by=viewer))


@router.post("/app", dependencies=_CHECKED + _PASSWORDS)
async def set_up_app(
    request: Request, viewer: Keeping, step: Annotated[str, Form(max_length=2000)] = "", code: Typed = ""
) -> Response:
    try:
        codes = await _holder(request).set_up_app(step, code, by=viewer)
    except WrongPair as over:
        return _shell(request).go(HERE, said=str(over))
    except WrongCode as wrong:
        return _app_page(request, step, error=str(wrong), status=_UNFIT)
    return _shell(request).page(request, "membership/account-codes.html", codes=codes)


@router.post("/app/removal", dependencies=_CHECKED + _PASSWORDS)
async def drop_app(request: Request, viewer: Keeping, password: Typed = "") -> Response:
    try:
        await _holder(request).drop_app(password, by=viewer)
    except (WrongPair, TooManyAttempts) as wrong:
        return await _page(request, viewer, errors={"password": str(wrong)})
    return _shell(request).go(HERE, said="از این پس تنها با گذرواژه وارد می‌شوید.")


@router.post("/sign-ins/ending", dependencies=_CHECKED)
async def end_sign_in(request: Request, viewer: Keeping, sign_in: Typed = "") -> Response:
    """One, or all but the one at hand. Its id stands in the form, not in an address: forms are tied to it."""
    book: SignInBook = request.app.state.sign_in_book
    if sign_in:
        await book.end(sign_in, by=viewer)
        return _shell(request).go(HERE, said="آن ورود پایان یافت.")
    await book.end_all_of(viewer.person_id, "ended", but=viewer.sign_in_id)
    return _shell(request).go(HERE, said="همه ورودهای دیگر پایان یافت.")


@router.post("/programs", dependencies=_CHECKED)
async def make_program_token(
    request: Request,
    viewer: KeepingPrograms,
    name: Typed = "",
    scope: Annotated[Sequence[str], Form(max_length=20)] = (),
    days: Typed = "",
) -> Response:
    desk: ProgramDesk = request.app.state.program_desk
    typed = {"name": name, "scope": scope, "days": days}
    asked = latin_digits(days).strip()[:5]
    try:
        token, text = await desk.make(name, scope, days=int(asked) if asked.isdigit() else 0, by=viewer)
    except BadProgramToken as bad:
        return await _page(request, viewer, errors={"name": str(bad)}, typed=typed)
    return _shell(request).page(request, "membership/account-program.html", token=token, text=text)


@router.post("/programs/{token_id}/revocation", dependencies=_CHECKED)
async def revoke_program_token(request: Request, token_id: str, viewer: KeepingPrograms) -> Response:
    desk: ProgramDesk = request.app.state.program_desk
    await desk.revoke(token_id, by=viewer)
    return _shell(request).go(HERE, said="نشان برنامه پایان یافت.")


async def _page(
    request: Request,
    viewer: Viewer,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, Any] | None = None,
) -> Response:
    state = request.app.state
    now: datetime = state.now()
    person = await state.people.get(PersonId(viewer.person_id))
    sign_ins = await state.sign_in_queries.of_person(viewer.person_id, limit=_SHOWN_SIGN_INS)
    return _shell(request).page(
        request,
        "membership/account.html",
        status=_UNFIT if errors else 200,
        person=person,
        must_have_app=not viewer.roles.isdisjoint(state.settings.second_factor_roles),
        alive=[each for each in sign_ins if each.is_alive(at=now)],
        over=[each for each in sign_ins if not each.is_alive(at=now)],
        by_provider=state.provider is not None,
        programs=await state.program_tokens.of_person(viewer.person_id),
        scopes=SCOPES,
        languages=[(each.code, each.name) for each in LANGUAGES.values()],
        errors=errors or {},
        typed=typed or {"name": "", "scope": (), "days": digits(90)},
    )


def _app_page(request: Request, step: str, *, error: str | None = None, status: int = 200) -> Response:
    signer: Signer = request.app.state.signer
    said = signer.read_step(step)
    secret = said.secret or ""
    drawn = qr_of(address_for_app(secret, said.username, request.app.state.settings.county))
    context = {"step": step, "secret": secret, "code_of_app": drawn, "error": error}
    return _shell(request).page(request, "membership/account-app.html", status=status, headers=None, **context)


def _holder(request: Request) -> AccountHolder:
    found: AccountHolder = request.app.state.account_holder
    return found


def _shell(request: Request) -> Shell:
    shell: Shell = request.app.state.shell
    return shell

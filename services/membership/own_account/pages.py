"""My account: password, app, sign-ins and the tokens of my programs."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import Depends, Form, Response

from services.membership.accounts.domain import NotLinked, WeakPassword
from services.membership.own_account.access import KEEP_ACCOUNT, SEE_ACCOUNT
from services.membership.own_account.email_usecases import AddressChange
from services.membership.own_account.forms import (
    TypedCode,
    TypedEmail,
    TypedPasswords,
    TypedProgram,
    TypedProof,
    TypedRemoval,
)
from services.membership.own_account.queries import Account, AccountQueries
from services.membership.own_account.usecases import AccountHolder
from services.membership.program_tokens.access import KEEP_PROGRAM_TOKENS
from services.membership.program_tokens.api import Programs
from services.membership.program_tokens.domain import SCOPES, BadProgramToken
from services.membership.provider_links.errand_pages import Signing, send_to_provider
from services.membership.sign_ins.attempts_domain import TooManyAttempts, WrongPair
from services.membership.sign_ins.door_api import TAKES_PASSWORDS, Way
from services.membership.sign_ins.door_pages import qr_of
from services.membership.sign_ins.pages import Book, ShownKeys
from services.membership.sign_ins.provider_usecases import ProviderRefused
from services.membership.sign_ins.reception_usecases import AppKeys, WrongCode
from shared.language.speech import LANGUAGES
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.languages import keep_language
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/account")

HERE = "/membership/account"
_CHECKED = [Depends(checked_form)]
_NOT_PROVED = (Unfit, WrongPair, WrongCode, TooManyAttempts)

Seeing = Annotated[Viewer, may(SEE_ACCOUNT)]
Keeping = Annotated[Viewer, may(KEEP_ACCOUNT)]
KeepingPrograms = Annotated[Viewer, may(KEEP_PROGRAM_TOKENS)]
Changes = Annotated[AddressChange, part(AddressChange)]
Holder = Annotated[AccountHolder, part(AccountHolder)]
Accounts = Annotated[AccountQueries, part(AccountQueries)]


@router.get("")
async def account(page: OnPage, viewer: Seeing, accounts: Accounts) -> Response:
    return _account_page(page, await accounts.of(viewer, at=page.now))


@router.post("/password", dependencies=[*_CHECKED, TAKES_PASSWORDS])
async def change_password(
    page: OnPage, viewer: Keeping, accounts: Accounts, holder: Holder, typed: Annotated[TypedPasswords, Form()]
) -> Response:
    try:
        chosen = typed.read()
        await holder.change_password(chosen.current, chosen.new, by=viewer)
    except Unfit as unfit:
        errors = unfit.errors
    except (WrongPair, TooManyAttempts) as wrong:
        errors = {"current": str(wrong)}
    except WeakPassword as weak:
        errors = {"new": str(weak)}
    else:
        return page.go(HERE, said="گذرواژه تغییر کرد و نشست‌های دیگر پایان یافت.")
    return _account_page(page, await accounts.of(viewer, at=page.now), errors=errors)


@router.post("/email", dependencies=[*_CHECKED, TAKES_PASSWORDS])
async def ask_email(
    page: OnPage, viewer: Keeping, accounts: Accounts, changes: Changes, typed: Annotated[TypedEmail, Form()]
) -> Response:
    """Send a link to the new address; until it is opened there, nothing changes."""
    try:
        asked = typed.read()
        await changes.ask(asked.email, asked.email_proof, asked.email_code, by=viewer)
    except Unfit as unfit:
        errors = unfit.errors
    except (WrongPair, TooManyAttempts) as wrong:
        errors = {"email_proof": str(wrong)}
    except WrongCode as wrong:
        errors = {"email_code": str(wrong)}
    else:
        return page.go(HERE, said="پیوند تأیید به نشانی تازه فرستاده شد؛ تا آن را باز نکنید، ایمیل شما تغییر نمی‌کند.")
    return _account_page(page, await accounts.of(viewer, at=page.now), errors=errors, email=typed.email)


@router.post("/language", dependencies=_CHECKED)
async def choose_language(
    page: OnPage, viewer: Keeping, holder: Holder, language: Annotated[Literal["fa", "en"], Form()]
) -> Response:
    await holder.choose_language(language, by=viewer)
    response = page.go(HERE, said="زبان صفحه‌ها تغییر کرد.")
    keep_language(response, language, page.cookies)
    return response


@router.get("/app", dependencies=[TAKES_PASSWORDS])
async def begin_app(page: OnPage, viewer: Keeping, holder: Holder, keys: ShownKeys) -> Response:
    return _app_page(page, keys, await holder.begin_app(by=viewer))


@router.post("/app", dependencies=[*_CHECKED, TAKES_PASSWORDS])
async def set_up_app(
    page: OnPage, viewer: Keeping, holder: Holder, keys: ShownKeys, typed: Annotated[TypedCode, Form()]
) -> Response:
    try:
        codes = await holder.set_up_app(typed.step, typed.code, by=viewer)
    except WrongPair as over:
        return page.go(HERE, said=str(over))
    except WrongCode as wrong:
        return _app_page(page, keys, typed.step, error=str(wrong))
    return page.show("membership/account-codes.html", codes=codes)


@router.post("/app/removal", dependencies=[*_CHECKED, TAKES_PASSWORDS])
async def drop_app(
    page: OnPage, viewer: Keeping, accounts: Accounts, holder: Holder, typed: Annotated[TypedRemoval, Form()]
) -> Response:
    try:
        await holder.drop_app(typed.read(), by=viewer)
    except Unfit as unfit:
        errors = unfit.errors
    except (WrongPair, TooManyAttempts) as wrong:
        errors = {"password": str(wrong)}
    else:
        return page.go(HERE, said="از این پس فقط با گذرواژه وارد می‌شوید.")
    return _account_page(page, await accounts.of(viewer, at=page.now), errors=errors)


@router.post("/provider", dependencies=_CHECKED)
async def link_account(
    page: OnPage,
    viewer: Keeping,
    accounts: Accounts,
    holder: Holder,
    way: Way,
    signer: Signing,
    typed: Annotated[TypedProof, Form()],
) -> Response:
    """Send the browser to the provider; the account with which it comes back is linked."""
    try:
        await holder.prove(typed.read(), typed.proof_code, by=viewer)
        return await send_to_provider(page, way, signer, to=HERE, sign_in_id=viewer.sign_in_id)
    except ProviderRefused as away:
        return page.go(HERE, said=str(away))
    except _NOT_PROVED as wrong:
        errors = _errors_of_proof(wrong)
    return _account_page(page, await accounts.of(viewer, at=page.now), errors=errors)


@router.post("/provider/removal", dependencies=_CHECKED)
async def unlink_account(
    page: OnPage, viewer: Keeping, accounts: Accounts, holder: Holder, typed: Annotated[TypedProof, Form()]
) -> Response:
    try:
        await holder.unlink(typed.read(), typed.proof_code, by=viewer)
    except NotLinked as gone:
        return page.go(HERE, said=str(gone))
    except _NOT_PROVED as wrong:
        errors = _errors_of_proof(wrong)
    else:
        return page.go(HERE, said="پیوند حساب یکپارچه حذف شد و نشست‌های دیگر پایان یافت.")
    return _account_page(page, await accounts.of(viewer, at=page.now), errors=errors)


@router.post("/sign-ins/ending", dependencies=_CHECKED)
async def end_sign_in(
    page: OnPage, viewer: Keeping, book: Book, sign_in: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """End one, or all but the one at hand. Its id stands in the form, not in an address: forms are tied to it."""
    if sign_in:
        await book.end(sign_in, by=viewer)
        return page.go(HERE, said="آن نشست پایان یافت.")
    await book.end_all_of(viewer.person_id, "ended", but=viewer.sign_in_id)
    return page.go(HERE, said="همه نشست‌های دیگر پایان یافت.")


@router.post("/programs", dependencies=_CHECKED)
async def make_program_token(
    page: OnPage,
    viewer: KeepingPrograms,
    programs: Programs,
    accounts: Accounts,
    typed: Annotated[TypedProgram, Form()],
) -> Response:
    try:
        asked = typed.read()
        token, text = await programs.make(asked.name, asked.scope, days=asked.days, by=viewer)
    except Unfit as unfit:
        errors = unfit.errors
    except BadProgramToken as bad:
        errors = {bad.field: str(bad)}
    else:
        return page.show("membership/account-program.html", token=token, text=text)
    return _account_page(page, await accounts.of(viewer, at=page.now), errors=errors, typed=typed)


@router.post("/programs/{token_id:id}/revocation", dependencies=_CHECKED)
async def revoke_program_token(page: OnPage, token_id: str, viewer: KeepingPrograms, programs: Programs) -> Response:
    await programs.revoke(token_id, by=viewer)
    return page.go(HERE, said="توکن دسترسی لغو شد.")


def _errors_of_proof(wrong: Exception) -> Mapping[str, str]:
    if isinstance(wrong, Unfit):
        return wrong.errors
    return {"proof_code" if isinstance(wrong, WrongCode) else "proof": str(wrong)}


def _account_page(
    page: Page,
    account: Account,
    *,
    errors: Mapping[str, str] | None = None,
    typed: TypedProgram | None = None,
    email: str = "",
) -> Response:
    return page.show(
        "membership/account.html",
        status=UNFIT_STATUS if errors else 200,
        person=account.person,
        must_have_app=account.must_have_app,
        alive=account.alive,
        over=account.over,
        devices=account.devices,
        takes_passwords=account.takes_passwords,
        has_provider=account.has_provider,
        programs=account.programs,
        scopes=SCOPES,
        languages=[(each.code, each.name) for each in LANGUAGES.values()],
        errors=errors or {},
        email=email,
        typed=typed or TypedProgram.usual(),
    )


def _app_page(page: Page, keys: AppKeys, step: str, *, error: str | None = None) -> Response:
    key = keys.of(step)
    return page.show(
        "membership/account-app.html",
        status=UNFIT_STATUS if error else 200,
        step=step,
        secret=key.secret,
        code_of_app=qr_of(key.address),
        error=error,
    )

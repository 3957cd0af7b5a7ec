"""What the pages of all kinds of letters from which no right follows have in common: the deeds with one letter."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import APIRouter, Depends, Form, Response

from services.membership.letters.access import LetterRights
from services.membership.letters.domain import LetterId
from services.membership.letters.plain_domain import PlainLetter
from services.membership.letters.plain_forms import TypedDeed
from services.membership.letters.queries import ChanceryQueries
from services.membership.letters.registrar_usecases import Registrar
from services.membership.letters.series_domain import NumberTaken, WrongNumber
from services.membership.letters.standing_domain import IN_FORCE, TO_SIGN, UNSIGNED, Standing
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.web.forms import Unfit
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.rules import may
from shared.web.shell.page import OnPage

Plain = TypeVar("Plain", bound=PlainLetter)

CHECKED: Final = [Depends(checked_form)]


@dataclass(frozen=True, slots=True)
class KindPages(Generic[Plain]):
    """What the pages of one kind of letters are made of."""

    here: str
    """The address of their list; that of a letter is below it."""
    rights: LetterRights
    registrar: type[Registrar[Plain]]
    queries: type[Any]
    shown: Callable[..., Awaitable[Response]]
    """Shows one letter, with the dialog open into which something unfit was typed."""


def add_deeds(router: APIRouter, kind: KindPages[Plain]) -> None:
    """Add to the router of the list what is done with one letter of a kind."""
    _add_drafting(router, kind)
    _add_signing(router, kind)


def _add_drafting(router: APIRouter, kind: KindPages[Plain]) -> None:
    rights, here = kind.rights, kind.here

    @router.post("/{letter_id:id}/check", dependencies=CHECKED)
    async def check(
        page: OnPage,
        letter_id: str,
        viewer: Annotated[Viewer, may(rights.drafting)],
        registry: Annotated[Registrar[Plain], part(kind.registrar)],
        typed: Annotated[TypedDeed, Form()],
    ) -> Response:
        await registry.check(LetterId(letter_id), version=typed.seen(), by=viewer)
        return page.go(f"{here}/{letter_id}", said="پاراف شد و آماده امضای فرماندار است.")

    @router.post("/{letter_id:id}/deletion", dependencies=CHECKED)
    async def delete(
        page: OnPage,
        letter_id: str,
        viewer: Annotated[Viewer, may(rights.drafting)],
        registry: Annotated[Registrar[Plain], part(kind.registrar)],
    ) -> Response:
        await registry.delete(LetterId(letter_id), by=viewer)
        return page.go(here, said="پیش‌نویس حذف شد.")


def _add_signing(router: APIRouter, kind: KindPages[Plain]) -> None:
    rights, here = kind.rights, kind.here

    @router.post("/{letter_id:id}/signature", dependencies=CHECKED)
    async def sign(
        page: OnPage,
        letter_id: str,
        viewer: Annotated[Viewer, may(rights.signing)],
        queries: Annotated[Any, part(kind.queries)],
        registry: Annotated[Registrar[Plain], part(kind.registrar)],
        typed: Annotated[TypedDeed, Form()],
    ) -> Response:
        try:
            signed = await registry.sign(LetterId(letter_id), version=typed.seen(), number=typed.number, by=viewer)
        except (WrongNumber, NumberTaken) as refusal:
            one, errors = await queries.one(letter_id, viewer), {"number": str(refusal)}
            return await kind.shown(page, one, viewer, queries, errors=errors, typed=typed, opened="signature")
        number = digits(signed.registered.register_no)
        said = _("امضا شد و با شماره %(number)s در دفتر ثبت شد.", number=number)
        return page.go(f"{here}/{letter_id}", said=said)

    @router.post("/{letter_id:id}/return", dependencies=CHECKED)
    async def send_back(
        page: OnPage,
        letter_id: str,
        viewer: Annotated[Viewer, may(rights.signing)],
        queries: Annotated[Any, part(kind.queries)],
        registry: Annotated[Registrar[Plain], part(kind.registrar)],
        typed: Annotated[TypedDeed, Form()],
    ) -> Response:
        try:
            await registry.send_back(LetterId(letter_id), typed.returned(), version=typed.seen(), by=viewer)
        except Unfit as unfit:
            one = await queries.one(letter_id, viewer)
            return await kind.shown(page, one, viewer, queries, errors=unfit.errors, typed=typed, opened="return")
        return page.go(f"{here}/{letter_id}", said="پیش‌نویس با یادداشت شما به دبیرخانه بازگشت.")

    @router.post("/{letter_id:id}/revocation", dependencies=CHECKED)
    async def revoke(
        page: OnPage,
        letter_id: str,
        viewer: Annotated[Viewer, may(rights.revoking)],
        queries: Annotated[Any, part(kind.queries)],
        registry: Annotated[Registrar[Plain], part(kind.registrar)],
        typed: Annotated[TypedDeed, Form()],
    ) -> Response:
        try:
            await registry.revoke(LetterId(letter_id), typed.revocation(), by=viewer)
        except Unfit as unfit:
            one = await queries.one(letter_id, viewer)
            return await kind.shown(page, one, viewer, queries, errors=unfit.errors, typed=typed, opened="revocation")
        return page.go(f"{here}/{letter_id}", said="لغو شد؛ شماره آن در دفتر می‌ماند.")


async def open_deeds(
    letter: PlainLetter, viewer: Viewer, rights: LetterRights, chancery: ChanceryQueries, *, on: date
) -> dict[str, Any]:
    """What this person may do with the letter on that day, by the names that the templates use."""
    standing = letter.standing(on)
    is_draft = standing in UNSIGNED
    drafts, signs = rights.drafting.allows(viewer), await chancery.may_sign(viewer, rights.signing)
    return {
        "may_edit": is_draft and drafts,
        "may_scan": drafts,
        "may_check": standing is Standing.DRAFT and drafts,
        "may_sign": standing is Standing.CHECKED and signs,
        "asks_number": is_draft and signs and await chancery.asks_number(letter.series),
        "may_return": standing in TO_SIGN and signs,
        "may_revoke": standing in IN_FORCE and rights.revoking.allows(viewer),
        "waits_for_check": standing is Standing.DRAFT and signs,
    }

"""The pages of invitations: the list, and an invitation with its guests, their answers, and the deeds with it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from fastapi import Depends, Form, Query, Response

from services.membership.invitations.access import (
    DRAFT_INVITATION,
    READ_INVITATION,
    REVOKE_INVITATION,
    SIGN_INVITATION,
)
from services.membership.invitations.answers_domain import WORDS, Answer, NoAnswer, Reply
from services.membership.invitations.api import (
    Answers,
    Drafter,
    Guesting,
    Pages,
    Queries,
    Reading,
    Registry,
    Revoking,
    Signing,
    pdf_answer,
)
from services.membership.invitations.domain import Invitation, InvitationId
from services.membership.invitations.forms import TypedAnswer, TypedDeed
from services.membership.invitations.queries import InvitationQueries
from services.membership.letters.standing_domain import IN_FORCE, TO_SIGN, UNSIGNED, Standing
from services.membership.service_records.api import Courying, Served, read_service
from services.membership.service_records.domain import TO_NAMES, WAY_NAMES, LetterKey, ServiceRecord
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.sheets import SheetFormat, sheet
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/invitations")

HERE: Final = "/membership/invitations"
_LIST: Final = Rules(HERE, sorts=("date",), usual_sort="-date")
_COLUMNS: Final = ("نام", "سمت", "پاسخ", "همراهان", "جانشین")
CHECKED: Final = [Depends(checked_form)]
REPLIES: Final = tuple((reply.value, word) for reply, word in WORDS.items() if reply is not Reply.NONE)


@router.get("")
async def invitations(page: OnPage, viewer: Reading, queries: Queries) -> Response:
    sees_all = READ_INVITATION.allows(viewer)
    whose = None if sees_all else viewer.person_id
    listing = _LIST.read(page.request.query_params)
    total = await queries.how_many(whose)
    listing = listing.within(total)
    return page.show(
        "membership/invitations.html",
        all_of_them=sees_all,
        may_draft=DRAFT_INVITATION.allows(viewer),
        invitations=await queries.some(whose, skip=listing.skip, limit=_LIST.size),
        listing=listing,
        total=total,
        today=day_of(page.now),
    )


@router.get("/{invitation_id:id}")
async def invitation(
    page: OnPage, invitation_id: str, viewer: Reading, queries: Queries, courier: Courying, served: Served
) -> Response:
    one = await queries.one(invitation_id, viewer)
    service = await read_service(LetterKey(one.kind, one.id), viewer, courier, served)
    return await invitation_page(page, one, viewer, queries, service=service)


@router.get("/{invitation_id:id}/letter.pdf")
async def letter(
    invitation_id: str, viewer: Reading, pages: Pages, guest: Annotated[str, Query(max_length=60)] = ""
) -> Response:
    return pdf_answer(await pages.pdf(InvitationId(invitation_id), guest_id=guest, by=viewer))


@router.get("/{invitation_id:id}/guests.{kind}")
async def guests(invitation_id: str, kind: SheetFormat, viewer: Drafter, queries: Queries) -> Response:
    one = await queries.one(invitation_id, viewer)
    pairs, _tally = await queries.answers(one)
    rows = [
        (guest.addressed, guest.post, _(answer.said.reply.word), answer.said.companions, answer.said.substitute)
        for guest, answer in pairs
    ]
    return await sheet(kind, one.meeting.title, _COLUMNS, rows)


@router.post("/{invitation_id:id}/check", dependencies=CHECKED)
async def check(
    page: OnPage, invitation_id: str, viewer: Drafter, registry: Registry, typed: Annotated[TypedDeed, Form()]
) -> Response:
    checked = await registry.check(InvitationId(invitation_id), version=typed.seen(), by=viewer)
    return page.go(path_of(checked), said="پاراف شد و آماده امضای فرماندار است.")


@router.post("/{invitation_id:id}/signature", dependencies=CHECKED)
async def sign(
    page: OnPage, invitation_id: str, viewer: Signing, registry: Registry, typed: Annotated[TypedDeed, Form()]
) -> Response:
    signed = await registry.sign(InvitationId(invitation_id), version=typed.seen(), by=viewer)
    number = digits(signed.registered.register_no)
    return page.go(path_of(signed), said=_("امضا شد و با شماره %(number)s در دفتر ثبت شد.", number=number))


@router.post("/{invitation_id:id}/return", dependencies=CHECKED)
async def send_back(
    page: OnPage,
    invitation_id: str,
    viewer: Signing,
    queries: Queries,
    registry: Registry,
    typed: Annotated[TypedDeed, Form()],
) -> Response:
    try:
        sent = await registry.send_back(InvitationId(invitation_id), typed.returned(), version=typed.seen(), by=viewer)
    except Unfit as unfit:
        one = await queries.one(invitation_id, viewer)
        return await invitation_page(page, one, viewer, queries, errors=unfit.errors, typed=typed, opened="return")
    return page.go(path_of(sent), said="پیش‌نویس با یادداشت شما به دبیرخانه بازگشت.")


@router.post("/{invitation_id:id}/revocation", dependencies=CHECKED)
async def revoke(
    page: OnPage,
    invitation_id: str,
    viewer: Revoking,
    queries: Queries,
    registry: Registry,
    typed: Annotated[TypedDeed, Form()],
) -> Response:
    try:
        revoked = await registry.revoke(InvitationId(invitation_id), typed.revocation(), by=viewer)
    except Unfit as unfit:
        one = await queries.one(invitation_id, viewer)
        return await invitation_page(page, one, viewer, queries, errors=unfit.errors, typed=typed, opened="revocation")
    return page.go(path_of(revoked), said="لغو شد؛ شماره آن در دفتر می‌ماند.")


@router.post("/{invitation_id:id}/deletion", dependencies=CHECKED)
async def delete(page: OnPage, invitation_id: str, viewer: Drafter, registry: Registry) -> Response:
    await registry.delete(InvitationId(invitation_id), by=viewer)
    return page.go(HERE, said="پیش‌نویس حذف شد.")


@router.post("/{invitation_id:id}/answer", dependencies=CHECKED)
async def answer(
    page: OnPage,
    invitation_id: str,
    viewer: Guesting,
    queries: Queries,
    answers: Answers,
    typed: Annotated[TypedAnswer, Form()],
) -> Response:
    try:
        await answers.answer(InvitationId(invitation_id), typed.read(), by=viewer)
    except Unfit as unfit:
        errors = unfit.errors
    except NoAnswer as refusal:
        errors = {"reply": str(refusal)}
    else:
        return page.go(f"{HERE}/{invitation_id}", said="پاسخ شما ثبت شد.")
    one = await queries.one(invitation_id, viewer)
    return await invitation_page(page, one, viewer, queries, errors=errors, answering=typed)


@router.post("/{invitation_id:id}/guests/{guest_id:id}/address", dependencies=CHECKED)
async def address(
    page: OnPage, invitation_id: str, guest_id: str, viewer: Drafter, queries: Queries, answers: Answers
) -> Response:
    url = await answers.new_address(InvitationId(invitation_id), guest_id, by=viewer)
    one = await queries.one(invitation_id, viewer)
    return await invitation_page(page, one, viewer, queries, address=(one.guest(guest_id).addressed, url))


async def invitation_page(
    page: Page,
    invitation: Invitation,
    viewer: Viewer,
    queries: InvitationQueries,
    *,
    errors: Mapping[str, str] | None = None,
    typed: TypedDeed | None = None,
    answering: TypedAnswer | None = None,
    address: tuple[str, str] | None = None,
    opened: str = "",
    service: Sequence[ServiceRecord] = (),
) -> Response:
    """The page of one invitation; with errors, what was typed is still there."""
    standing = invitation.standing(day_of(page.now))
    is_draft = standing in UNSIGNED
    drafts, signs = DRAFT_INVITATION.allows(viewer), SIGN_INVITATION.allows(viewer)
    sees_all = READ_INVITATION.allows(viewer)
    pairs, tally = await queries.answers(invitation)
    own = next((found for guest, found in pairs if invitation.stands_for(guest.person_id) == viewer.person_id), None)
    return page.show(
        "membership/invitation.html",
        status=UNFIT_STATUS if errors else 200,
        invitation=invitation,
        today=day_of(page.now),
        service=service,
        to_names=TO_NAMES,
        way_names=WAY_NAMES,
        pairs=pairs if sees_all else [],
        tally=tally,
        own=own if not is_draft else None,
        answering=answering or TypedAnswer.of(own or Answer("", invitation.id)),
        is_open=standing in IN_FORCE and day_of(page.now) <= invitation.meeting.answer_until,
        replies=REPLIES,
        address=address,
        may_edit=is_draft and drafts,
        may_list=drafts,
        may_check=standing is Standing.DRAFT and drafts,
        may_sign=standing is Standing.CHECKED and signs,
        may_return=standing in TO_SIGN and signs,
        may_revoke=standing in IN_FORCE and REVOKE_INVITATION.allows(viewer),
        errors=errors or {},
        typed=typed or TypedDeed(),
        opened=opened,
    )


def path_of(invitation: Invitation) -> str:
    """The address of the page of an invitation."""
    return f"{HERE}/{invitation.id}"

"""The pages of invitations: the list, and an invitation with its guests, their answers, and the deeds with it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from fastapi import Form, Query, Response, UploadFile

from services.membership.invitations.access import DRAFT_INVITATION, READ_INVITATION, RIGHTS
from services.membership.invitations.answers_domain import WORDS, Answer, NoAnswer, Reply
from services.membership.invitations.api import Answers, Drafter, Guesting, Pages, Queries, Reading
from services.membership.invitations.domain import Invitation, InvitationId
from services.membership.invitations.forms import TypedAnswer
from services.membership.invitations.queries import InvitationQueries, Wanted
from services.membership.invitations.usecases import InvitationRegistry
from services.membership.letters.domain import State
from services.membership.letters.plain_api import pdf_answer
from services.membership.letters.plain_forms import TypedDeed
from services.membership.letters.plain_pages import CHECKED, KindPages, add_deeds, open_deeds
from services.membership.letters.scan_domain import MOST_BYTES, NotAScan
from services.membership.letters.standing_domain import IN_FORCE, Standing
from services.membership.service_records.api import Courying, Served, read_service
from services.membership.service_records.domain import TO_NAMES, WAY_NAMES, LetterKey, ServiceRecord
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.routing import page_router
from shared.web.sheets import SheetFormat, sheet
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/invitations")

HERE: Final = "/membership/invitations"
_LIST: Final = Rules(HERE, sorts=("date",), usual_sort="-date", filters={"state": tuple(Standing)})
_COLUMNS: Final = ("نام", "سمت", "پاسخ", "همراهان", "جانشین")
REPLIES: Final = tuple((reply.value, word) for reply, word in WORDS.items() if reply is not Reply.NONE)


@router.get("")
async def invitations(page: OnPage, viewer: Reading, queries: Queries) -> Response:
    sees_all = READ_INVITATION.allows(viewer)
    listing = _LIST.read(page.request.query_params)
    asked = [Standing(each) for each in listing.filters.values()]
    wanted = Wanted(asked, None if sees_all else viewer.person_id)
    total = await queries.how_many(wanted)
    listing = listing.within(total)
    counts = await queries.counts() if sees_all else {}
    return page.show(
        "membership/invitations.html",
        all_of_them=sees_all,
        may_draft=DRAFT_INVITATION.allows(viewer),
        may_sign=await queries.may_sign(viewer),
        invitations=await queries.some(wanted, skip=listing.skip, limit=_LIST.size),
        listing=listing,
        total=total,
        filters=[
            ("", "همه", sum(counts.values())),
            *((each.value, each.word, counts[each]) for each in counts if counts[each] or each in asked),
        ],
        today=day_of(page.now),
    )


@router.get("/{letter_id:id}")
async def invitation(
    page: OnPage, letter_id: str, viewer: Reading, queries: Queries, courier: Courying, served: Served
) -> Response:
    one = await queries.one(letter_id, viewer)
    service = await read_service(LetterKey(one.kind, one.id), viewer, courier, served)
    return await invitation_page(page, one, viewer, queries, service=service)


@router.get("/{letter_id:id}/letter.pdf")
async def letter(
    letter_id: str, viewer: Reading, pages: Pages, guest: Annotated[str, Query(max_length=60)] = ""
) -> Response:
    return pdf_answer(await pages.pdf(InvitationId(letter_id), guest_id=guest, by=viewer))


@router.get("/{letter_id:id}/guests.{kind}")
async def guests(letter_id: str, kind: SheetFormat, viewer: Drafter, queries: Queries) -> Response:
    one = await queries.one(letter_id, viewer)
    pairs, _tally = await queries.answers(one)
    rows = [
        (guest.addressed, guest.post, _(answer.said.reply.word), answer.said.companions, answer.said.substitute)
        for guest, answer in pairs
    ]
    return await sheet(kind, one.meeting.title, _COLUMNS, rows)


@router.post("/{letter_id:id}/answer", dependencies=CHECKED)
async def answer(
    page: OnPage,
    letter_id: str,
    viewer: Guesting,
    queries: Queries,
    answers: Answers,
    typed: Annotated[TypedAnswer, Form()],
) -> Response:
    try:
        await answers.answer(InvitationId(letter_id), typed.read(), by=viewer)
    except Unfit as unfit:
        errors = unfit.errors
    except NoAnswer as refusal:
        errors = {"reply": str(refusal)}
    else:
        return page.go(f"{HERE}/{letter_id}", said="پاسخ شما ثبت شد.")
    one = await queries.one(letter_id, viewer)
    return await invitation_page(page, one, viewer, queries, errors=errors, answering=typed)


@router.post("/{letter_id:id}/guests/{guest_id:id}/address", dependencies=CHECKED)
async def address(
    page: OnPage, letter_id: str, guest_id: str, viewer: Drafter, queries: Queries, answers: Answers
) -> Response:
    url = await answers.new_address(InvitationId(letter_id), guest_id, by=viewer)
    one = await queries.one(letter_id, viewer)
    return await invitation_page(page, one, viewer, queries, address=(one.guest(guest_id).addressed, url))


@router.post("/{letter_id:id}/scan", dependencies=CHECKED)
async def attach_scan(
    page: OnPage, letter_id: str, viewer: Drafter, queries: Queries, pages: Pages, scan: UploadFile
) -> Response:
    try:
        await pages.attach_scan(InvitationId(letter_id), await scan.read(MOST_BYTES + 1), by=viewer)
    except NotAScan as refusal:
        one = await queries.one(letter_id, viewer)
        return await invitation_page(page, one, viewer, queries, errors={"scan": str(refusal)})
    return page.go(f"{HERE}/{letter_id}", said="اسکن پیوست شد و نامه ابلاغ می‌شود.")


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
    today = day_of(page.now)
    is_draft, is_in_force = invitation.state is State.DRAFT, invitation.standing(today) in IN_FORCE
    pairs, tally = await queries.answers(invitation)
    own = next((found for guest, found in pairs if invitation.stands_for(guest.person_id) == viewer.person_id), None)
    return page.show(
        "membership/invitation.html",
        status=UNFIT_STATUS if errors else 200,
        invitation=invitation,
        today=today,
        service=service,
        to_names=TO_NAMES,
        way_names=WAY_NAMES,
        **await open_deeds(invitation, viewer, RIGHTS, queries.chancery, on=today),
        # A draft is read by nobody but those who write, sign or audit it.
        pairs=pairs if is_draft or READ_INVITATION.allows(viewer) else [],
        tally=tally,
        own=own if not is_draft else None,
        answering=answering or TypedAnswer.of(own or Answer("", invitation.id)),
        is_open=is_in_force and today <= invitation.meeting.answer_until,
        replies=REPLIES,
        address=address,
        may_list=DRAFT_INVITATION.allows(viewer),
        errors=errors or {},
        typed=typed or TypedDeed(),
        opened=opened,
    )


def path_of(invitation: Invitation) -> str:
    """The address of the page of an invitation."""
    return f"{HERE}/{invitation.id}"


add_deeds(router, KindPages(HERE, RIGHTS, InvitationRegistry, InvitationQueries, invitation_page))

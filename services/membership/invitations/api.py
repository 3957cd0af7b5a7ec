"""Invitations over HTTP."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.membership.invitations.access import ANSWER_INVITATION, DRAFT_INVITATION, READ_INVITATION, RIGHTS
from services.membership.invitations.answers_domain import MOST_COMPANIONS, Reply, Said
from services.membership.invitations.domain import MOST_GUESTS, Invitation, InvitationId, Meeting
from services.membership.invitations.printing_usecases import InvitationPages
from services.membership.invitations.queries import InvitationList, InvitationQueries, InvitationView
from services.membership.invitations.usecases import AnswerDesk, InvitationDesk, InvitationRegistry, NewInvitation
from services.membership.letters.domain import NORMAL, State
from services.membership.letters.plain_api import AS_PDF, Id, KindRoutes, Line, add_deeds, pdf_answer
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may
from shared.web.validation import Day

router = api_router("membership")


class Drafting(BaseModel):
    """An invitation to draft. `starts_at` has a zone; `answer_until` is the last day of answers, in Tehran."""

    model_config = ConfigDict(extra="forbid")

    title: Line
    place: Line
    starts_at: AwareDatetime
    host: Line
    answer_until: Day
    note: Annotated[str, Field(max_length=1500)] = ""
    """What it is about, such as the agenda; a paragraph in each line."""
    groups: Annotated[list[Id], Field(max_length=20)] = []
    """`heads`, or `body/` and the id of a body."""
    person_ids: Annotated[list[Id], Field(max_length=MOST_GUESTS)] = []
    others: Annotated[list[Line], Field(max_length=MOST_GUESTS)] = []
    """Who is not in the directory: honorific and name, and after a comma what they are."""
    classification: Annotated[str, Field(max_length=40)] = NORMAL
    """Only `normal` («عادی») is accepted."""

    def wanted(self) -> NewInvitation:
        """The invitation that is asked for."""
        starts_at: datetime = self.starts_at
        return NewInvitation(
            meeting=Meeting(self.title, self.place, starts_at, self.host, self.answer_until),
            note=self.note,
            groups=tuple(self.groups),
            person_ids=tuple(self.person_ids),
            others="\n".join(self.others),
        )


class Redrafting(Drafting):
    """A draft as it is to be from now on."""

    version: int | None = None
    """The version on which the changes are based; 409 when it is no longer the present one."""


class Answering(BaseModel):
    """What a guest answers."""

    model_config = ConfigDict(extra="forbid")

    reply: Literal["accepted", "declined", "substitute"]
    companions: Annotated[int, Field(ge=0, le=MOST_COMPANIONS)] = 0
    substitute: Annotated[str, Field(max_length=120)] = ""

    def said(self) -> Said:
        """The answer."""
        return Said(Reply(self.reply), self.companions, self.substitute)


class Address(BaseModel):
    """A one-time address at which a guest answers without an account; it is shown once, and kept nowhere."""

    url: str


Desk = Annotated[InvitationDesk, part(InvitationDesk)]
Answers = Annotated[AnswerDesk, part(AnswerDesk)]
Queries = Annotated[InvitationQueries, part(InvitationQueries)]
Pages = Annotated[InvitationPages, part(InvitationPages)]
Drafter = Annotated[Viewer, may(DRAFT_INVITATION)]
Reading = Annotated[Viewer, may(READ_INVITATION)]
Guesting = Annotated[Viewer, may(ANSWER_INVITATION)]


@router.post("/invitations", status_code=201, summary="Draft an invitation")
async def draft(new: Drafting, by: Drafter, desk: Desk, queries: Queries) -> InvitationView:
    return await _shown(queries, await desk.draft(new.wanted(), classification=new.classification, by=by), by)


@router.get("/invitations", summary="Invitations, the latest drafted first; for others the signed ones to themselves")
async def invitations(
    by: Reading,
    queries: Queries,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    after: Annotated[str | None, Query(max_length=60, description="the `next` of the page before")] = None,
) -> InvitationList:
    whose = None if READ_INVITATION.allows(by) else by.person_id
    found = await queries.page(whose, after=after, limit=limit)
    return InvitationList(items=[await _shown(queries, each, by) for each in found.items], next=found.next)


@router.get("/invitations/{letter_id:id}", summary="One invitation with the answers; a guest sees the own answer")
async def invitation(letter_id: str, by: Reading, queries: Queries) -> InvitationView:
    return await _shown(queries, await queries.one(letter_id, by), by)


@router.get(
    "/invitations/{letter_id:id}/letter.pdf",
    summary="The pages of all guests, or of one; a guest gets the own one",
    response_class=Response,
    responses=AS_PDF,
)
async def letter(
    letter_id: str, by: Reading, pages: Pages, guest: Annotated[str, Query(max_length=60)] = ""
) -> Response:
    return pdf_answer(await pages.pdf(InvitationId(letter_id), guest_id=guest, by=by))


@router.put("/invitations/{letter_id:id}", summary="Write a draft anew")
async def edit(letter_id: str, new: Redrafting, by: Drafter, desk: Desk, queries: Queries) -> InvitationView:
    edited = await desk.edit(InvitationId(letter_id), new.wanted(), version=new.version, by=by)
    return await _shown(queries, edited, by)


@router.post("/invitations/{letter_id:id}/answer", summary="Answer an invitation of one's own; it may be changed")
async def answer(letter_id: str, new: Answering, by: Guesting, answers: Answers, queries: Queries) -> InvitationView:
    await answers.answer(InvitationId(letter_id), new.said(), by=by)
    return await _shown(queries, await queries.one(letter_id, by), by)


@router.post(
    "/invitations/{letter_id:id}/guests/{guest_id:id}/address",
    summary="A one-time address for a guest without an account; the one before is over",
)
async def address(letter_id: str, guest_id: str, by: Drafter, answers: Answers) -> Address:
    return Address(url=await answers.new_address(InvitationId(letter_id), guest_id, by=by))


async def _shown(queries: InvitationQueries, invitation: Invitation, by: Viewer) -> InvitationView:
    # A draft is read by nobody but those who write, sign or audit it.
    sees_all = READ_INVITATION.allows(by) or invitation.state is State.DRAFT
    return await queries.view(invitation, by, sees_all=sees_all)


add_deeds(
    router,
    KindRoutes("/invitations/{letter_id:id}", RIGHTS, InvitationRegistry, InvitationQueries, InvitationView, _shown),
)

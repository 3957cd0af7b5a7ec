"""Invitations over HTTP."""

from datetime import datetime
from typing import Annotated, Final, Literal

from fastapi import Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.membership.invitations.access import (
    ANSWER_INVITATION,
    DRAFT_INVITATION,
    READ_INVITATION,
    REVOKE_INVITATION,
    SIGN_INVITATION,
)
from services.membership.invitations.answers_domain import MOST_COMPANIONS, Reply, Said
from services.membership.invitations.domain import MOST_GUESTS, Invitation, InvitationId, Meeting
from services.membership.invitations.printing_usecases import InvitationPages
from services.membership.invitations.queries import InvitationList, InvitationQueries, InvitationView
from services.membership.invitations.usecases import AnswerDesk, InvitationDesk, InvitationRegistry, NewInvitation
from services.membership.letters.domain import NORMAL
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may
from shared.web.validation import Day

router = api_router("membership")

Id = Annotated[str, Field(min_length=1, max_length=60)]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Sentence = Annotated[str, Field(min_length=1, max_length=500)]
PDF: Final = "application/pdf"
_AS_PDF: Final = {200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}, 409: {}}


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


class Seen(BaseModel):
    """Which version of a draft somebody saw; 409 when it has changed since."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = None


class Note(Seen):
    """What is to be changed in a draft."""

    note: Sentence


class Reason(BaseModel):
    """The reason for a revocation, as it will stand in the register."""

    model_config = ConfigDict(extra="forbid")

    reason: Sentence


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
Registry = Annotated[InvitationRegistry, part(InvitationRegistry)]
Answers = Annotated[AnswerDesk, part(AnswerDesk)]
Queries = Annotated[InvitationQueries, part(InvitationQueries)]
Pages = Annotated[InvitationPages, part(InvitationPages)]
Drafter = Annotated[Viewer, may(DRAFT_INVITATION)]
Signing = Annotated[Viewer, may(SIGN_INVITATION)]
Revoking = Annotated[Viewer, may(REVOKE_INVITATION)]
Reading = Annotated[Viewer, may(READ_INVITATION)]
Guesting = Annotated[Viewer, may(ANSWER_INVITATION)]


@router.post("/invitations", status_code=201, summary="Draft an invitation")
async def draft(new: Drafting, by: Drafter, desk: Desk, queries: Queries) -> InvitationView:
    return await _shown(await desk.draft(new.wanted(), classification=new.classification, by=by), by, queries)


@router.get("/invitations", summary="Invitations, the latest drafted first; for others the signed ones to themselves")
async def invitations(
    by: Reading,
    queries: Queries,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    after: Annotated[str | None, Query(max_length=60, description="the `next` of the page before")] = None,
) -> InvitationList:
    whose = None if READ_INVITATION.allows(by) else by.person_id
    found = await queries.page(whose, after=after, limit=limit)
    return InvitationList(items=[await _shown(each, by, queries) for each in found.items], next=found.next)


@router.get("/invitations/{invitation_id:id}", summary="One invitation with the answers; a guest sees the own answer")
async def invitation(invitation_id: str, by: Reading, queries: Queries) -> InvitationView:
    return await _shown(await queries.one(invitation_id, by), by, queries)


@router.get(
    "/invitations/{invitation_id:id}/letter.pdf",
    summary="The pages of all guests, or of one; a guest gets the own one",
    response_class=Response,
    responses=_AS_PDF,  # type: ignore[arg-type] # FastAPI wants int | str as keys
)
async def letter(
    invitation_id: str, by: Reading, pages: Pages, guest: Annotated[str, Query(max_length=60)] = ""
) -> Response:
    return pdf_answer(await pages.pdf(InvitationId(invitation_id), guest_id=guest, by=by))


@router.put("/invitations/{invitation_id:id}", summary="Write a draft anew")
async def edit(invitation_id: str, new: Redrafting, by: Drafter, desk: Desk, queries: Queries) -> InvitationView:
    edited = await desk.edit(InvitationId(invitation_id), new.wanted(), version=new.version, by=by)
    return await _shown(edited, by, queries)


@router.delete("/invitations/{invitation_id:id}", status_code=204, summary="Delete a draft")
async def delete(invitation_id: str, by: Drafter, registry: Registry) -> None:
    await registry.delete(InvitationId(invitation_id), by=by)


@router.post("/invitations/{invitation_id:id}/check", summary="Put the secretariat's initial to a draft")
async def check(
    invitation_id: str, by: Drafter, registry: Registry, queries: Queries, seen: Seen | None = None
) -> InvitationView:
    version = seen.version if seen else None
    return await _shown(await registry.check(InvitationId(invitation_id), version=version, by=by), by, queries)


@router.post("/invitations/{invitation_id:id}/return", summary="Return a draft to the secretariat with a note")
async def send_back(invitation_id: str, new: Note, by: Signing, registry: Registry, queries: Queries) -> InvitationView:
    sent = await registry.send_back(InvitationId(invitation_id), new.note, version=new.version, by=by)
    return await _shown(sent, by, queries)


@router.post("/invitations/{invitation_id:id}/signature", summary="Sign a checked draft and enter it in the register")
async def sign(
    invitation_id: str, by: Signing, registry: Registry, queries: Queries, seen: Seen | None = None
) -> InvitationView:
    version = seen.version if seen else None
    return await _shown(await registry.sign(InvitationId(invitation_id), version=version, by=by), by, queries)


@router.post("/invitations/{invitation_id:id}/revocation", summary="Revoke an invitation; its number stays used")
async def revoke(invitation_id: str, new: Reason, by: Revoking, registry: Registry, queries: Queries) -> InvitationView:
    return await _shown(await registry.revoke(InvitationId(invitation_id), new.reason, by=by), by, queries)


@router.post("/invitations/{invitation_id:id}/answer", summary="Answer an invitation of one's own; it may be changed")
async def answer(
    invitation_id: str, new: Answering, by: Guesting, answers: Answers, queries: Queries
) -> InvitationView:
    await answers.answer(InvitationId(invitation_id), new.said(), by=by)
    return await _shown(await queries.one(invitation_id, by), by, queries)


@router.post(
    "/invitations/{invitation_id:id}/guests/{guest_id:id}/address",
    summary="A one-time address for a guest without an account; the one before is over",
)
async def address(invitation_id: str, guest_id: str, by: Drafter, answers: Answers) -> Address:
    return Address(url=await answers.new_address(InvitationId(invitation_id), guest_id, by=by))


def pdf_answer(content: bytes) -> Response:
    """Pages for a browser: shown, not saved."""
    headers = {"Content-Disposition": 'inline; filename="letter.pdf"', "Cache-Control": "private, no-cache"}
    return Response(content, media_type=PDF, headers=headers)


async def _shown(invitation: Invitation, by: Viewer, queries: InvitationQueries) -> InvitationView:
    return await queries.view(invitation, by, sees_all=READ_INVITATION.allows(by))

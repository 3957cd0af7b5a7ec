"""Reads invitations and the answers to them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from services.membership.invitations.access import SIGN_INVITATION
from services.membership.invitations.answers_domain import Answer, Reply, Tally, tally
from services.membership.invitations.domain import Guest, Invitation, InvitationNotFound, may_read
from services.membership.invitations.mongo import INVITATIONS, MongoAnswerRepository, naming, to_invitation
from services.membership.letters.domain import State
from services.membership.letters.queries import ChanceryQueries
from services.membership.letters.standing_domain import Standing
from services.membership.letters.standing_mongo import counted, counting, standing_on
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.store.slices import Slice, slice_by_id
from shared.store.store import Store

_NO_TERM = "called.valid_until"
"""Invitations have no last day, so that no document has this field."""


class GuestView(BaseModel):
    """A guest and the answer, for those who may see all of them; a guest sees only the own one."""

    id: str
    name: str
    post: str
    person_id: str | None
    reply: Reply
    companions: int
    substitute: str
    answered_at: datetime | None


class InvitationView(BaseModel):
    """An invitation as JSON shows it to those who may read it."""

    id: str
    state: Standing
    state_name: str
    version: int
    register_no: str | None
    jalali_date: str | None
    verify_url: str | None
    content_sha256: str | None
    title: str
    place: str
    starts_at: datetime
    host: str
    answer_until: date
    paragraphs: list[str]
    guests: list[GuestView]
    returned_because: str | None
    revoked_on: date | None
    revocation_reason: str | None
    drafted_at: datetime


class InvitationList(BaseModel):
    """Some invitations, the latest drafted first, and where the next ones begin."""

    items: list[InvitationView]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search for invitations. With `person_id` only signed ones to this person are read."""

    standings: Collection[Standing] = ()
    person_id: str | None = None

    def where(self, today: date) -> dict[str, Any]:
        """The filter for the database."""
        every = [standing_on(self.standings, today, term=_NO_TERM)] if self.standings else []
        if self.person_id:
            every.append({**naming(self.person_id), "state": {"$ne": State.DRAFT.value}})
        return {"$and": every} if every else {}


@dataclass(frozen=True, slots=True)
class InvitationQueries:
    """Reads invitations."""

    store: Store
    public_url: str
    today: Callable[[], date]
    chancery: ChanceryQueries

    async def may_sign(self, viewer: Viewer) -> bool:
        """Whether this person signs invitations, as the governor or by delegation."""
        return await self.chancery.may_sign(viewer, SIGN_INVITATION)

    async def one(self, invitation_id: str, viewer: Viewer) -> Invitation:
        """The invitation, if this person may read it. Raises InvitationNotFound."""
        document = await self.store.get(INVITATIONS, invitation_id)
        invitation = to_invitation(document) if document else None
        if invitation is None or not (may_read(viewer, invitation) or await self.may_sign(viewer)):
            raise InvitationNotFound("این دعوت‌نامه پیدا نشد.")
        return invitation

    async def how_many(self, wanted: Wanted) -> int:
        return await self.store.count(INVITATIONS, wanted.where(self.today()))

    async def some(self, wanted: Wanted, *, skip: int, limit: int) -> Sequence[Invitation]:
        """The invitations of one page of a list, the latest drafted first."""
        where = wanted.where(self.today())
        found = await self.store.find(INVITATIONS, where, sort=[("_id", -1)], skip=skip, limit=limit)
        return [to_invitation(document) for document in found]

    async def page(self, person_id: str | None, *, after: str | None, limit: int) -> Slice[Invitation]:
        """Invitations, the latest drafted first."""
        where = Wanted(person_id=person_id).where(self.today())
        found = await slice_by_id(self.store, INVITATIONS, where, limit=limit, after=after, descending=True)
        return found.map(to_invitation)

    async def counts(self) -> Mapping[Standing, int]:
        """How many invitations stand in each way."""
        rows = await self.store.aggregate(INVITATIONS, counting(self.today(), term=_NO_TERM))
        return counted(rows)

    async def answers(self, invitation: Invitation) -> tuple[Sequence[tuple[Guest, Answer]], Tally]:
        """Each guest with the answer, and how many said what."""
        found = await MongoAnswerRepository(self.store).of_invitation(invitation.id)
        # A draft that was written anew may have had other guests.
        by_guest = {each.id: each for each in found}
        pairs = [(guest, by_guest.get(guest.id) or Answer.of(guest, invitation)) for guest in invitation.guests]
        return pairs, tally([answer for _, answer in pairs], len(pairs))

    async def view(self, invitation: Invitation, viewer: Viewer, *, sees_all: bool) -> InvitationView:
        """The invitation for the JSON interface."""
        entry, meeting, revoked = invitation.registration, invitation.meeting, invitation.revocation
        standing = invitation.standing(self.today())
        pairs, _ = await self.answers(invitation)
        shown = [pair for pair in pairs if sees_all or invitation.stands_for(pair[0].person_id) == viewer.person_id]
        return InvitationView(
            id=invitation.id,
            state=standing,
            state_name=standing.word,
            version=invitation.version,
            register_no=entry.register_no if entry else None,
            jalali_date=entry.jalali_date if entry else None,
            verify_url=f"{self.public_url}/v/{entry.verify_code}" if entry else None,
            content_sha256=entry.content_sha256 if entry else None,
            title=meeting.title,
            place=meeting.place,
            starts_at=meeting.starts_at,
            host=meeting.host,
            answer_until=meeting.answer_until,
            paragraphs=list(invitation.wording.paragraphs),
            guests=[_guest(guest, answer, invitation) for guest, answer in shown],
            returned_because=invitation.returned.note if invitation.returned else None,
            revoked_on=day_of(revoked.at) if revoked else None,
            revocation_reason=revoked.reason if revoked else None,
            drafted_at=invitation.drafted_at,
        )


def _guest(guest: Guest, answer: Answer, invitation: Invitation) -> GuestView:
    return GuestView(
        id=guest.id,
        name=guest.addressed,
        post=guest.post,
        person_id=invitation.stands_for(guest.person_id) or None,
        reply=answer.said.reply,
        companions=answer.said.companions,
        substitute=answer.said.substitute,
        answered_at=answer.at,
    )

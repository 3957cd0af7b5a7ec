"""Invitations and the answers to them in MongoDB."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import IndexModel

from services.membership.invitations.answers_domain import Answer
from services.membership.invitations.domain import Invitation, InvitationNotFound
from services.membership.letters.domain import LetterId, State
from services.membership.letters.mongo import LETTER_INDEXES, UNPRINTED
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

INVITATIONS = "invitations"
ANSWERS = "invitation_answers"
INDEXES: Indexes = {
    INVITATIONS: [
        *LETTER_INDEXES,
        IndexModel([("called.guests.person_id", 1)]),
        IndexModel([("heirs.now", 1)], sparse=True),
        # The stored page of a guest, by which somebody asks who has its PDF.
        IndexModel([("guest_pages.document.sha256", 1)], sparse=True),
    ],
    ANSWERS: [
        IndexModel([("invitation_id", 1)]),
        IndexModel([("token_sha256", 1)], unique=True, partialFilterExpression={"token_sha256": {"$gt": ""}}),
    ],
}
AUDITED: Audited = {INVITATIONS: all_but("registration.verify_code"), ANSWERS: all_but("token_sha256")}

_INVITATION = Shape(Invitation)
_ANSWER = Shape(Answer)


@dataclass(frozen=True, slots=True)
class MongoInvitationRepository:
    """Keeps invitations; nothing registered is ever deleted."""

    store: Store

    async def find(self, letter_id: LetterId) -> Invitation | None:
        """Return the invitation, if there is one."""
        document = await self.store.get(INVITATIONS, letter_id)
        return to_invitation(document) if document else None

    async def get(self, letter_id: LetterId) -> Invitation:
        """Return the invitation, or raise InvitationNotFound."""
        found = await self.find(letter_id)
        if found is None:
            raise InvitationNotFound("این دعوت‌نامه پیدا نشد.")
        return found

    async def unprinted(self, *, limit: int) -> Sequence[Invitation]:
        """Return registered invitations whose pages are to be made, the earliest first."""
        where = {**UNPRINTED, "state": State.REGISTERED.value}
        found = await self.store.find(INVITATIONS, where, sort=[("registration.at", 1)], limit=limit)
        return [to_invitation(document) for document in found]

    async def remove(self, draft: Invitation) -> None:
        """Remove a draft; nothing registered is ever removed."""
        draft.must_be_draft()
        async with self.store.unit_of_work() as work:
            await work.delete(INVITATIONS, draft.id)

    async def save(self, letter: Invitation, *events: Event) -> None:
        """Keep the invitation and queue its events: both, or neither."""
        stale = Stale("این دعوت‌نامه را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="invitation")
        await save(self.store, INVITATIONS, letter, _INVITATION.document(letter), *events, stale=stale)


@dataclass(frozen=True, slots=True)
class MongoAnswerRepository:
    """Keeps the answers of guests."""

    store: Store

    async def get(self, guest_id: str) -> Answer | None:
        """Return the answer of a guest, if there is any."""
        document = await self.store.get(ANSWERS, guest_id)
        return to_answer(document) if document else None

    async def by_token(self, token_sha256: str) -> Answer | None:
        """Return the answer of the guest whose one-time address has this hash."""
        found = await self.store.find(ANSWERS, {"token_sha256": token_sha256}, limit=1)
        return to_answer(found[0]) if found else None

    async def of_invitation(self, invitation_id: str) -> Sequence[Answer]:
        """Return all answers to an invitation."""
        return [to_answer(each) for each in await self.store.find(ANSWERS, {"invitation_id": invitation_id})]

    async def save(self, answer: Answer, *events: Event) -> None:
        """Keep the answer and queue its events: both, or neither."""
        stale = Stale("این پاسخ را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="answer")
        await save(self.store, ANSWERS, answer, _ANSWER.document(answer), *events, stale=stale, taken=stale)


def naming(person_id: str) -> dict[str, Any]:
    """The filter for invitations to a person, and to those for whom that one stands."""
    return {"$or": [{"called.guests.person_id": person_id}, {"heirs.now": person_id}]}


def to_invitation(document: Document) -> Invitation:
    """The invitation of a document."""
    return _INVITATION.aggregate(document)


def to_answer(document: Document) -> Answer:
    """The answer of a document."""
    return _ANSWER.aggregate(document)

"""The secretariat drafts invitations; guests answer them, signed in or by a one-time address."""

import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.membership.invitations.access import ANSWER_INVITATION, DRAFT_INVITATION
from services.membership.invitations.answers_domain import Answer, Said, hash_of, must_be_open
from services.membership.invitations.domain import (
    MOST_GUESTS,
    SERIES,
    Called,
    Guest,
    Invitation,
    InvitationId,
    InvitationNotFound,
    Meeting,
)
from services.membership.invitations.wording_domain import InvitationComposer
from services.membership.letters.addressees_domain import outsiders, without_doubles
from services.membership.letters.addressees_usecases import AddressBook
from services.membership.letters.domain import must_be_normal
from services.membership.letters.registrar_usecases import LetterRepository, Registrar, must_be_unchanged
from services.membership.service_records.domain import LetterKey, Way
from shared.events import Event
from shared.runtime.viewer import Viewer


class InvitationRepository(LetterRepository[Invitation], Protocol):
    """Where invitations are kept."""

    async def unprinted(self, *, limit: int) -> Sequence[Invitation]:
        """Return registered invitations whose pages are to be made, the earliest first."""


class AnswerRepository(Protocol):
    """Where answers are kept."""

    async def get(self, guest_id: str) -> Answer | None:
        """Return the answer of a guest, if there is any."""

    async def by_token(self, token_sha256: str) -> Answer | None:
        """Return the answer of the guest whose one-time address has this hash."""

    async def save(self, answer: Answer, *events: Event) -> None:
        """Keep the answer and queue its events: both, or neither."""


class Groups(Protocol):
    """Knows who belongs to a group."""

    async def people_of(self, group: str) -> Sequence[str]:
        """Return the ids of its people: `heads`, or `body/` and the id of a body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInvitation:
    """An invitation to draft, or a draft as it is to be."""

    meeting: Meeting
    note: str = ""
    """What it is about, such as the agenda."""
    groups: tuple[str, ...] = ()
    person_ids: tuple[str, ...] = ()
    others: str = ""
    """Who is not in the directory, each in a line that begins with the honorific."""


@dataclass(frozen=True, slots=True)
class InvitationDesk:
    """Writes drafts, which have no number yet."""

    invitations: InvitationRepository
    addresses: AddressBook
    groups: Groups
    composer: InvitationComposer
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def draft(self, new: NewInvitation, *, classification: str = "", by: Viewer) -> Invitation:
        """Draft an invitation.

        Raises NotAllowed, TooSecret, WrongTime, WrongAddressees, NotAddressed or PersonNotFound.
        """
        DRAFT_INVITATION.require(by)
        must_be_normal(classification)
        async with self.transaction():
            called = await self._called(new)
            invitation = Invitation(
                id=InvitationId(self.new_id()),
                series=SERIES,
                wording=self.composer.write(called.meeting, called.guests, new.note),
                called=called,
                drafted_by=by.person_id,
                drafted_at=self.now(),
            )
            await self.invitations.save(invitation)
            return invitation

    async def edit(
        self, invitation_id: InvitationId, new: NewInvitation, *, version: int | None = None, by: Viewer
    ) -> Invitation:
        """Write a draft anew; it has to be checked again. Raises what `draft` raises, WrongState and Stale."""
        DRAFT_INVITATION.require(by)
        async with self.transaction():
            invitation = await self.invitations.get(invitation_id)
            invitation.must_be_draft()
            must_be_unchanged(invitation, version)
            called = await self._called(new)
            invitation.edit(called, self.composer.write(called.meeting, called.guests, new.note))
            await self.invitations.save(invitation)
            return invitation

    async def _called(self, new: NewInvitation) -> Called:
        new.meeting.must_come(at=self.now())
        of_groups = [person for group in new.groups for person in await self.groups.people_of(group)]
        found = [*await self.addresses.of([*new.person_ids, *of_groups]), *outsiders(new.others)]
        guests = without_doubles(found, most=MOST_GUESTS)
        return Called(
            new.meeting,
            tuple(Guest(self.new_id(), each.name, each.addressed, each.post, each.person_id) for each in guests),
        )


@dataclass(frozen=True, slots=True)
class InvitationRegistry(Registrar[Invitation]):
    """Checks, signs and revokes invitations."""


class Service(Protocol):
    """Who notes in the service record of a guest that they saw and answered the invitation."""

    async def guest_opened(self, key: LetterKey, guest_id: str) -> None:
        """Note that the guest opened it, by an address that only they have."""

    async def guest_answered(self, key: LetterKey, guest_id: str, way: Way) -> None:
        """Note that the guest answered it."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Makes the one-time addresses at which guests answer. Only a hash of each is kept."""

    answers: AnswerRepository
    now: Callable[[], datetime]

    async def new(self, guest: Guest, invitation: Invitation) -> str:
        """Return the path of a new address for a guest; the one before is over. Raises WrongState."""
        must_be_open(invitation, at=self.now())
        token = secrets.token_urlsafe(18)
        answer = await self.answers.get(guest.id) or Answer.of(guest, invitation)
        answer.token_sha256 = hash_of(token)
        await self.answers.save(answer)
        return f"/i/{token}"


@dataclass(frozen=True, slots=True)
class AnswerDesk:
    """Takes the answers of guests, which may change until the deadline."""

    invitations: InvitationRepository
    answers: AnswerRepository
    addresses: Addresses
    service: Service
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    public_url: str

    async def answer(self, invitation_id: InvitationId, said: Said, *, by: Viewer) -> Answer:
        """Take the answer of a guest who signed in. Raises InvitationNotFound, NoAnswer or WrongState."""
        ANSWER_INVITATION.require(by, f"person/{by.person_id}")
        async with self.transaction():
            invitation = await self.invitations.get(invitation_id)
            guest = invitation.guest_who_is(by.person_id)
            answer = await self.answers.get(guest.id) or Answer.of(guest, invitation)
            return await self._give(answer, said, invitation, "portal")

    async def answer_by(self, token: str, said: Said) -> Answer:
        """Take the answer of whoever has the one-time address. Raises InvitationNotFound, NoAnswer or WrongState."""
        async with self.transaction():
            answer, invitation = await self.found_by(token)
            return await self._give(answer, said, invitation, "link")

    async def opened_by(self, token: str) -> tuple[Answer, Invitation]:
        """What `found_by` returns, when the guest is shown it: so they have seen the invitation."""
        async with self.transaction():
            answer, invitation = await self.found_by(token)
            await self.service.guest_opened(key_of(invitation), answer.id)
            return answer, invitation

    async def found_by(self, token: str) -> tuple[Answer, Invitation]:
        """The answer and the invitation behind a one-time address. Raises InvitationNotFound."""
        answer = await self.answers.by_token(hash_of(token))
        invitation = await self.invitations.find(InvitationId(answer.invitation_id)) if answer else None
        if answer is None or invitation is None:
            raise InvitationNotFound("این نشانی درست نیست یا نشانی تازه‌ای جای آن را گرفته است.")
        return answer, invitation

    async def new_address(self, invitation_id: InvitationId, guest_id: str, *, by: Viewer) -> str:
        """Return a one-time address for a guest; the one before is over. Raises InvitationNotFound or WrongState."""
        DRAFT_INVITATION.require(by)
        async with self.transaction():
            invitation = await self.invitations.get(invitation_id)
            path = await self.addresses.new(invitation.guest(guest_id), invitation)
        return f"{self.public_url}{path}"

    async def _give(self, answer: Answer, said: Said, invitation: Invitation, way: Way) -> Answer:
        event = answer.give(said, invitation, at=self.now())
        if event:
            await self.answers.save(answer, event)
        await self.service.guest_answered(key_of(invitation), answer.id, way)
        return answer


def key_of(invitation: Invitation) -> LetterKey:
    """What the service records of an invitation are found by."""
    return LetterKey(invitation.kind, invitation.id)

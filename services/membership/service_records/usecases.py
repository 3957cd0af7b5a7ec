"""The courier serves registered letters on all who are to have them, and notes who saw and accepted them."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.membership.service_records.access import ACKNOWLEDGE, ENTER_RECEIPT
from services.membership.service_records.domain import (
    Ended,
    LetterKey,
    LetterOver,
    Receipt,
    RecordId,
    RecordNotFound,
    Served,
    ServiceRecord,
    Way,
)
from services.membership.service_records.recipients_usecases import Recipients
from services.membership.service_records.telling_domain import accepted, delivered
from shared.events import Event
from shared.events.membership import (
    CertificateIssued,
    CertificateRevoked,
    DecreeAnnulled,
    DecreeIssued,
    DecreeRevoked,
    DecreeSuperseded,
    InvitationIssued,
    InvitationRevoked,
)
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer


class RecordRepository(Protocol):
    """Where service records are kept."""

    async def find(self, record: RecordId) -> ServiceRecord | None:
        """Return the record, if there is one of this id."""

    async def of_letter(self, letter: LetterKey) -> list[ServiceRecord]:
        """Return all records of a letter."""

    async def of_person(self, letter: LetterKey, person_id: str) -> list[ServiceRecord]:
        """Return the records of a letter for a person: two, when two entries to whom it went became one."""

    async def of_guest(self, letter: LetterKey, guest_id: str) -> list[ServiceRecord]:
        """Return the record of one of the many addressees of a letter, if it was served on them."""

    async def waiting_for(self, person_id: str) -> list[ServiceRecord]:
        """Return the records of a person to whom the letters were not delivered yet."""

    async def save(self, record: ServiceRecord, *events: Event) -> None:
        """Keep the record and queue its events: both, or neither."""


class LettersOfAKind(Protocol):
    """Where the letters of one kind are kept. Kinds depend on their service, so they come here by this port."""

    async def served(self, letter_id: str) -> Served:
        """Return a registered letter, with whom it concerns; raise when there is none."""

    async def save(self, served: Served) -> None:
        """Keep the letter with the days on which it was served and acknowledged."""

    async def answering_at(self, record: ServiceRecord) -> str:
        """Return the path where the recipient answers, such as to an invitation; empty when no answer is awaited."""


class Links(Protocol):
    """Who sends one-time links."""

    async def send(self, record: ServiceRecord, served: Served) -> None:
        """Make a link to the letter for the person of the record, have it sent, and note that in the record.

        Every link after the first is a reminder.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    """Brings letters to those who are to have them. Whatever comes twice changes nothing."""

    records: RecordRepository
    letters: Mapping[str, LettersOfAKind]
    """By kind."""
    recipients: Recipients
    links: Links
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def take_issued(self, event: DecreeIssued) -> None:
        """Serve a decree that is registered and whose page exists."""
        await self.serve(LetterKey("decree", event.decree_id))

    async def take_revoked(self, event: DecreeRevoked) -> None:
        """Ask nobody any more to accept a decree that lost its force."""
        await self.call_off(LetterKey("decree", event.decree_id), "revoked")

    async def take_annulled(self, event: DecreeAnnulled) -> None:
        """Ask nobody any more to accept a decree that was an error."""
        await self.call_off(LetterKey("decree", event.decree_id), "annulled")

    async def take_superseded(self, event: DecreeSuperseded) -> None:
        """Ask nobody any more to accept a decree whose place another one took."""
        await self.call_off(LetterKey("decree", event.decree_id), "superseded")

    async def take_certificate(self, event: CertificateIssued) -> None:
        """Serve a certificate. Of earlier ones the notifier has told already."""
        if event.link_follows:
            await self.serve(LetterKey("certificate", event.certificate_id))

    async def drop_certificate(self, event: CertificateRevoked) -> None:
        """Ask nobody any more to accept a certificate that lost its force."""
        await self.call_off(LetterKey("certificate", event.certificate_id), "revoked")

    async def take_invitation(self, event: InvitationIssued) -> None:
        """Serve an invitation on each guest. Of earlier ones the notifier has told already."""
        if event.link_follows:
            await self.serve(LetterKey("invitation", event.invitation_id))

    async def drop_invitation(self, event: InvitationRevoked) -> None:
        """Ask nobody any more to accept an invitation that no longer holds."""
        await self.call_off(LetterKey("invitation", event.invitation_id), "revoked")

    async def serve(self, key: LetterKey) -> None:
        """Make the records of a letter, and send each person their link; what lost its force stays unserved."""
        async with self.transaction():
            served = await self.letters[key.kind].served(key.id)
            if not served.has_force(day_of(self.now())):
                return
            # Two entries of one person may have become one since, who has the letter by the id of the other.
            having = {record.key for record in await self.records.of_letter(key)}
            for recipient in await self.recipients.of(served):
                if recipient.key in having:
                    continue
                record = ServiceRecord.make(key, served, recipient, at=self.now())
                await self.links.send(record, served)
                await self.records.save(record)

    async def call_off(self, key: LetterKey, why: Ended) -> None:
        """Note in all records of a letter that it lost its force."""
        async with self.transaction():
            for record in await self.records.of_letter(key):
                if record.end(why):
                    await self.records.save(record)

    async def shown(self, *, by: Viewer) -> None:
        """Note that a signed-in person is shown at the desk that these letters are there: so they are delivered."""
        if by.scope is not None or not await self.records.waiting_for(by.person_id):
            return
        async with self.transaction():
            for record in await self.records.waiting_for(by.person_id):
                if record.deliver("portal", at=self.now()):
                    await self._keep_of(record, delivered(record))

    async def opened(self, key: LetterKey, *, by: Viewer) -> None:
        """Note that a signed-in person opened the letter, if it was served on them; a program sees nothing for them."""
        if by.scope is None:
            for record in await self.records.of_person(key, by.person_id):
                await self.open_record(record.id, "portal")

    async def guest_opened(self, key: LetterKey, guest_id: str) -> None:
        """Note that one of many addressees opened the letter, by an address that only they have."""
        for record in await self.records.of_guest(key, guest_id):
            await self.open_record(record.id, "link")

    async def guest_answered(self, key: LetterKey, guest_id: str, way: Way) -> None:
        """Note that one of many addressees answered the letter, which says that they saw it."""
        for record in await self.records.of_guest(key, guest_id):
            if not record.ended:
                await self.accept(record.id, way)

    async def open_record(self, record_key: RecordId, way: Way) -> None:
        """Note that the recipient of a record opened the letter."""
        async with self.transaction():
            record = await self.records.find(record_key)
            if record and record.seen_at is None:
                was_delivered = record.delivered_at
                record.see(way, at=self.now())
                await self._keep_of(record, *([] if was_delivered else [delivered(record)]))

    async def acknowledge(self, key: LetterKey, *, by: Viewer) -> ServiceRecord:
        """«رؤیت شد»: the person says that they saw the letter that was served on them; again changes nothing.

        Raises NotAllowed, RecordNotFound or LetterOver.
        """
        ACKNOWLEDGE.require(by, f"person/{by.person_id}")
        async with self.transaction():
            own = await self.records.of_person(key, by.person_id)
            accepted_ones = [await self.accept(record.id, "portal") for record in own]
            if not accepted_ones:
                raise RecordNotFound("این سابقه ابلاغ پیدا نشد.")
            return accepted_ones[0]

    async def accept(self, record_key: RecordId, way: Way) -> ServiceRecord:
        """Note that the recipient of a record accepts the letter. Raises RecordNotFound or LetterOver."""
        async with self.transaction():
            record = await self._record(record_key)
            was_delivered = record.delivered_at
            if record.accept(way, at=self.now()):
                events = [] if was_delivered else [delivered(record)]
                await self._keep_of(record, *events, accepted(record, way))
            return record

    async def enter_receipt(
        self, key: LetterKey, record_key: RecordId, receipt: Receipt, *, by: Viewer
    ) -> ServiceRecord:
        """Note that the letter was handed over on paper; the same again changes nothing.

        Raises NotAllowed, RecordNotFound, WrongReceipt, AlreadyOnPaper or LetterOver.
        """
        ENTER_RECEIPT.require(by)
        async with self.transaction():
            record = await self._record(record_key)
            if record.letter != key:
                raise RecordNotFound("این سابقه ابلاغ پیدا نشد.")
            was_delivered = record.delivered_at
            if record.take_receipt(receipt, today=day_of(self.now())):
                await self._keep_of(record, *([] if was_delivered else [delivered(record)]))
            return record

    async def send_again(self, record_key: RecordId, *, by: Viewer) -> None:
        """Send whoever has not seen the letter another link, as when the message was lost.

        Raises NotAllowed, RecordNotFound, or LetterOver when it was seen or lost its force.
        """
        ENTER_RECEIPT.require(by)
        async with self.transaction():
            record = await self._record(record_key)
            served = await self.letters[record.letter.kind].served(record.letter.id)
            if not record.may_be_reminded or not served.has_force(day_of(self.now())):
                raise LetterOver("این نامه دیده شده، کاغذی ابلاغ شده یا دیگر اعتبار ندارد؛ پیوند تازه لازم نیست.")
            await self.links.send(record, served)
            await self.records.save(record)

    async def answering_at(self, record_key: RecordId) -> str:
        """The path where the recipient of a record answers the letter; empty when no answer is awaited."""
        record = await self._record(record_key)
        return await self.letters[record.letter.kind].answering_at(record)

    async def person_of(self, record_key: RecordId) -> str | None:
        """Whose record it is today: two entries of one person may have become one since it was made."""
        return (await self._record(record_key)).person_id

    async def _record(self, record_key: RecordId) -> ServiceRecord:
        record = await self.records.find(record_key)
        if record is None:
            raise RecordNotFound("این سابقه ابلاغ پیدا نشد.")
        return record

    async def _keep_of(self, record: ServiceRecord, *events: Event | None) -> None:
        served = await self.letters[record.letter.kind].served(record.letter.id)
        await self._keep(record, served, *events)

    async def _keep(self, record: ServiceRecord, served: Served, *events: Event | None) -> None:
        """Keep the record, and with the addressee's the days on which the letter was served and acknowledged.

        A letter to many has no such day: each of them has an own record.
        """
        await self.records.save(record, *filter(None, events))
        letter = served.letter
        is_the_one = record.to == "addressee" and not record.guest_id
        if not is_the_one or not served.has_force(day_of(self.now())):
            return
        is_new = bool(record.delivered_at) and letter.serve(at=record.delivered_at or self.now())
        if record.accepted_at and letter.acknowledge(at=record.accepted_at):
            is_new = True
        if is_new:
            await self.letters[record.letter.kind].save(served)

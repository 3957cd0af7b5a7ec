"""The registrar initials, returns, signs and revokes letters of the kinds from which no right follows."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from services.membership.letters.access import LetterRights
from services.membership.letters.domain import LetterId, State, WrongState
from services.membership.letters.plain_domain import PlainLetter
from services.membership.letters.signature_domain import SignatureMode
from services.membership.letters.usecases import Numbering, Numbers, Printer, Signatories, must_be_open
from services.membership.letters.wording_domain import tidy
from services.membership.register.usecases import RegisterBook
from shared.events import Event
from shared.persian.jalali import day_of
from shared.runtime.context import current_cause
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer

Plain = TypeVar("Plain", bound=PlainLetter)


class LetterRepository(Protocol[Plain]):
    """Where letters of one kind are kept."""

    async def get(self, letter_id: LetterId) -> Plain:
        """Return the letter, or raise that there is none."""

    async def find(self, letter_id: LetterId) -> Plain | None:
        """Return the letter, if there is one."""

    async def save(self, letter: Plain, *events: Event) -> None:
        """Keep the letter and queue its events: both, or neither."""

    async def remove(self, draft: Plain) -> None:
        """Remove a draft; nothing registered is ever removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the registrars of all kinds share."""

    numbering: Numbering
    numbers: Numbers
    signatories: Signatories
    book: RegisterBook
    printer: Printer
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    turn: AbstractAsyncContextManager[None]
    """Lets signatures in one by one: see the registry of decrees."""
    now: Callable[[], datetime]
    public_url: str
    edition_in_force: Callable[[str], Awaitable[int]]
    """Which edition of the layout of a kind of letters is in force."""
    mode: SignatureMode
    """How letters are signed in this county."""


@dataclass(frozen=True, slots=True)
class Registrar(Generic[Plain]):
    """Does with the letters of one kind what is the same for all."""

    letters: LetterRepository[Plain]
    office: Office
    rights: LetterRights

    async def check(self, letter_id: LetterId, *, version: int | None = None, by: Viewer) -> Plain:
        """Put the secretariat's initial to a draft. Again changes nothing. Raises WrongState or Stale."""
        self.rights.drafting.require(by)
        async with self.office.transaction():
            letter = await self.letters.get(letter_id)
            if letter.check(by=by.person_id, at=self.office.now()):
                must_be_unchanged(letter, version)
                await self.letters.save(letter)
            return letter

    async def send_back(self, letter_id: LetterId, note: str, *, version: int | None = None, by: Viewer) -> Plain:
        """Return a draft to the secretariat with a note. The same again changes nothing. Raises WrongState or Stale."""
        must_be_open(self.rights.signing, by)
        async with self.office.transaction():
            await self.office.signatories.signatory(by)
            letter = await self.letters.get(letter_id)
            if letter.send_back(tidy(note), by=by.person_id, at=self.office.now()):
                must_be_unchanged(letter, version)
                await self.letters.save(letter)
            return letter

    async def sign(self, letter_id: LetterId, *, version: int | None = None, number: str = "", by: Viewer) -> Plain:
        """Sign and register a draft; a second time changes nothing. With a version, the draft must be that one.

        `number` is the one that the office automation gave, for a series that gets its numbers there.

        Raises NotReady, NotAllowed, WrongState, WrongNumber, NumberTaken, ClockBehind or Stale.
        """
        must_be_open(self.rights.signing, by)
        await self.office.printer.must_be_ready()
        async with self.office.turn:
            return await self.sign_in_turn(letter_id, version=version, number=number, by=by)

    async def sign_in_turn(
        self, letter_id: LetterId, *, version: int | None = None, number: str = "", by: Viewer
    ) -> Plain:
        """Sign as `sign` does, for whoever has the turn, and knows that a page can be made."""
        must_be_open(self.rights.signing, by)
        office = self.office
        async with office.transaction():
            signatory = await office.signatories.signatory(by)
            letter = await self.letters.get(letter_id)
            if letter.state is State.REGISTERED:
                return letter
            must_be_unchanged(letter, version)
            series = await office.numbering.ruled_by(letter.series)
            outside_number = series.outside_number(number)
            at = await office.numbering.time_of(letter.series)
            letter.may_be_signed(by=signatory, on=day_of(at))
            if letter.checked is None:
                raise WrongState("این نامه پس از پاراف دبیرخانه امضا می‌شود؛ هنوز پاراف نشده است.")
            code = await office.numbers.free_code()
            # Signatures that come at once contend for the counter, so it is taken as late as possible.
            place = await office.numbering.place(series, outside_number, at=at)
            letter.enter(place, by=signatory, code=code, mode=office.mode)
            letter.edition = await office.edition_in_force(letter.kind)
            letter.is_replay = current_cause().replay
            # Where the signature stands on a page, everybody is told once that page is kept.
            told = () if letter.waits_for_page else (letter.issued(verify_url=self.verify_url(letter)),)
            await self.letters.save(letter, *told)
            await office.book.enter(letter.entry())
            return letter

    async def revoke(self, letter_id: LetterId, reason: str, *, by: Viewer) -> Plain:
        """Revoke a registered letter; its number stays used. Again changes nothing. Raises NotAllowed, WrongState."""
        self.rights.revoking.require(by)
        async with self.office.transaction():
            letter = await self.letters.get(letter_id)
            if letter.end_force(tidy(reason), by=by.person_id, at=self.office.now()):
                await self.letters.save(letter, letter.revoked())
                await self.office.book.remark(letter.remark())
            return letter

    async def delete(self, letter_id: LetterId, *, by: Viewer) -> None:
        """Delete a draft; what is deleted already stays so. Raises WrongState for a registered letter."""
        self.rights.drafting.require(by)
        async with self.office.transaction():
            letter = await self.letters.find(letter_id)
            if letter:
                letter.must_be_draft()
                await self.letters.remove(letter)

    def verify_url(self, letter: Plain) -> str:
        """The address where anybody can check a registered letter."""
        return f"{self.office.public_url}/v/{letter.registered.verify_code}"


def must_be_unchanged(letter: PlainLetter, version: int | None) -> None:
    """Raise Stale when a letter is not the one that somebody saw before deciding."""
    if version is not None and letter.version != version:
        raise Stale("این نامه پس از باز شدن صفحه تغییر کرده است؛ صفحه را تازه کنید و دوباره ببینید.", of="letter")

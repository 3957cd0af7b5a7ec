"""The registry signs, numbers, returns, revokes and annuls decrees."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.membership.bodies.domain import Body, BodyId
from services.membership.bodies.usecases import BodyRepository
from services.membership.decrees.access import REVOKE_DECREE, SIGN_DECREE
from services.membership.decrees.domain import Decree, DecreeId
from services.membership.decrees.granting_domain import membership_of
from services.membership.decrees.register_domain import ended, entry_of
from services.membership.decrees.register_domain import followed as remark_of
from services.membership.decrees.usecases import DecreeRepository, must_be_unchanged, must_still_hold
from services.membership.letters.domain import State, WrongState
from services.membership.letters.signature_domain import SignatureMode
from services.membership.letters.usecases import Numbering, Numbers, Printer, Signatories, must_be_open
from services.membership.letters.wording_domain import tidy
from services.membership.members.domain import MembershipId
from services.membership.members.usecases import Roll
from services.membership.posts.usecases import PostRepository
from services.membership.register.usecases import RegisterBook
from shared.persian.jalali import day_of
from shared.runtime.context import current_cause
from shared.runtime.viewer import Viewer


class Nominations(Protocol):
    """Where the offices name their members. Nominations depend on letters, so they come here by this port."""

    async def decreed(self, nomination_id: str, decree_id: str) -> None:
        """Take note that the decree was signed that was drafted from a nomination."""


@dataclass(frozen=True, slots=True)
class Registry:
    """Signs decrees, which gives number and membership in one step, and revokes them, which keeps the number used."""

    decrees: DecreeRepository
    printer: Printer
    numbering: Numbering
    numbers: Numbers
    signatories: Signatories
    bodies: BodyRepository
    posts: PostRepository
    roll: Roll
    book: RegisterBook
    nominations: Nominations
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    turn: AbstractAsyncContextManager[None]
    """Lets signatures in one by one. The register gives its numbers one by one anyway, and waiting here costs a third
    of what conflicts in the database cost. Between several replicas only the transaction decides."""
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    public_url: str
    mode: SignatureMode = SignatureMode.NONE
    """How letters are signed in this county."""

    async def sign(self, decree_id: DecreeId, *, version: int | None = None, number: str = "", by: Viewer) -> Decree:
        """Sign and register a draft; a second time changes nothing. With a version, the draft must be that one.

        `number` is the one that the office automation gave, for a series that gets its numbers there.

        Raises NotReady, NotAllowed, NotNow, WrongState, WrongNumber, NumberTaken, ClockBehind or Stale, or
        AlreadyMember when another decree of this person is in force.
        """
        must_be_open(SIGN_DECREE, by)
        await self.printer.must_be_ready()
        async with self.turn:
            return await self.sign_in_turn(decree_id, version=version, number=number, by=by)

    async def sign_in_turn(
        self, decree_id: DecreeId, *, version: int | None = None, number: str = "", by: Viewer
    ) -> Decree:
        """Sign as `sign` does, for whoever has the turn, and knows that a page can be made."""
        must_be_open(SIGN_DECREE, by)
        async with self.transaction():
            signatory = await self.signatories.signatory(by)
            decree = await self.decrees.get(decree_id)
            if decree.state is State.REGISTERED:
                return decree
            must_be_unchanged(decree, version)
            series = await self.numbering.ruled_by(decree.series)
            outside_number = series.outside_number(number)
            at = await self.numbering.time_of(decree.series)
            decree.may_be_signed(by=signatory, on=day_of(at))
            if series.checked_first and decree.checked is None:
                raise WrongState("نامه‌های این سری پس از پاراف دبیرخانه امضا می‌شوند؛ این پیش‌نویس هنوز پاراف نشده است.")
            body = await self.bodies.get(BodyId(decree.grant.body_id))
            await must_still_hold(self.posts, decree.grant, on=day_of(at))
            followed = await self._followed(decree)
            code = await self.numbers.free_code()
            # Signatures that come at once contend for the counter, so it is taken as late as possible.
            place = await self.numbering.place(series, outside_number, at=at)
            url = self.verify_url(code)
            event = decree.register(place, by=signatory, code=code, verify_url=url, mode=self.mode)
            decree.is_replay = current_cause().replay
            # Where the signature stands on a page, everybody is told once that page is kept.
            await self.decrees.save(decree, *(() if self.mode.makes_a_document else (event,)))
            await self.book.enter(entry_of(decree))
            await self._grant(decree, body, followed, at=at)
            if decree.nomination_id:
                await self.nominations.decreed(decree.nomination_id, decree.id)
            return decree

    async def send_back(self, decree_id: DecreeId, note: str, *, version: int | None = None, by: Viewer) -> Decree:
        """Return a draft to the secretariat with a note. The same again changes nothing. Raises WrongState or Stale."""
        must_be_open(SIGN_DECREE, by)
        async with self.transaction():
            await self.signatories.signatory(by)
            decree = await self.decrees.get(decree_id)
            if decree.send_back(tidy(note), by=by.person_id, at=self.now()):
                must_be_unchanged(decree, version)
                await self.decrees.save(decree)
            return decree

    async def revoke(self, decree_id: DecreeId, reason: str, *, by: Viewer) -> Decree:
        """Revoke a decree and its amendments, and end the memberships that they granted. Again changes nothing.

        An amendment is not revoked alone, but with the decree that it corrects.
        """
        REVOKE_DECREE.require(by)
        said = tidy(reason)
        async with self.transaction():
            decree = await self.decrees.get(decree_id)
            if decree.amends:
                raise WrongState("اصلاحیه جدا از حکم اصلی لغو نمی‌شود؛ حکم اصلی را لغو کنید یا اصلاحیه دیگری بنویسید.")
            affected: Decree | None = decree
            while affected:
                event = affected.revoke(said, by=by, at=self.now())
                if event:
                    await self.decrees.save(affected, event)
                    await self._note_end(affected)
                    await self.roll.strike_off(affected.id, "revoked", on=event.revoked_on)
                affected = await self.decrees.get(affected.amended_by.id) if affected.amended_by else None
            return decree

    async def annul(self, decree_id: DecreeId, reason: str, *, by: Viewer) -> Decree:
        """Annul the number of a decree that nobody has got yet («ابطال»). Again changes nothing. Raises WrongState.

        The membership ends. What an annulled amendment or superseding decree ended stays so: a new decree is written.
        """
        REVOKE_DECREE.require(by)
        said = tidy(reason)
        async with self.transaction():
            decree = await self.decrees.get(decree_id)
            if decree.follows:
                raise WrongState("اصلاحیه و حکم جایگزین ابطال نمی‌شوند؛ اصلاحیه یا حکم جایگزین دیگری بنویسید.")
            event = decree.annul(said, by=by, at=self.now())
            if event:
                await self.decrees.save(decree, event)
                await self._note_end(decree)
                await self.roll.strike_off(decree.id, "revoked", on=event.annulled_on)
            return decree

    def verify_url(self, code: str) -> str:
        """The address where anybody can check a decree."""
        return f"{self.public_url}/v/{code}"

    async def _note_end(self, decree: Decree) -> None:
        remark = ended(decree)
        # What was registered before there was this system stands in another book.
        if remark and not decree.registered.is_old:
            await self.book.remark(remark)

    async def _followed(self, decree: Decree) -> Decree | None:
        if decree.follows is None:
            return None
        followed = await self.decrees.get(decree.follows.id)
        followed.can_be_followed(on=day_of(self.now()))
        return followed

    async def _grant(self, decree: Decree, body: Body, followed: Decree | None, *, at: datetime) -> None:
        """Begin the membership, and end the one of the decree that this one amends or supersedes."""
        today = day_of(at)
        new = membership_of(decree, MembershipId(self.new_id()))
        if followed is None:
            await self.roll.enter(new, sole=body.one_member_per_office, on=today)
            return
        if decree.amends:
            followed.take_amendment(decree, on=today)
            await self.decrees.save(followed)
            old = await self.roll.strike_off(followed.id, "amended", on=today)
        else:
            await self.decrees.save(followed, followed.give_way(decree, at=at))
            old = await self.roll.strike_off(followed.id, "replaced", on=max(today, new.valid_from))
        if not followed.registered.is_old:
            await self.book.remark(remark_of(followed, decree))
        if old:
            new.suspension, new.past_suspensions = old.suspension, old.past_suspensions
        # An amendment gives nobody a membership back who has left; a decree that supersedes another one does.
        if old or decree.supersedes:
            await self.roll.enter(new, sole=body.one_member_per_office, on=today)

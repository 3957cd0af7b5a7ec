"""The secretariat enters decrees that were signed on paper before there was this system."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from services.membership.decrees.access import DRAFT_DECREE
from services.membership.decrees.domain import Decree
from services.membership.decrees.granting_domain import NewDecree, membership_of
from services.membership.decrees.usecases import DecreeRepository, Secretariat
from services.membership.letters.domain import Signatory, WrongState
from services.membership.letters.series_domain import WrongNumber, tidy_number
from services.membership.letters.usecases import Numbering, Numbers
from services.membership.letters.wording_domain import tidy
from services.membership.members.domain import MembershipId
from services.membership.members.usecases import Roll
from shared.persian.jalali import TEHRAN, day_of
from shared.runtime.viewer import Viewer

_UNKNOWN = "این حکم پیش از راه‌اندازی سامانه صادر شده است و متن آن در سامانه نیست."  # stays Persian: letters


@dataclass(frozen=True, slots=True)
class OldDecree:
    """What stands on a decree of paper."""

    grant: NewDecree
    register_no: str
    signed_on: date
    signatory_name: str
    signatory_title: str


@dataclass(frozen=True, slots=True)
class Archivist:
    """Enters old decrees: with their own number and day, without a signature, marked so."""

    decrees: DecreeRepository
    secretariat: Secretariat
    numbering: Numbering
    numbers: Numbers
    roll: Roll
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def enter(self, old: OldDecree, *, by: Viewer) -> Decree:
        """Enter a decree and the membership that it granted; nobody is told of it as of a new one.

        Raises what drafting raises, WrongState for a day that is not past, WrongNumber, NumberTaken or AlreadyMember.
        """
        DRAFT_DECREE.require(by)
        today = day_of(self.now())
        if old.signed_on >= today:
            raise WrongState("تاریخ حکم پیش از سامانه باید پیش از امروز باشد؛ حکم تازه با پیش‌نویس و امضا ثبت می‌شود.")
        register_no, name = tidy_number(old.register_no), tidy(old.signatory_name)
        if not register_no:
            raise WrongNumber("شماره‌ای را که روی حکم است وارد کنید.")
        async with self.transaction():
            decree, body = await self.secretariat.composed(old.grant, by=by)
            # The words on the paper are not known here.
            decree.wording = replace(
                decree.wording,
                paragraphs=(_UNKNOWN,),
                copies=(),
            )
            series = await self.numbering.ruled_by(decree.series)
            at = datetime.combine(old.signed_on, time(12), TEHRAN).astimezone(UTC)
            place = await self.numbering.old_place(series, register_no, at=at)
            signatory = Signatory("", name, tidy(old.signatory_title))
            decree.enter_old(place, by=signatory, code=await self.numbers.free_code())
            await self.decrees.save(decree)
            member = membership_of(decree, MembershipId(self.new_id()))
            await self.roll.enter(member, sole=body.one_member_per_office, on=today)
            return decree

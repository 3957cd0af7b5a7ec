"""What every kind of letter needs when it is signed: a number, a code, and somebody with the right to sign."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from services.membership.accounts.domain import Person, PersonId
from services.membership.accounts.usecases import PersonRepository
from services.membership.letters.delegations_domain import Delegation
from services.membership.letters.domain import NotAddressed, Place, Signatory
from services.membership.letters.series_domain import ClockBehind, NumberTaken, Series, SeriesId
from services.membership.posts.domain import Post
from services.membership.posts.usecases import PostRepository
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of, jalali_of
from shared.runtime.access import Action, NotAllowed
from shared.runtime.viewer import Viewer

_CLOCKS_DIFFER = timedelta(minutes=2)
"""How far the clocks of two replicas may be apart."""


class Printer(Protocol):
    """Makes the pages of letters."""

    async def must_be_ready(self) -> None:
        """Raise NotReady when a letter that is signed now would get no page."""


class Numbers(Protocol):
    """Where numbers and verification codes come from."""

    async def next_number(self, series: str, year: int) -> int:
        """Return the next number of a series in a Jalali year. The number is free again when the unit of work fails."""

    async def next_old_number(self, series: str, year: int) -> int:
        """Return a place in the year for a letter that got its number before there was this system; it is below 0."""

    async def is_used(self, series: str, year: int, register_no: str) -> bool:
        """Return whether a letter of the series has this number in this year."""

    async def last_at(self, series: str) -> datetime | None:
        """Return when the last letter of a series was registered here."""

    async def free_code(self) -> str:
        """Return a verification code that no letter has."""


class AnySeries(Protocol):
    """Knows series."""

    async def get(self, series_id: SeriesId) -> Series:
        """Return the series; one that nobody has changed is as usual."""

    async def hold(self, series_id: SeriesId, year: int) -> None:
        """Let one of two units of work that hold the series at the same time begin again."""


class Delegations(Protocol):
    """Knows delegations."""

    async def of(self, person_id: str) -> Sequence[Delegation]:
        """Return what was ever delegated to a person, the latest first."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """Gives letters their places: the next number of the series, or the one that the office automation gave."""

    numbers: Numbers
    series: AnySeries
    now: Callable[[], datetime]

    async def ruled_by(self, series: str) -> Series:
        """Return the series."""
        return await self.series.get(SeriesId(series))

    async def time_of(self, series: str) -> datetime:
        """Return when a letter that is signed now is registered. Raises ClockBehind: nothing is ever back-dated."""
        now, last = self.now(), await self.numbers.last_at(series)
        if last is None or last <= now:
            return now
        if last - now > _CLOCKS_DIFFER:
            raise ClockBehind("ساعت سامانه از آخرین نامه ثبت‌شده عقب‌تر است؛ تا درست شدن ساعت شماره‌ای داده نمی‌شود.")
        return last

    async def place(self, series: Series, outside_number: str, *, at: datetime) -> Place:
        """Take the next place. Raises NumberTaken when the automation's number is another letter's."""
        year = jalali_of(at).year
        if outside_number and await self.numbers.is_used(series.id, year, outside_number):
            raise _taken(outside_number)
        count = await self.numbers.next_number(series.id, year)
        if count == 1:
            # Until now the series could be numbered otherwise, perhaps at this very moment.
            await self.series.hold(series.id, year)
        if outside_number:
            return Place(year, count, outside_number, at)
        number = count + series.numbering.first_of(year) - 1
        return Place(year, number, series.numbering.printed(series.id, year, number), at)

    async def old_place(self, series: Series, register_no: str, *, at: datetime) -> Place:
        """Enter a number from before there was this system.

        Raises NumberTaken, also when this system would give that number to a letter of its own.
        """
        year = jalali_of(at).year
        is_past = year < jalali_of(self.now()).year
        if not is_past and series.numbering.would_give(register_no, series.id, year):
            raise NumberTaken(
                "این شماره را سامانه به نامه‌های خود می‌دهد؛ ابتدا شماره آغاز سری را بعد از آخرین شماره کاغذی تنظیم کنید."
            )
        if await self.numbers.is_used(series.id, year, register_no):
            raise _taken(register_no)
        return Place(year, await self.numbers.next_old_number(series.id, year), register_no, at)


@dataclass(frozen=True, slots=True)
class Signatories:
    """Says by what right somebody signs: as the holder of the post, as its acting holder, or for the holder."""

    people: PersonRepository
    posts: PostRepository
    delegations: Delegations
    now: Callable[[], datetime]
    county: str

    async def signatory(self, by: Viewer) -> Signatory:
        """The signatory by the post or delegation that is held now; a token may be older than the last change.

        Raises NotAllowed, which says when a delegation is over.
        """
        today = day_of(self.now())
        post = await self._governorship(by.person_id, today)
        if post:
            person = await self.people.get(PersonId(by.person_id))
            return Signatory(person.id, person.name, self._title(post))
        delegations = await self.delegations.of(by.person_id)
        if not delegations:
            raise NotAllowed("شما اکنون فرماندار نیستید.")
        delegation = next((each for each in delegations if each.holds_on(today)), delegations[0])
        delegation.must_hold_on(today)
        post = await self._governorship(delegation.from_person_id, today)
        if post is None:
            raise NotAllowed("کسی که امضا را به شما تفویض کرده است اکنون فرماندار نیست.")
        person = await self.people.get(PersonId(by.person_id))
        title = f"از طرف {self._title(post)}"  # stays Persian: letters
        return Signatory(person.id, person.name, title, delegation_id=delegation.id)

    async def may_sign(self, by: Viewer) -> bool:
        """Whether this person has the signature now."""
        try:
            await self.signatory(by)
        except NotAllowed:
            return False
        return True

    async def _governorship(self, person_id: str, day: date) -> Post | None:
        posts = await self.posts.held_by(person_id, on=day)
        return next((post for post in posts if post.role == "governor"), None)

    def _title(self, post: Post) -> str:
        is_acting = post.holder is not None and post.holder.acting
        post_name = "سرپرست فرمانداری" if is_acting else "فرماندار"  # stays Persian: letters
        return f"{post_name} شهرستان {self.county}"  # stays Persian: letters


def must_be_open(action: Action, by: Viewer) -> None:
    """Raise NotAllowed when a person may do this with nothing; who signs for another, the signatories know."""
    if not action.is_open_to(by):
        raise NotAllowed(action.refusal)


def addressed(person: Person) -> Person:
    """The person, if a letter can address them. Raises NotAddressed."""
    if not person.has_form_of_address:
        raise NotAddressed(_("عنوان یا خطاب %(name)s انتخاب نشده است؛ ابتدا در صفحه او انتخاب کنید.", name=person.name))
    return person


def _taken(register_no: str) -> NumberTaken:
    return NumberTaken(_("شماره %(number)s در این سری و سال ثبت شده است.", number=register_no))

"""A post, who holds it, who held it before, and who will hold it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal, NewType, get_args

from shared.events.membership import PostHolderChanged
from shared.language.shown import date_with_year
from shared.language.speech import gettext as _
from shared.runtime.access import ROLE_NAMES

PostId = NewType("PostId", str)
"""`office/water:pr_manager`, `body/council:secretariat:dabir`, `county:operator:omid`."""

Role = Literal[
    "pr_manager",
    "head_of_office",
    "deputy",
    "liaison",
    "chair",
    "secretary",
    "secretariat",
    "council_secretary",
    "governor",
    "jury",
    "auditor",
    "operator",
]

SHARED: frozenset[Role] = frozenset({"secretariat", "jury", "auditor", "operator"})
"""Posts that several people hold at the same time, each a post of its own."""

ROLES: frozenset[Role] = frozenset(get_args(Role))
OF_OFFICES: frozenset[Role] = frozenset({"pr_manager", "head_of_office", "deputy", "liaison"})
OF_BODIES: frozenset[Role] = frozenset({"chair", "secretary"})
OF_COUNTY: frozenset[Role] = frozenset({"governor", "secretariat", "council_secretary", "jury", "auditor", "operator"})
WITHOUT_POWERS: frozenset[Role] = frozenset({"deputy", "liaison", "chair", "secretary"})
"""Posts that are known and shown, and by which nobody may do anything in the system."""

POST_NAMES: Mapping[str, str] = {
    **ROLE_NAMES,
    "deputy": "جانشین مدیر روابط عمومی",
    "liaison": "رابط روابط عمومی",
    "chair": "رئیس",
    "secretary": "دبیر",
}
"""The name of each post as people read it."""

_DAY = timedelta(days=1)


class PostNotFound(Exception):
    """Nobody ever held a post of this id."""


class WrongOrder(Exception):
    """A holding would end before it began."""


class WrongPlace(Exception):
    """There is no such post in this place, such as a PR manager of a body."""


class PostHeld(Exception):
    """Somebody else holds the post, or will hold it, on the days in question."""


class HolderIsAnother(Exception):
    """The post is no longer held by the person who is to be replaced."""


class SeveralHold(Exception):
    """Several people hold this post together, so that nobody in particular is the successor of another."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whose post it is: an office's, a body's, or the county's when neither is given."""

    office_id: str | None = None
    body_id: str | None = None

    def must_have(self, role: Role) -> None:
        """Raise WrongPlace unless there is a post of this role here."""
        if self.office_id and self.body_id:
            raise WrongPlace("سمت یا متعلق به دستگاه است یا متعلق به نهاد؛ یکی را انتخاب کنید.")
        if role in OF_OFFICES and not self.office_id:
            raise WrongPlace("این سمت متعلق به دستگاه است؛ دستگاه را انتخاب کنید.")
        if role in OF_BODIES and not self.body_id:
            raise WrongPlace("این سمت متعلق به نهاد است؛ نهاد را انتخاب کنید.")

    def post_id(self, role: Role, person_id: str) -> PostId:
        """The id of a post here; a post that several share has its holder in it."""
        of_body = f"body/{self.body_id}" if self.body_id else "county"
        place = f"office/{self.office_id}" if self.office_id else of_body
        return PostId(f"{place}:{role}:{person_id}" if role in SHARED else f"{place}:{role}")


@dataclass(frozen=True, slots=True)
class Holding:
    """Who held a post and when; `until` is the last day. `acting` is a «سرپرست»."""

    person_id: str
    since: date
    acting: bool = False
    until: date | None = None
    cuts_short: bool = field(default=False, compare=False)
    """Whether it was planned as a succession, which set the end of the holding before."""
    end_before: date | None = field(default=None, compare=False)
    """The end that the holding before had until then."""

    @property
    def span(self) -> str:
        """The days of the holding, in words."""
        if self.until is None:
            return _("از %(since)s", since=date_with_year(self.since))
        return _("از %(since)s تا %(until)s", since=date_with_year(self.since), until=date_with_year(self.until))

    def covers(self, day: date) -> bool:
        """Whether the post was held on that day."""
        return self.since <= day and not self.is_over(day)

    def is_over(self, day: date) -> bool:
        """Whether the last day was before this one."""
        return self.until is not None and self.until < day

    def overlaps(self, other: "Holding") -> bool:
        """Whether both hold on one day at least."""
        return not self.is_over(other.since) and not other.is_over(self.since)

    def is_like(self, other: "Holding") -> bool:
        """Whether it is the same holding, wherever it may end."""
        return (self.person_id, self.since, self.acting) == (other.person_id, other.since, other.acting)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A holding that was entered for the wrong person, and corrected by its first day. It counts on no day."""

    holding: Holding
    on: date
    """The day of the correction."""
    reason: str


class Overlap(Exception):
    """Two holdings of one post would cover the same day."""

    def __init__(self, other: Holding) -> None:
        super().__init__(_("این دوره با دوره دیگری هم‌پوشانی دارد که %(span)s ثبت شده است.", span=other.span))
        self.other = other
        """The holding that was there before."""


@dataclass(frozen=True, slots=True)
class Change:
    """What took effect: one holder left, another came, or both; `on` is the first day on which it is so."""

    leaving: Holding | None
    coming: Holding | None
    on: date


@dataclass(slots=True)
class Post:
    """A post and its holdings, of which no two share a day.

    A holding is past, or the present one, or *planned*: one that begins on a later day. An end that was decided ahead
    stands in the present holding. `settle` lets both take effect when their day comes; nothing is told before.
    """

    id: PostId
    role: Role
    office_id: str | None = None
    body_id: str | None = None
    holder: Holding | None = None
    past: tuple[Holding, ...] = ()
    planned: tuple[Holding, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()
    version: int = 0

    @property
    def holdings(self) -> Sequence[Holding]:
        """All of them, from the first to the last."""
        return (*self.past, *((self.holder,) if self.holder else ()), *self.planned)

    @property
    def next_on(self) -> date | None:
        """The day on which something that was decided ahead takes effect."""
        days = [each.since for each in self.planned]
        if self.holder and self.holder.until:
            days.append(self.holder.until + _DAY)
        return min(days, default=None)

    def appoint(self, new: Holding, *, today: date) -> Sequence[Change]:
        """Enter a holding: a past one, the present one or a planned one. The same again changes nothing.

        Raises WrongOrder, or Overlap.
        """
        if any(each.is_like(new) and new.until in (None, each.until) for each in self.holdings):
            return ()
        self._enter(new, today)
        return self.settle(today=today)

    def succeed(self, new: Holding, *, today: date) -> Sequence[Change]:
        """Enter a holding, and end the present one on the day before. The same again changes nothing.

        Raises WrongOrder, or Overlap when another successor is planned.
        """
        if any(each.is_like(new) for each in self.holdings):
            return ()
        if self.holder and not self.holder.is_over(new.since):
            new = replace(new, cuts_short=True, end_before=self.holder.until)
            self._end(new.since - _DAY)
        self._enter(new, today)
        return self.settle(today=today)

    def correct(self, right: Holding, *, reason: str, today: date) -> Sequence[Change]:
        """Enter who was meant by the holding that begins on the same day. The same again changes nothing.

        Whoever was entered by mistake holds the post on no day, and is kept among those that were taken back. The days
        stay the same. Raises WrongOrder unless there is such a holding that begins today or later.
        """
        if any(each.is_like(right) for each in self.holdings):
            return ()
        wrong = self.beginning_on(right.since)
        if wrong is None or right.since < today:
            raise WrongOrder(
                "تنها دوره‌ای اصلاح می‌شود که امروز یا پس از آن آغاز شود؛ برای دوره‌های پیشین جانشین معرفی کنید."
            )
        self.taken_back = (*self.taken_back, TakenBack(wrong, today, reason))
        right = replace(wrong, person_id=right.person_id, acting=right.acting)
        self.planned = tuple(right if each is wrong else each for each in self.planned)
        if wrong is not self.holder:
            return ()
        self.holder = right
        return (Change(wrong, right, right.since),)

    def beginning_on(self, day: date) -> Holding | None:
        """The present or planned holding that begins on a day."""
        return next((each for each in (self.holder, *self.planned) if each and each.since == day), None)

    def vacate(self, *, last_day: date, today: date) -> Sequence[Change]:
        """End the holding after this last day. Nothing changes when nobody holds the post. Raises WrongOrder."""
        if self.holder is None:
            return ()
        self._end(last_day)
        self._must_be_free(self.holder, but=self.holder)
        return self.settle(today=today)

    def cease(self, *, last_day: date, today: date) -> Sequence[Change]:
        """End all holdings by this last day, since the office closes; what was planned for later is removed.

        A holding that began after that day ends on its first one.
        """
        self.planned = tuple(_no_longer(each, last_day) for each in self.planned if each.since <= last_day)
        if self.holder:
            self.holder = _no_longer(self.holder, last_day)
        return self.settle(today=today)

    def call_off(self, since: date) -> Holding | None:
        """Remove the planned holding that begins on this day, and return it.

        If the holding ended the present one, that one ends again as decided before. None when nothing is planned then.
        """
        off = next((each for each in self.planned if each.since == since), None)
        if off is None:
            return None
        self.planned = tuple(each for each in self.planned if each != off)
        if off.cuts_short and self.holder:
            ends = [self.planned[0].since - _DAY] if self.planned else []
            ends += [off.end_before] if off.end_before else []
            self.holder = replace(self.holder, until=min(ends, default=None))
        return off

    def go_on(self, *, after: date) -> None:
        """Let holdings that would end on this day go on, since the office does not close then.

        What has ended already stays ended, and what was planned for later days has been removed.
        """
        if self.holder and self.holder.until == after:
            self.holder = replace(self.holder, until=None)
        self.planned = tuple(replace(each, until=None) if each.until == after else each for each in self.planned)

    def settle(self, *, today: date) -> Sequence[Change]:
        """Let everything take effect whose day has come; return what changed, in order."""
        return list(self._changes(today))

    def holder_on(self, day: date) -> Holding | None:
        """Who holds the post on a day."""
        return next((holding for holding in self.holdings if holding.covers(day)), None)

    def tell(self, change: Change, *, name: str | None) -> PostHolderChanged:
        """Tell the other services of a change; `name` is the name of whoever came."""
        coming, leaving = change.coming, change.leaving
        return PostHolderChanged(
            post_id=self.id,
            office_id=self.office_id,
            body_id=self.body_id,
            role=self.role,
            person_id=coming.person_id if coming else None,
            person_name=name,
            previous_person_id=leaving.person_id if leaving else None,
            acting=coming.acting if coming else False,
            since=change.on,
        )

    def _enter(self, new: Holding, today: date) -> None:
        if new.is_over(new.since):
            raise WrongOrder("پایان دوره پیش از آغاز آن است؛ تاریخ‌ها را بررسی کنید.")
        self._must_be_free(new)
        if new.is_over(today):
            self.past = tuple(sorted((*self.past, new), key=lambda each: each.since))
        else:
            self.planned = tuple(sorted((*self.planned, new), key=lambda each: each.since))

    def _must_be_free(self, new: Holding, *, but: Holding | None = None) -> None:
        other = next((each for each in self.holdings if each != but and each.overlaps(new)), None)
        if other:
            raise Overlap(other)

    def _end(self, last_day: date) -> None:
        if self.holder is None:
            return
        if last_day < self.holder.since:
            raise WrongOrder("این تاریخ پیش از آغاز دوره فعلی است.")
        self.holder = replace(self.holder, until=last_day)

    def _changes(self, today: date) -> Iterator[Change]:
        while (on := self.next_on) and on <= today:
            leaving, coming = self.holder, self.planned[0] if self.planned and self.planned[0].since == on else None
            if leaving:
                self.past = (*self.past, leaving)
            self.holder = coming
            self.planned = self.planned[1:] if coming else self.planned
            yield Change(leaving, coming, on)


def _no_longer(holding: Holding, last_day: date) -> Holding:
    until = last_day if holding.until is None else min(holding.until, last_day)
    return replace(holding, until=max(until, holding.since))

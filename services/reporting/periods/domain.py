"""A period on which offices report: when it opens, is due and closes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from shared.events.reporting import ReportPeriodOpened
from shared.language.shown import digits, is_persian, long_date
from shared.language.speech import gettext as _
from shared.persian.jalali import TEHRAN, day_of
from shared.persian.periods import Period, PeriodKind
from shared.persian.workdays import DueRule, WorkCalendar
from shared.runtime.stale import Stale

_DAY = timedelta(days=1)


class PeriodUnknown(Exception):
    """No report is asked for on this period, or not yet."""


class Standing(StrEnum):
    """Whether reports on a period can be handed in now."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Rules:
    """How periods of one kind are due and close; each form has its own."""

    kind: PeriodKind
    due: DueRule
    closes_days_after_due: int


@dataclass(slots=True)
class ReportingPeriod:
    """A period and its due date, which changes with the calendar until the period closes."""

    period: Period
    due: DueRule
    closes_days_after_due: int
    due_at: datetime
    calendar_version: str
    version: int = 0

    @classmethod
    def planned(cls, period: Period, rules: Rules, calendar: WorkCalendar) -> "ReportingPeriod":
        """The period, due as these rules and this calendar say."""
        due_at = calendar.due_at(period, rules.due)
        return cls(period, rules.due, rules.closes_days_after_due, due_at, calendar.version)

    @property
    def id(self) -> str:
        """`1405-08`, `1405-H2` or `1405`."""
        return str(self.period)

    @property
    def opens_at(self) -> datetime:
        """The beginning, in Tehran, of the day after the period."""
        return datetime.combine(self.period.last_day + _DAY, time(), TEHRAN).astimezone(UTC)

    @property
    def closes_at(self) -> datetime:
        """The last instant at which a late report or a revision is taken."""
        return self.due_at + _DAY * self.closes_days_after_due

    @property
    def due_sentence(self) -> str:
        """The due date as pages show it."""
        return _("%(day)s، پایان وقت اداری", day=long_date(self.due_at))

    def standing(self, now: datetime) -> Standing:
        """Whether reports can be handed in at this instant."""
        if now < self.opens_at:
            return Standing.UPCOMING
        return Standing.OPEN if now <= self.closes_at else Standing.CLOSED

    def opened(self, expected: Iterable[str]) -> ReportPeriodOpened:
        """The event that offices can report from now on."""
        return ReportPeriodOpened(
            period=self.id, opens_at=self.opens_at, due_at=self.due_at, expected_office_ids=sorted(expected)
        )

    def follow(self, calendar: WorkCalendar, *, now: datetime) -> bool:
        """Compute the due date again, and say whether it moved.

        It never moves to an instant that has already passed: a decision of today makes no office late that relied on
        the calendar. The due date of a closed period stays.
        """
        due_at = calendar.due_at(self.period, self.due)
        moves_into_the_past = due_at < self.due_at and due_at <= now
        if self.standing(now) is Standing.CLOSED or due_at == self.due_at or moves_into_the_past:
            return False
        self.due_at, self.calendar_version = due_at, calendar.version
        return True


def stale_period() -> Stale:
    """Somebody else changed the period meanwhile."""
    return Stale("این دوره را همین حالا شخص دیگری تغییر داد؛ دوباره تلاش کنید.")


def rule_due_on(period: Period, day: date, calendar: WorkCalendar) -> DueRule:
    """The rule that makes a period due on this day. Raises ValueError unless it is a working day after the period."""
    first = period.last_day + _DAY
    if day < first or not calendar.is_working_day(day):
        raise ValueError(f"{day} is not a working day after {period}")
    return DueRule(1 + calendar.working_days_left(first, day) - (not calendar.is_working_day(first)))


def time_left(due_at: datetime, calendar: WorkCalendar, now: datetime) -> str:
    """The time left in words: «سه روز کاری مانده», «همین امروز», or that it is over."""
    if now > due_at:
        return _("مهلت گذشته است")
    days = calendar.working_days_left(day_of(now), day_of(due_at))
    if days == 1:
        return _("یک روز کاری مانده")
    return _("%(days)s روز کاری مانده", days=_counted(days)) if days else _("همین امروز")


_NUMBERS = ("", "یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده")  # stays Persian: digits elsewhere


def _counted(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) and is_persian() else digits(number)

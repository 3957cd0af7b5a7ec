"""The calendar policy of a county: its working weeks, and the holidays that have a fixed Jalali day."""

from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from services.reporting.calendar.domain import ClosedDay, Kind
from shared.persian.jalali import JalaliDate, NotADate, Weekday, parse_jalali
from shared.persian.workdays import WorkWeek


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Week(_Frozen):
    since: str
    off: frozenset[str]
    half: frozenset[str] = frozenset()
    ends: time
    half_ends: time


class _Fixed(_Frozen):
    month: int
    day: int
    title: str


class _File(_Frozen):
    weeks: tuple[_Week, ...]
    fixed: tuple[_Fixed, ...]


@dataclass(frozen=True, slots=True)
class CalendarPolicy:
    """The policy of a file such as `policy.json`."""

    weeks: tuple[tuple[date, WorkWeek], ...]
    fixed: tuple[_Fixed, ...]

    @classmethod
    def read(cls, path: Path) -> "CalendarPolicy":
        """Read the file. Raises ValueError when it is wrong."""
        file = _File.model_validate_json(path.read_text(encoding="utf-8"))
        return cls(tuple((parse_jalali(week.since), _work_week(week)) for week in file.weeks), file.fixed)

    def holidays(self, year: int) -> tuple[ClosedDay, ...]:
        """The fixed holidays of a Jalali year, without a day that this year does not have (30 Esfand)."""
        return tuple(
            ClosedDay(day, each.title, Kind.OFFICIAL)
            for each in self.fixed
            if (day := _day(year, each.month, each.day)) is not None
        )


def _work_week(week: _Week) -> WorkWeek:
    return WorkWeek(
        off=frozenset(Weekday[name] for name in week.off),
        half=frozenset(Weekday[name] for name in week.half),
        ends=week.ends,
        half_ends=week.half_ends,
    )


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return JalaliDate(year, month, day).to_date()
    except NotADate:
        return None

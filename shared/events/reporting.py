"""The events of reporting: the calendar, the periods, the offices' reports."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from shared.events._event import Event, Instant, Number, Record, WebAddress


class ClosedDay(Record):
    """A day on which offices are closed."""

    day: date
    title: str
    kind: Literal["official", "declared"]


class CalendarChanged(Event):
    """The working-day calendar of a Jalali year changed; the event carries all closures of the year."""

    type: ClassVar[str] = "calendar.changed.v1"
    about: ClassVar[tuple[str, str]] = ("calendar", "year")

    year: Number
    version: Number
    closures: list[ClosedDay]
    reason: str = ""


class ReportPeriodOpened(Event):
    """Offices can report on a period from now on."""

    type: ClassVar[str] = "report.period.opened.v1"
    about: ClassVar[tuple[str, str]] = ("period", "period")

    period: str
    """A Jalali month, half-year or year: `1405-08`, `1405-H2` or `1405`."""
    opens_at: Instant
    due_at: Instant
    expected_office_ids: list[str]


class ReportSubmitted(Event):
    """An office submitted its report; `on_time` is decided by the calendar in force at that time."""

    type: ClassVar[str] = "report.submitted.v1"
    replaced_by: ClassVar[str] = "report.submitted.v2"
    about: ClassVar[tuple[str, str]] = ("report", "report_id")

    report_id: str
    """The period and the office, such as `1405-08:water`."""
    period: str
    period_name: str
    office_id: str
    office_name: str
    revision: Number
    nil: bool = False
    on_time: bool
    submitted_at: Instant
    due_at: Instant
    totals: dict[str, Number] = Field(default_factory=dict)
    url: WebAddress | None = None
    """Where the secretariat reads it; what was told before this field was there has none."""


class ReportSubmittedV2(Event):
    """An office submitted its report; `on_time` is decided by the calendar in force at that time.

    The first version had the name of the period as people read it, which readers make of `period` in their language,
    and at first no address.
    """

    type: ClassVar[str] = "report.submitted.v2"
    about: ClassVar[tuple[str, str]] = ("report", "report_id")

    report_id: str
    """The period and the office, such as `1405-08:water`."""
    period: str
    """A Jalali month, half-year or year: `1405-08`, `1405-H2` or `1405`."""
    office_id: str
    office_name: str
    revision: Number
    nil: bool = False
    on_time: bool
    submitted_at: Instant
    due_at: Instant
    totals: dict[str, Number] = Field(default_factory=dict)
    url: WebAddress
    """Where the secretariat reads it."""

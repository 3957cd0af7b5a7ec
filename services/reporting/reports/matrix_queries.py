"""The reports of all offices on the last months, as a matrix."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.reporting.offices.domain import Office
from services.reporting.offices.usecases import OfficeRepository
from services.reporting.periods.domain import ReportingPeriod, Standing
from services.reporting.reports.mongo import REPORTS
from services.reporting.reports.queries import ReportQueries
from shared.persian.periods import PeriodKind
from shared.store.driver import Document
from shared.store.store import Store

MOST_PERIODS = 12

_HANDED_IN = ("on_time", "late", "nil")
_JUDGED = (*_HANDED_IN, "missing")


@dataclass(frozen=True, slots=True)
class Cell:
    """The report of an office on a period: its state is on_time, late, nil, missing, open or none."""

    state: str
    was_on_time: bool
    href: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """An office and its cells, oldest period first."""

    name: str
    href: str
    group: str
    cells: Sequence[Cell]
    on_time_of_100: int | None
    """How many of 100 reports came on time; nothing when none was due yet."""


@dataclass(frozen=True, slots=True)
class Column:
    """A period, and how many of its reports are in each state."""

    period: ReportingPeriod
    counts: Mapping[str, int]

    @property
    def expected(self) -> int:
        """How many reports are expected."""
        return sum(number for state, number in self.counts.items() if state != "none")

    @property
    def handed_in(self) -> int:
        """How many reports were handed in."""
        return sum(self.counts.get(state, 0) for state in _HANDED_IN)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows by office, columns by period."""

    columns: Sequence[Column]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class MatrixQueries:
    """Reads the matrix."""

    store: Store
    offices: OfficeRepository
    reports: ReportQueries

    async def matrix(self, now: datetime) -> Matrix:
        """The last opened months, and every office that was expected to report on one of them, or has reported."""
        periods = [
            each
            for each in await self.reports.all_periods()
            if each.period.kind is PeriodKind.MONTH and each.standing(now) is not Standing.UPCOMING
        ][:MOST_PERIODS][::-1]
        handed_in = await self._handed_in(periods)
        rows = [_row(office, periods, handed_in, now) for office in await self.offices.all()]
        rows = [row for row in rows if any(cell.state != "none" for cell in row.cells)]
        return Matrix(
            columns=[
                Column(period, Counter(row.cells[place].state for row in rows)) for place, period in enumerate(periods)
            ],
            rows=rows,
        )

    async def _handed_in(self, periods: Sequence[ReportingPeriod]) -> Mapping[tuple[str, str], Document]:
        pipeline: list[dict[str, Any]] = [
            {"$match": {"period_id": {"$in": [each.id for each in periods]}, "submissions.0": {"$exists": True}}},
            {"$project": {"period_id": 1, "office_id": 1, "on_time": 1, "nil": {"$last": "$submissions.nil"}}},
        ]
        found = await self.store.aggregate(REPORTS, pipeline)
        return {(row["period_id"], row["office_id"]): row for row in found}


def _row(
    office: Office,
    periods: Sequence[ReportingPeriod],
    handed_in: Mapping[tuple[str, str], Document],
    now: datetime,
) -> Row:
    cells = [_cell(office, period, handed_in.get((period.id, office.id)), now) for period in periods]
    judged = [cell for cell in cells if cell.state in _JUDGED]
    return Row(
        name=office.short_name or office.name,
        href=f"/offices/{office.id}",
        group=office.group,
        cells=cells,
        on_time_of_100=round(100 * sum(cell.was_on_time for cell in judged) / len(judged)) if judged else None,
    )


def _cell(office: Office, period: ReportingPeriod, report: Document | None, now: datetime) -> Cell:
    href = f"/reporting/{period.id}/{office.id}"
    if report is None and not office.reports_on(period.period):
        return Cell("none", was_on_time=False, href=None)
    if report is None:
        return Cell("open" if now <= period.due_at else "missing", was_on_time=False, href=href)
    on_time = bool(report["on_time"])
    state = "late" if not on_time else "nil" if report["nil"] else "on_time"
    return Cell(state, was_on_time=on_time, href=href)

"""An office as reporting knows it."""

from dataclasses import dataclass
from datetime import date
from typing import NewType

from shared.persian.periods import Period

OfficeId = NewType("OfficeId", str)


class OfficeUnknown(Exception):
    """No office has this id, or it has not been heard of yet."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office, and from when to when it reports."""

    id: OfficeId
    name: str
    short_name: str
    active_from: date
    closed_on: date | None = None
    group: str = ""
    """The name of its kind; the matrix is filtered by it."""
    group_order: int = 0

    def reports_on(self, period: Period) -> bool:
        """Whether a report on this period is expected: the office worked on the period's last day.

        One that began in the middle reports on what there was; of one that closed meanwhile nobody is left to write.
        """
        closed_by_then = self.closed_on is not None and self.closed_on <= period.last_day
        return self.active_from <= period.last_day and not closed_by_then

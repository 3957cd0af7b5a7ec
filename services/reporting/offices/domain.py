"""An office as reporting knows it."""

from dataclasses import dataclass
from datetime import date
from typing import NewType

from shared.persian.periods import Period

OfficeId = NewType("OfficeId", str)


class OfficeUnknown(Exception):
    """No office has this id, or its event has not come yet."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office, and the days on which it began and ceased to work."""

    id: OfficeId
    name: str
    short_name: str
    active_from: date
    closed_on: date | None = None
    group: str = ""
    """The name of its kind, by which the matrix is filtered."""
    group_order: int = 0

    def reports_on(self, period: Period) -> bool:
        """Whether the office is expected to report on a period: it worked on the period's last day.

        An office that began in the middle reports on what there was; one that closed has nobody left to write.
        """
        closed_by_then = self.closed_on is not None and self.closed_on <= period.last_day
        return self.active_from <= period.last_day and not closed_by_then

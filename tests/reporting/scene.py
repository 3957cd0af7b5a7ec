"""What the tests of reporting share: a clock that is set, and what was told."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from services.reporting.calendar.domain import ClosedDay
from shared.store.store import Store

LONG_AGO = date(2020, 1, 1)


@dataclass
class Clock:
    """Stands still until it is set."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def set(self, year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> None:
        """Set it to an instant in UTC; Tehran is three and a half hours ahead."""
        self.at = datetime(year, month, day, hour, minute, tzinfo=UTC)


async def nothing_moves(_: int) -> Sequence[ClosedDay]:
    """A guess of no holidays beside the fixed ones."""
    return []


async def told(store: Store, event_type: str) -> list[dict[str, Any]]:
    """The data of all events of a type, in the order they were caused."""
    rows = await store.find("outbox", {"type": event_type}, sort=[("_id", 1)])
    return [json.loads(row["body"])["data"] for row in rows]

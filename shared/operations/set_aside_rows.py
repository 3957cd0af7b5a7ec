"""The set-aside events of a service one by one, for the pages of operators."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.messaging.groups import Group
from shared.messaging.set_aside import COLLECTION, STATES
from shared.operations.set_aside_event import SetAsideEvent
from shared.store.store import Store

_LEFT_OUT = {"body": False, "history": False}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events a list shows; an empty text means all."""

    state: str = ""
    event_type: str = ""
    subject: str = ""
    fingerprint: str = ""

    def where(self, groups: Sequence[Group]) -> dict[str, Any]:
        """Return the MongoDB filter; the groups tell which fingerprints the rows of a group have.

        It names all fields that stand before `received_at` in an index, so that the database needs not sort the rows.
        """
        where: dict[str, Any] = {"state": self.state or {"$in": list(STATES)}}
        if self.event_type:
            where["type"] = self.event_type
        if self.subject:
            where["subject"] = self.subject
        if self.fingerprint:
            found = [group for group in groups if group.fingerprint == self.fingerprint]
            where["fingerprint"] = {"$in": sorted({each for group in found for each in group.stored})}
            where.setdefault("type", {"$in": sorted({group.event_type for group in found})})
        return where

    def fits(self, group: Group) -> bool:
        """Return whether all events of a group are wanted, whatever their subjects are."""
        return (
            self.state in {"", group.state}
            and self.event_type in {"", group.event_type}
            and self.fingerprint in {"", group.fingerprint}
        )


async def number_of(store: Store, wanted: Wanted, groups: Sequence[Group]) -> int:
    """Return how many events are wanted; all but those of one subject are counted in the groups already."""
    if wanted.subject:
        return await store.count(COLLECTION, wanted.where(groups))
    return sum(group.number for group in groups if wanted.fits(group))


async def events_of(
    store: Store, wanted: Wanted, groups: Sequence[Group], *, skip: int, limit: int
) -> list[SetAsideEvent]:
    """Return one page of the wanted events, the oldest first, without their histories and what is in them."""
    rows = store.driver.collection(COLLECTION)
    in_order = [("received_at", 1), ("_id", 1)]
    # The ids stand in the index. To skip whole rows would read all rows of the pages before.
    page = await rows.find(wanted.where(groups), ("_id",), sort=in_order, skip=skip, limit=limit).to_list(None)
    found = await rows.find({"_id": {"$in": [row["_id"] for row in page]}}, _LEFT_OUT, sort=in_order).to_list(None)
    return [SetAsideEvent.of(row) for row in found]

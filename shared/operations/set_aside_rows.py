"""The set-aside events of a service one by one, for the pages of operators."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.messaging.groups import Group
from shared.messaging.set_aside import COLLECTION
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
        """Return the MongoDB filter; the groups tell which fingerprints the rows of a group have."""
        where: dict[str, Any] = {"state": self.state} if self.state else {}
        if self.event_type:
            where["type"] = self.event_type
        if self.subject:
            where["subject"] = self.subject
        if self.fingerprint:
            stored = {each for group in groups if group.fingerprint == self.fingerprint for each in group.stored}
            where["fingerprint"] = {"$in": sorted(stored)}
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
    found = rows.find(wanted.where(groups), _LEFT_OUT, sort=in_order, skip=skip, limit=limit)
    return [SetAsideEvent.of(row) for row in await found.to_list(None)]

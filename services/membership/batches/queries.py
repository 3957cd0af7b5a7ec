"""Reads batches and how far they are, and what can be put into one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel

from services.membership.batches.access import READ_BATCH
from services.membership.batches.domain import (
    Batch,
    BatchId,
    BatchNotFound,
    Counts,
    Deed,
    Item,
    ItemState,
    State,
)
from services.membership.batches.mongo import BATCHES, ITEMS, to_batch, to_item
from shared.language.speech import gettext as _
from shared.runtime.viewer import Viewer
from shared.store.store import Store

MOST_SHOWN: Final = 2_000


class ItemView(BaseModel):
    """What became of one item."""

    id: str
    """The nomination or the draft."""
    name: str
    state: ItemState
    sentence: str
    decree_id: str | None
    """The letter that was drafted or signed."""


class BatchView(BaseModel):
    """A batch, how far it is, and its items in order."""

    id: str
    deed: Deed
    state: State
    at: datetime
    ended_at: datetime | None
    total: int
    waiting: int
    done: int
    refused: int
    items: list[ItemView]


@dataclass(frozen=True, slots=True)
class Seen:
    """A batch with its counts."""

    batch: Batch
    counts: Counts


@dataclass(frozen=True, slots=True)
class BatchQueries:
    """Reads batches."""

    store: Store

    async def one(self, batch_id: str, viewer: Viewer) -> Seen:
        """The batch, if this person may see it. Raises BatchNotFound."""
        document = await self.store.get(BATCHES, BatchId(batch_id))
        batch = to_batch(document) if document else None
        if batch is None or not READ_BATCH.allows(viewer, f"person/{batch.asked_by.person_id}"):
            raise BatchNotFound("این کار گروهی پیدا نشد.")
        return await self._with_counts(batch)

    async def view(self, batch_id: str, viewer: Viewer) -> BatchView:
        """The batch for a program."""
        seen = await self.one(batch_id, viewer)
        batch, counts = seen.batch, seen.counts
        found = await self.store.find(ITEMS, {"batch_id": batch.id}, sort=[("place", 1)], limit=MOST_SHOWN)
        return BatchView(
            id=batch.id,
            deed=batch.deed,
            state=batch.state,
            at=batch.at,
            ended_at=batch.ended_at,
            total=counts.total,
            waiting=counts.waiting,
            done=counts.done,
            refused=counts.refused,
            items=[_view(to_item(document)) for document in found],
        )

    async def items(self, batch: Batch, state: ItemState, *, skip: int = 0, limit: int) -> list[Item]:
        """Some of the items that came out so, in order."""
        where = {"batch_id": batch.id, "state": state.value}
        found = await self.store.find(ITEMS, where, sort=[("place", 1)], skip=skip, limit=limit)
        return [to_item(document) for document in found]

    async def unfinished(self, viewer: Viewer) -> list[Seen]:
        """The batches of this person that run or were stopped, the latest first."""
        where = {"state": {"$in": [State.RUNNING.value, State.STOPPED.value]}, "asked_by.person_id": viewer.person_id}
        found = await self.store.find(BATCHES, where, sort=[("at", -1)], limit=5)
        return [await self._with_counts(to_batch(document)) for document in found]

    async def _with_counts(self, batch: Batch) -> Seen:
        stages: list[dict[str, Any]] = [
            {"$match": {"batch_id": batch.id}},
            {"$group": {"_id": "$state", "number": {"$sum": 1}}},
        ]
        found = {row["_id"]: row["number"] for row in await self.store.aggregate(ITEMS, stages)}
        return Seen(batch, Counts(batch.total, *(found.get(state.value, 0) for state in ItemState)))


def _view(item: Item) -> ItemView:
    return ItemView(
        id=item.subject.id,
        name=item.subject.name,
        state=item.state,
        sentence=_(item.sentence) if item.sentence else "",
        decree_id=item.decree_id or None,
    )

"""Reads handovers for the secretariat and for those who take over."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import BaseModel

from services.membership.handovers.access import READ_HANDOVER
from services.membership.handovers.domain import (
    Handover,
    HandoverId,
    HandoverNotFound,
    Item,
    ItemState,
    State,
    path_of,
)
from services.membership.handovers.mongo import HANDOVERS, to_handover
from shared.persian.text import tokens_for_finding
from shared.runtime.viewer import Viewer
from shared.store.driver import Document
from shared.store.slices import Slice, slice_by_id
from shared.store.store import Store

SLOW_AFTER = timedelta(days=7)
"""After so long the secretariat is reminded of a handover that is still open."""


class PartyView(BaseModel):
    """Somebody by id and name."""

    person_id: str
    name: str


class DecisionView(BaseModel):
    """Who accepted or refused an item. With `in_place` the secretariat did it for the next holder."""

    by: PartyView
    at: datetime
    in_place: bool
    remark: str


class ItemView(BaseModel):
    """An item of a handover; `id` tells it apart from the others of this handover."""

    id: int
    service: str
    kind: str
    title: str
    href: str
    due: date | None
    note: str
    state: ItemState
    decision: DecisionView | None


class HandoverView(BaseModel):
    """A handover. `unanswered` names the services whose answer is missing."""

    id: str
    post_id: str
    role: str
    office_id: str | None
    body_id: str | None
    place: str
    leaving: PartyView
    coming: PartyView | None
    since: date
    state: State
    opened_at: datetime
    completed_at: datetime | None
    passed_on_to: str | None
    unanswered: list[str]
    more: dict[str, int]
    items: list[ItemView]


class HandoverList(BaseModel):
    """Some handovers, the latest first, and where the next ones begin."""

    items: list[HandoverView]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """A handover as the list shows it."""

    id: str
    role: str
    place: str
    leaving: str
    coming: str
    since: date
    state: State
    total: int
    settled: int
    refused: int

    @property
    def path(self) -> str:
        """Its page."""
        return path_of(self.id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search for handovers. With `coming` they are those of one next holder."""

    state: State | None = None
    coming: str | None = None
    words: str = ""
    """Words of the names of the two people and of the office; each of them must be found."""

    def where(self) -> dict[str, Any]:
        """The filter for the database."""
        where: dict[str, Any] = {"state": self.state.value} if self.state else {}
        if self.coming:
            shown = self.state.value if self.state else {"$ne": State.PASSED_ON.value}
            where = {"coming.person_id": self.coming, "state": shown}
        tokens = tokens_for_finding(self.words)
        return where | ({"tokens": {"$all": tokens}} if tokens else {})


@dataclass(frozen=True, slots=True)
class HandoverQueries:
    """Reads handovers."""

    store: Store

    async def one(self, handover_id: str, viewer: Viewer) -> Handover:
        """The handover, if this person may read it. Raises HandoverNotFound."""
        document = await self.store.get(HANDOVERS, HandoverId(handover_id))
        handover = to_handover(document) if document else None
        if handover is None or not handover.is_readable_by(viewer):
            raise HandoverNotFound("این تحویل و تحول پیدا نشد.")
        return handover

    async def page(self, wanted: Wanted, *, after: str | None, limit: int) -> Slice[Handover]:
        """Some handovers, the latest first."""
        found = await slice_by_id(self.store, HANDOVERS, wanted.where(), limit=limit, after=after, descending=True)
        return found.map(to_handover)

    async def some(self, wanted: Wanted, *, skip: int, limit: int) -> list[HandoverLine]:
        """The lines of one page of the list, the latest handover first. Items are counted where they are kept."""
        wanted_rows = {"$match": wanted.where()}
        pipeline: list[Mapping[str, Any]] = [
            wanted_rows,
            {"$sort": {"_id": -1}},
            {"$skip": skip},
            {"$limit": limit},
            _AS_LINE,
        ]
        return [_line(row) for row in await self.store.aggregate(HANDOVERS, pipeline)]

    async def how_many(self, wanted: Wanted) -> int:
        return await self.store.count(HANDOVERS, wanted.where())

    async def counts(self, wanted: Wanted) -> Mapping[State, int]:
        """How many of these handovers stand in each state."""
        return {state: await self.how_many(replace(wanted, state=state)) for state in State}

    async def taken_over_by(self, person_id: str, *, limit: int) -> list[Handover]:
        """The open handovers to this person in which something waits, the oldest first."""
        where = {"coming.person_id": person_id, "state": State.OPEN.value, "items.state": ItemState.WAITING.value}
        found = await self.store.find(HANDOVERS, where, sort=[("_id", 1)], limit=limit)
        return [to_handover(document) for document in found]

    async def in_trouble(self, now: datetime, *, limit: int) -> list[Handover]:
        """The open handovers with a refused item, without anybody to take over, or open for long; the oldest first."""
        where: dict[str, Any] = {
            "state": State.OPEN.value,
            "$or": [
                {"items.state": ItemState.REFUSED.value},
                {"coming": None, "items.state": ItemState.WAITING.value},
                {"opened_at": {"$lte": now - SLOW_AFTER}},
            ],
        }
        found = await self.store.find(HANDOVERS, where, sort=[("_id", 1)], limit=limit)
        return [to_handover(document) for document in found]


def _number_of(state: ItemState) -> dict[str, Any]:
    return {"$size": {"$filter": {"input": "$items", "cond": {"$eq": ["$$this.state", state.value]}}}}


_AS_LINE: Mapping[str, Any] = {
    "$project": {
        **dict.fromkeys(("role", "place", "leaving.name", "coming.name", "since", "state"), 1),
        "total": {"$size": "$items"},
        "settled": _number_of(ItemState.ACCEPTED),
        "refused": _number_of(ItemState.REFUSED),
    }
}


def _line(row: Document) -> HandoverLine:
    return HandoverLine(
        id=row["_id"],
        role=row["role"],
        place=row["place"],
        leaving=row["leaving"]["name"],
        coming=(row.get("coming") or {}).get("name", ""),
        since=date.fromisoformat(row["since"]),
        state=State(row["state"]),
        total=row["total"],
        settled=row["settled"],
        refused=row["refused"],
    )


def wanted_by(viewer: Viewer, *, state: State | None = None, words: str = "") -> Wanted:
    """The search that this person may make: among all handovers, or among those to oneself."""
    return Wanted(state, None if READ_HANDOVER.is_open_on_any(viewer) else viewer.person_id, words)


def view(handover: Handover) -> HandoverView:
    """The handover as JSON shows it."""
    coming = handover.coming
    return HandoverView(
        id=handover.id,
        post_id=handover.post_id,
        role=handover.role,
        office_id=handover.office_id,
        body_id=handover.body_id,
        place=handover.place,
        leaving=PartyView(person_id=handover.leaving.person_id, name=handover.leaving.name),
        coming=PartyView(person_id=coming.person_id, name=coming.name) if coming else None,
        since=handover.since,
        state=handover.state,
        opened_at=handover.opened_at,
        completed_at=handover.completed_at,
        passed_on_to=handover.passed_on_to,
        unanswered=handover.unanswered,
        more={answer.service: answer.more for answer in handover.answers if answer.more},
        items=[_item(item) for item in handover.items],
    )


def _item(item: Item) -> ItemView:
    said = item.decision
    decision = said and DecisionView(
        by=PartyView(person_id=said.by.person_id, name=said.by.name),
        at=said.at,
        in_place=said.in_place,
        remark=said.remark,
    )
    return ItemView(
        id=item.number,
        service=item.service,
        kind=item.kind,
        title=item.title,
        href=item.href,
        due=item.due,
        note=item.note,
        state=item.state,
        decision=decision,
    )

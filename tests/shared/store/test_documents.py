"""How aggregates become documents and come back, and that one of two writers is told."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest

from shared.events.membership import OfficeClosed
from shared.runtime.stale import Stale
from shared.store.documents import Shape, save
from shared.store.errors import AlreadyExists
from shared.store.store import Store

STALE = Stale("کس دیگری آن را تغییر داد.", of="thing")


class State(StrEnum):
    """Where it stands."""

    OPEN = "open"
    SHUT = "shut"


@dataclass(frozen=True, slots=True)
class Page:
    """A value within."""

    at: datetime
    on: date | None = None


@dataclass(slots=True)
class Thing:
    """An aggregate."""

    id: str
    state: State = State.OPEN
    pages: list[Page] = field(default_factory=list)
    names: tuple[str, ...] = ()
    marks: frozenset[str] = frozenset()
    by_name: dict[str, Page] = field(default_factory=dict)
    version: int = 0


SHAPE = Shape(Thing)
NOON = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
FULL = Thing(
    "t1", State.SHUT, [Page(NOON, date(2026, 11, 22))], ("ب", "آ"), frozenset({"y", "x"}), {"یک": Page(NOON)}, 3
)


def test_a_document_has_only_what_the_database_keeps() -> None:
    assert SHAPE.document(FULL) == {
        "_id": "t1",
        "state": "shut",
        "pages": [{"at": NOON, "on": "2026-11-22"}],
        "names": ["ب", "آ"],
        "marks": ["x", "y"],
        "by_name": {"یک": {"at": NOON, "on": None}},
        "version": 3,
    }


def test_what_comes_back_is_what_went_in_without_what_stood_beside_it() -> None:
    assert SHAPE.aggregate(SHAPE.document(FULL) | {"tokens": ["a"]}) == FULL


async def keep(store: Store, thing: Thing, taken: Exception | None = None) -> None:
    event = OfficeClosed(office_id=thing.id, closed_on=date(2026, 11, 22))
    await save(store, "things", thing, SHAPE.document(thing), event, stale=STALE, taken=taken)


async def read(store: Store) -> Thing:
    document = await store.get("things", "t1")
    assert document
    return SHAPE.aggregate(document)


async def test_a_second_writer_is_told_to_read_again_and_nothing_of_theirs_is_kept(store: Store) -> None:
    thing = Thing("t1")
    await keep(store, thing)
    mine, theirs = await read(store), await read(store)
    theirs.state = State.SHUT
    await keep(store, theirs)

    with pytest.raises(Stale):
        await keep(store, mine)

    assert (await read(store), mine.version) == (theirs, 1)
    assert await store.count("outbox", {}) == 2


async def test_who_keeps_the_first_version_second_is_told_that_it_is_taken(store: Store) -> None:
    await keep(store, Thing("t1"))

    with pytest.raises(AlreadyExists):
        await keep(store, Thing("t1"))
    with pytest.raises(Stale):
        await keep(store, Thing("t1"), taken=STALE)

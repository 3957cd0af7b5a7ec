"""Set-aside events in groups of one reason, as operators see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.messaging.fingerprints import fingerprint_of, is_of_release_before
from shared.messaging.set_aside import COLLECTION
from shared.store.driver import Document
from shared.store.store import Store

_EXAMPLES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Group:
    """The set-aside events of one state and type that failed for the same reason."""

    fingerprint: str
    state: str
    event_type: str
    number: int
    subjects: int
    first_at: datetime
    last_at: datetime
    """When the first and the last of them were set aside."""
    example_id: str
    sentence: str
    """Why the first of them failed."""
    tries: int
    """How often the first of them failed."""
    stored: frozenset[str]
    """The fingerprints that its rows have: those of the release before were made from the whole sentence."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Some set-aside events, chosen one by one or as a group."""

    ids: tuple[str, ...] = ()
    fingerprint: str = ""
    """The group, in place of ids."""
    stored: frozenset[str] = frozenset()
    event_type: str = ""
    """Only events of this type; empty for all."""
    state: str = ""
    """Only events in this state; empty for all."""

    @classmethod
    def of(cls, *groups: Group) -> "Choice":
        """Choose all events of groups that have the same fingerprint."""
        states, types = {each.state for each in groups}, {each.event_type for each in groups}
        return cls(
            fingerprint=groups[0].fingerprint,
            stored=frozenset[str]().union(*(each.stored for each in groups)),
            event_type=types.pop() if len(types) == 1 else "",
            state=states.pop() if len(states) == 1 else "",
        )

    @property
    def where(self) -> dict[str, Any]:
        """The MongoDB filter of these events."""
        where: dict[str, Any] = (
            {"_id": {"$in": list(self.ids)}} if self.ids else {"fingerprint": {"$in": sorted(self.stored)}}
        )
        if self.state:
            where["state"] = self.state
        if self.event_type:
            where["type"] = self.event_type
        return where


async def groups_of(store: Store) -> list[Group]:
    """Count all set-aside events by state, type and reason; the group with the oldest event comes first.

    It reads an index and one event of each group. A hundred thousand events take a third of a second.
    """
    kind = {"fingerprint": "$fingerprint", "state": "$state", "type": "$type"}
    counted = {
        "number": {"$sum": 1},
        "subjects": {"$addToSet": "$subject"},
        "first_at": {"$first": "$received_at"},
        "last_at": {"$last": "$received_at"},
        "example_id": {"$first": "$_id"},
    }
    in_order = {"fingerprint": 1, "state": 1, "type": 1, "received_at": 1, "subject": 1, "_id": 1}
    rows = await store.aggregate(
        COLLECTION,
        [{"$sort": in_order}, {"$group": {"_id": kind, **counted}}, {"$set": {"subjects": {"$size": "$subjects"}}}],
    )
    examples = await _examples(store, [row["example_id"] for row in rows])
    found = [_group(row, examples[row["example_id"]]) for row in rows if row["example_id"] in examples]
    return sorted(_merged(found), key=lambda group: (group.first_at, group.fingerprint, group.state))


def with_fingerprint(groups: Iterable[Group], fingerprint: str, states: Collection[str]) -> list[Group]:
    """Return the groups with this fingerprint in one of these states."""
    return [group for group in groups if group.fingerprint == fingerprint and group.state in states]


async def _examples(store: Store, ids: Sequence[str]) -> dict[str, Document]:
    rows = store.driver.collection(COLLECTION)
    found: dict[str, Document] = {}
    for begin in range(0, len(ids), _EXAMPLES_AT_ONCE):
        where = {"_id": {"$in": list(ids[begin : begin + _EXAMPLES_AT_ONCE])}}
        found |= {row["_id"]: row for row in await rows.find(where, ("error", "attempts")).to_list(None)}
    return found


def _group(row: Document, example: Document) -> Group:
    kind, sentence = row["_id"], example.get("error", "")
    stored = kind.get("fingerprint") or ""
    event_type = kind.get("type") or ""
    return Group(
        fingerprint=fingerprint_of(event_type, sentence) if is_of_release_before(stored) else stored,
        state=kind["state"],
        event_type=event_type,
        number=row["number"],
        subjects=row["subjects"],
        first_at=row["first_at"],
        last_at=row["last_at"],
        example_id=row["example_id"],
        sentence=sentence,
        tries=example.get("attempts", 0),
        stored=frozenset({stored}),
    )


def _merged(groups: Iterable[Group]) -> list[Group]:
    """Return the groups with those of the release before joined to the ones of the same reason."""
    alike: dict[tuple[str, str, str], list[Group]] = defaultdict(list)
    for group in groups:
        alike[group.fingerprint, group.state, group.event_type].append(group)
    return [_together(found) for found in alike.values()]


def _together(groups: Sequence[Group]) -> Group:
    first = min(groups, key=lambda group: group.first_at)
    return replace(
        first,
        number=sum(group.number for group in groups),
        # A subject in two of them counts twice, as long as rows of the release before are left.
        subjects=sum(group.subjects for group in groups),
        last_at=max(group.last_at for group in groups),
        stored=frozenset[str]().union(*(group.stored for group in groups)),
    )

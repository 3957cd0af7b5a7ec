"""What a person decides about set-aside events: to try them again, to give them up, or to take that back.

Each decision is written down, and thereby noted in the audit trail, before any event changes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pymongo import IndexModel, UpdateMany

from shared.messaging.groups import Choice
from shared.messaging.set_aside import COLLECTION, DISCARDED, HISTORY_KEPT, PARKED, WAITING
from shared.runtime.ids import new_id
from shared.store.audit.notes import Audited, all_but
from shared.store.driver import Document
from shared.store.store import INBOX_KEPT, Indexes, Store

ACTS: Final = "set_aside_acts"
INDEXES: Final[Indexes] = {
    ACTS: [
        IndexModel([("at", 1)], expireAfterSeconds=int(INBOX_KEPT.total_seconds()), name="forget"),
        IndexModel([("done_at", -1)]),
    ]
}
AUDITED: Final[Audited] = {ACTS: all_but()}

PER_SECOND: Final = 20
"""How many events are tried in a second when many are tried again."""

_AT_ONCE = 1_000
_MOST_LOOKED_AT = 2_000


class Deed(StrEnum):
    """What a person may decide."""

    RETRY = "retry"
    DISCARD = "discard"
    RESTORE = "restore"


FROM: Final[Mapping[Deed, tuple[str, ...]]] = {
    Deed.RETRY: (PARKED, WAITING),
    Deed.DISCARD: (PARKED, WAITING),
    Deed.RESTORE: (DISCARDED,),
}
"""The states of the events on which a deed acts."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision would do."""

    number: int
    asked_before: int
    """How many of the chosen events somebody has sent on their way already; they are left out."""
    behind: int
    """How many events wait behind those to be discarded, and would be handled without them."""


async def last_decision_at(store: Store) -> datetime | None:
    """Return when the last decision had been carried out; None when there was none for four months."""
    found = await store.find(ACTS, {"done_at": {"$exists": True}}, sort=[("done_at", -1)], limit=1)
    return found[0]["done_at"] if found else None


class Decisions:
    """Carries out what one person decides about the set-aside events of one service.

    Two people may decide at once: each event changes only if it is still in a state for the deed, so it changes once.
    """

    def __init__(self, store: Store, *, by: str) -> None:
        """`by` is shown to other operators as the one who decided."""
        self._store = store
        self._by = by
        self._rows = store.driver.collection(COLLECTION)

    async def preview(self, deed: Deed, choice: Choice) -> Preview:
        """Return what the deed would do, and change nothing."""
        where = _changing(deed, choice)
        number = await self._rows.count_documents(where)
        asked = await self._rows.count_documents(_and(choice.where, _ASKED)) if deed is Deed.RETRY else 0
        return Preview(number, asked, await self._behind(where) if deed is Deed.DISCARD else 0)

    async def retry(self, choice: Choice, *, per_second: int = PER_SECOND, at_most: int = 0) -> int:
        """Try events again with all tries ahead, some in each second. Returns how many; an `at_most` of 0 means all.

        They are due at once and one after the other, but those of one subject never before an earlier one of it.
        """
        at = self._store.now()

        def writes(ids: Sequence[str], before: int) -> list[UpdateMany]:
            return [
                self._sent_on(ids[begin:end], at, due_at=at + timedelta(seconds=second))
                for second, begin, end in _seconds(before, len(ids), per_second)
            ]

        return await self._decide(Deed.RETRY, choice, writes, at_most=at_most)

    async def discard(self, choice: Choice, *, reason: str, at_most: int = 0) -> int:
        """Give events up: they are tried no more, and nothing waits behind them. Returns how many."""
        now = self._store.now()
        mark = {"was": "$state", "at": now, "by": {"$literal": self._by}, "reason": {"$literal": reason}}
        told = f"discarded by {self._by}: {reason}"
        changed = {"discarded": mark, "state": DISCARDED, "history": _longer(now, told)}

        def writes(ids: Sequence[str], _: int) -> list[UpdateMany]:
            return [UpdateMany(_among(ids, Deed.DISCARD), [{"$set": changed}])]

        return await self._decide(Deed.DISCARD, choice, writes, reason=reason, at_most=at_most)

    async def restore(self, choice: Choice, *, at_most: int = 0) -> int:
        """Take discards back: events are what they were, in their place among those of their subject."""
        now = self._store.now()
        changed = {"state": "$discarded.was", "history": _longer(now, f"restored by {self._by}")}

        def writes(ids: Sequence[str], _: int) -> list[UpdateMany]:
            return [UpdateMany(_among(ids, Deed.RESTORE), [{"$set": changed}, {"$unset": "discarded"}])]

        return await self._decide(Deed.RESTORE, choice, writes, at_most=at_most)

    async def _decide(self, deed: Deed, choice: Choice, writes: "Writes", *, reason: str = "", at_most: int = 0) -> int:
        found = self._rows.find(_changing(deed, choice), ("_id",), limit=at_most)
        ids = [row["_id"] for row in await found.to_list(None)]
        if not ids:
            return 0
        act = self._act(deed, choice, len(ids), reason)
        await self._note(act)
        changed = 0
        for begin in range(0, len(ids), _AT_ONCE):
            done = await self._rows.bulk_write(writes(ids[begin : begin + _AT_ONCE], begin), ordered=False)
            changed += int(done.matched_count)
        if changed != len(ids):
            # Somebody else decided about some of them at the same moment.
            await self._note(act | {"number": changed})
        # It is no change of what was decided, so it is not noted again.
        finished = {"$set": {"done_at": self._store.now()}}
        await self._store.driver.collection(ACTS).update_one({"_id": act["_id"]}, finished)
        self._store.bells.ring(COLLECTION)
        return changed

    async def _behind(self, where: Document) -> int:
        """Count the events that wait behind the chosen ones and are not chosen; of very many, behind some of them."""
        chosen = self._rows.find(_and(where, {"state": WAITING}), ("subject", "seq"), limit=_MOST_LOOKED_AT)
        first: dict[str, int] = {}
        for row in await chosen.to_list(None):
            first[row["subject"]] = min(row["seq"], first.get(row["subject"], row["seq"]))
        if not first:
            return 0
        others = {"state": WAITING, "subject": {"$in": list(first)}, "$nor": [where]}
        waiting = await self._rows.find(others, ("subject", "seq")).to_list(None)
        return sum(row["seq"] >= first[row["subject"]] for row in waiting)

    async def _note(self, act: Document) -> None:
        async def write() -> None:
            async with self._store.unit_of_work() as work:
                await work.get(ACTS, act["_id"])
                await work.put(ACTS, act)

        await self._store.run_again(write)

    def _act(self, deed: Deed, choice: Choice, number: int, reason: str) -> Document:
        chosen = {"events": list(choice.ids[:_AT_ONCE])} if choice.ids else {"group": choice.fingerprint}
        told = {"deed": deed.value, "by": self._by, "at": self._store.now(), "number": number}
        return {"_id": new_id()} | told | chosen | ({"reason": reason} if reason else {})

    def _sent_on(self, ids: Sequence[str], at: datetime, *, due_at: datetime) -> UpdateMany:
        anew = {"state": WAITING, "next_at": due_at, "attempts": 0, "deaths": 0, "alone": False}
        told = {"$each": [{"at": at, "what": f"sent on by {self._by}"}], "$slice": -HISTORY_KEPT}
        asked = {"asked": {"at": at, "by": self._by}}
        return UpdateMany(_among(ids, Deed.RETRY), {"$set": anew | asked, "$push": {"history": told}})


Writes = Callable[[Sequence[str], int], list[UpdateMany]]
"""Makes the writes for some events, before which so many others were taken."""

_ASKED: Final[Document] = {"state": WAITING, "attempts": 0, "asked": {"$ne": None}}
"""Events that somebody has sent on their way, and that have not failed since."""


def _changing(deed: Deed, choice: Choice) -> Document:
    """Return the filter for those of the chosen events that a deed changes."""
    return _and(choice.where, _for(deed))


def _among(ids: Sequence[str], deed: Deed) -> Document:
    return {"_id": {"$in": list(ids)}} | _for(deed)


def _for(deed: Deed) -> Document:
    where: Document = {"state": {"$in": list(FROM[deed])}}
    return where | {"$nor": [_ASKED]} if deed is Deed.RETRY else where


def _seconds(before: int, number: int, per_second: int) -> Iterator[tuple[int, int, int]]:
    """Divide events among seconds: yield each second with the places, from and to, of its events."""
    begin = 0
    while begin < number:
        second, taken = divmod(before + begin, per_second)
        end = min(number, begin + per_second - taken)
        yield second, begin, end
        begin = end


def _longer(at: datetime, told: str) -> Document:
    """Return the expression for a history with one more entry."""
    entry = {"at": at, "what": {"$literal": told}}
    return {"$slice": [{"$concatArrays": [{"$ifNull": ["$history", []]}, [entry]]}, -HISTORY_KEPT]}


def _and(*filters: Document) -> Document:
    return {"$and": list(filters)}

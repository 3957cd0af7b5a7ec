"""Events that are set aside.

Waiting ones are tried when their time has come, parked ones need a person, discarded ones a person gave up.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, takewhile
from pathlib import Path
from traceback import extract_tb
from typing import Any

import structlog
from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from shared.events._envelope import Envelope
from shared.events.catalogue import BY_TYPE
from shared.events.personal import without_personal
from shared.messaging.errors import Permanent
from shared.messaging.fingerprints import fingerprint_of
from shared.messaging.metrics import count
from shared.store.driver import Document
from shared.store.store import Store

COLLECTION = "set_aside"
WAITING = "waiting"
PARKED = "parked"
DISCARDED = "discarded"
STATES = (WAITING, PARKED, DISCARDED)

HISTORY_KEPT = 50
"""How many entries of its history a row keeps."""

_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 600, 3_600, 21_600))
_AT_ONCE = 200
_MOST_BYTES = 8 * 1024 * 1024

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Aside:
    """An event to set aside, with what is known of it: for a malformed one only its bytes and an id."""

    body: bytes
    event_id: str
    event_type: str = ""
    subject: str = ""
    seq: int = 0
    has_died: bool = False
    """Whether its last try, which it had to itself, began and never ended, because the process died."""

    @classmethod
    def of(cls, envelope: Envelope, body: bytes) -> "Aside":
        """Make one from an event that can be read."""
        return cls(body, envelope.id, envelope.type, envelope.subject, envelope.seq)

    @classmethod
    def unreadable(cls, body: bytes, message_id: str | None) -> "Aside":
        """Make one from a message that is no event. Its id is a hash of its bytes and of the id that it names.

        That id alone may be the one of an event or of another message, which it must not replace. Of a message that no
        document can hold, the beginning is kept.
        """
        digest = hashlib.blake2b(body, digest_size=16, key=(message_id or "").encode()[:64]).hexdigest()
        return cls(body[:_MOST_BYTES], digest)

    @classmethod
    def kept(cls, row: Document) -> "Aside":
        """Make one from the row of an event that is set aside already."""
        return cls(row["body"], row["_id"], row["type"], row["subject"], row["seq"], row.get("alone", False))


class SetAside:
    """Sets events aside, and knows when they are due. Tries are counted here, independently of the broker."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows = store.driver.collection(COLLECTION)

    async def waiting_subjects(self, subjects: Iterable[str]) -> set[str]:
        """Return those subjects that have a waiting event; later events of such a subject have to wait too."""
        where = {"subject": {"$in": list(set(subjects))}, "state": WAITING}
        return set(await self._rows.distinct("subject", where))

    async def failed(self, event: Aside, error: Exception) -> None:
        """Park an event after a Permanent error, or let it wait for another try after any other."""
        if isinstance(error, Permanent):
            await self.park(event, without_personal(str(error), event.body, BY_TYPE))
        else:
            await self.wait(event, error)
        count(event.event_type, "set_aside")
        log.warning("event.set_aside", event_id=event.event_id, type=event.event_type, error=type(error).__name__)

    async def wait(self, event: Aside, error: Exception) -> None:
        """Let an event wait for another try, or park it when it has used up all tries."""
        await self._climb(event, describe(error))

    async def died(self, event: Aside) -> None:
        """Let an event wait as after a failure, because a process died while it tried this event and no other.

        Whoever killed the process, a killer comes back only after each pause, and an innocent recovers by itself.
        """
        await self._climb(event, "the death of its process")
        log.warning("event.try_not_ended", event_id=event.event_id, type=event.event_type)

    async def wait_behind(self, *events: Aside) -> None:
        """Let events wait behind an earlier event of their subject, without counting a try.

        Events that are set aside already stay unchanged: the broker may deliver such an event again before it is due.
        """
        await self._keep_where_new(events, "waits behind an earlier event of its subject", deaths=0)

    async def suspect(self, *events: Aside) -> None:
        """Set aside events that may have killed a process; each is then tried alone. Existing rows do not change."""
        await self._keep_where_new(events, "was delivered again and again, and never acknowledged", deaths=1)

    async def bring(self, *events: Aside) -> None:
        """Let events that never came be tried at once, each in the order of its subject and with all tries ahead."""
        await self._keep_where_new(events, "was missed, and is sent again", deaths=0)

    async def hold(self, event: Aside, sentence: str) -> None:
        """Let an event wait until its type is released: by an upgrade that knows it, or by the end of a pause."""
        await self._keep(event, WAITING, sentence, next_at=None)

    async def park(self, event: Aside, sentence: str) -> None:
        """Park an event: it stays until a person decides."""
        await self._keep(event, PARKED, sentence, next_at=None)

    async def has_held(self, types: Iterable[str]) -> bool:
        """Return whether events of these types are held."""
        return await self._rows.find_one(_held(types), {"_id": 1}) is not None

    async def release(self, types: Iterable[str]) -> None:
        """Make the held events of these types due now."""
        await self._rows.update_many(_held(types), {"$set": {"next_at": self._store.now()}})

    async def has_due(self) -> bool:
        """Return whether any event is due; it may still have to wait behind another one of its subject."""
        return bool(
            await self._rows.count_documents({"state": WAITING, "next_at": {"$lte": self._store.now()}}, limit=1)
        )

    async def due(self, *, but: Collection[str] = ()) -> list[Aside]:
        """Return the events to try now: the earliest due ones of some subjects, those of one subject in their order.

        Events of types in `but` are left out, and so are those that wait behind them. An event that may have killed a
        process is returned alone.
        """
        now = self._store.now()

        def is_ready(row: Document) -> bool:
            return row["next_at"] is not None and row["next_at"] <= now and row["type"] not in but

        lanes = [
            list(takewhile(is_ready, rows))
            for _, rows in groupby(await self._earliest(now, but), key=lambda row: row["subject"])
        ]
        together = [row for lane in lanes for row in takewhile(lambda row: not row.get("deaths"), lane)]
        alone = [lane[0] for lane in lanes if lane][:1]
        return [Aside.kept(row) for row in together or alone]

    async def begin(self, events: Sequence[Aside]) -> None:
        """Record that a try of these events begins, so that the next process knows of it if this one dies.

        After the death of a process that tried many together, each is tried alone, and for none it counts as a try: an
        innocent one must not climb for its neighbour.
        """
        begun = {"$inc": {"deaths": 1}, "$set": {"alone": len(events) == 1}}
        await self._rows.update_many({"_id": {"$in": _ids(events)}}, begun)

    async def survived(self, events: Sequence[Aside]) -> None:
        """Record that the process survived the try of these events."""
        await self._rows.update_many({"_id": {"$in": _ids(events)}}, {"$set": {"deaths": 0, "alone": False}})

    async def done(self, events: Sequence[Aside]) -> None:
        """Delete the rows of events that were handled after all."""
        await self._rows.delete_many({"_id": {"$in": _ids(events)}})

    async def _earliest(self, now: Any, but: Collection[str]) -> list[Document]:
        """Return the waiting events of those subjects whose first one is due, by subject and in order."""
        heads = await self._store.aggregate(
            COLLECTION,
            [
                {"$match": {"state": WAITING}},
                {"$sort": {"subject": 1, "seq": 1, "_id": 1}},
                {"$group": {"_id": "$subject", "next_at": {"$first": "$next_at"}, "type": {"$first": "$type"}}},
                {"$match": {"next_at": {"$lte": now}, "type": {"$nin": list(but)}}},
                {"$limit": _AT_ONCE},
            ],
        )
        where = {"state": WAITING, "subject": {"$in": [head["_id"] for head in heads]}}
        in_order = [("subject", 1), ("seq", 1), ("_id", 1)]
        return await self._store.find(COLLECTION, where, sort=in_order, limit=_AT_ONCE)

    async def _keep_where_new(self, events: Sequence[Aside], sentence: str, *, deaths: int) -> None:
        if not events:
            return
        now = self._store.now()
        first = {"received_at": now, "attempts": 0, "deaths": deaths, "history": [{"at": now, "what": sentence}]}
        rows = [(event.event_id, _fields(event, WAITING, sentence, next_at=now) | first) for event in events]
        await self._rows.bulk_write(
            [UpdateOne({"_id": event_id}, {"$setOnInsert": row}, upsert=True) for event_id, row in rows], ordered=False
        )
        self._store.bells.ring(COLLECTION)

    async def _climb(self, event: Aside, why: str) -> None:
        """Count a try that came to nothing: the pauses grow, and after the last one the event is parked."""
        row = await self._rows.find_one({"_id": event.event_id})
        attempts = (row["attempts"] if row else 0) + 1
        if attempts > len(_PAUSES):
            await self.park(event, f"failed {attempts} times, last with {why}")
            return
        await self._keep(event, WAITING, why, attempts=attempts, next_at=self._store.now() + _PAUSES[attempts - 1])

    async def _keep(
        self, event: Aside, state: str, sentence: str, *, next_at: Any, attempts: int | None = None
    ) -> None:
        now = self._store.now()
        changed = _fields(event, state, sentence, next_at=next_at)
        if attempts is not None:
            changed["attempts"] = attempts
        first = {"received_at": now} | ({} if attempts is not None else {"attempts": 0})
        told = {"$each": [{"at": now, "what": sentence}], "$slice": -HISTORY_KEPT}
        # Somebody may discard an event while it is being tried. The filter then fits no row, and none can be inserted.
        with suppress(DuplicateKeyError):
            await self._rows.update_one(
                {"_id": event.event_id, "state": {"$ne": DISCARDED}},
                {"$set": changed, "$setOnInsert": first, "$push": {"history": told}},
                upsert=True,
            )
        self._store.bells.ring(COLLECTION)


def _ids(events: Sequence[Aside]) -> list[str]:
    return [event.event_id for event in events]


def _held(types: Iterable[str]) -> Document:
    return {"state": WAITING, "next_at": None, "type": {"$in": list(types)}}


def _fields(event: Aside, state: str, sentence: str, *, next_at: Any) -> Document:
    return {
        "state": state,
        "type": event.event_type,
        "subject": event.subject,
        "seq": event.seq,
        "body": event.body,
        "next_at": next_at,
        "alone": False,
        "asked": None,
        "error": sentence,
        "fingerprint": fingerprint_of(event.event_type, sentence),
    }


def describe(error: Exception) -> str:
    """Return an error's class and place in the code. Its text is left out: it may hold what people wrote."""
    kind = type(error).__name__
    places = [frame for frame in extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
    return f"{kind} at {'/'.join(Path(places[-1].filename).parts[-3:])}:{places[-1].lineno}" if places else kind

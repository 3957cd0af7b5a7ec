"""Events that a service missed: published while its queue was not bound, or lost with its queue.

The publisher's archive holds what was sent, the listener's inbox what was handled.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from shared.events.catalogue import heard_by, published_by
from shared.events.heartbeats import HEARTBEATS
from shared.messaging.heartbeat import everything_came_until
from shared.messaging.set_aside import COLLECTION as ASIDE
from shared.messaging.set_aside import Aside, SetAside
from shared.store.driver import Document
from shared.store.outbox import SENT
from shared.store.store import INBOX_KEPT, Store
from shared.store.work import INBOX, OUTBOX

_AT_ONCE = 500
_MARGIN = timedelta(days=1)
_HEARTBEATS = frozenset(event.type for event in HEARTBEATS.values())


@dataclass(frozen=True, slots=True)
class Missed:
    """An event that was sent and never came."""

    event_id: str
    event_type: str
    subject: str
    seq: int
    sent_at: datetime
    is_overtaken: bool = False
    """Whether the listener has handled a later event of the subject: then this one may tell what is no longer true."""


class Archive:
    """What one service has sent, held against what one of its listeners has got."""

    def __init__(self, publisher: Store, listener: Store) -> None:
        self._publisher = publisher
        self._listener = listener
        self._outbox = publisher.driver.collection(OUTBOX)
        self._types = (heard_by(listener.service) & published_by(publisher.service)) - _HEARTBEATS

    async def missed(self, *, since: datetime | None = None, also_unheard: bool = False) -> list[Missed]:
        """Return what was sent and never came, by subject and in order.

        Of a type that the listener has never handled nothing counts as missed, nor what was sent before the first one
        that it handled: perhaps it did not listen to them yet. With `also_unheard` these count, too.
        """
        until = await everything_came_until(self._listener)
        if until is None:
            return []
        # The archive remembers longer than the inbox, which may have forgotten what it handled before this moment.
        remembered = self._listener.now() - INBOX_KEPT + _MARGIN
        found = []
        for event_type in sorted(self._types):
            sent = {"type": event_type, "state": SENT, "sent_at": {"$lt": until}, "at": {"$gt": remembered}}
            found += await self._missed(sent, since, has_begun=also_unheard)
        return await self._marked(sorted(found, key=lambda each: (each.subject, each.seq)))

    async def find(self, event_ids: Collection[str]) -> list[Missed]:
        """Return those of these events that the archive holds and the listener hears, whether it got them or not."""
        where = {"_id": {"$in": list(event_ids)}, "type": {"$in": list(self._types)}, "state": SENT}
        return [_missed(row) for row in await self._outbox.find(where, _HEAD).to_list(None)]

    async def send_again(self, missed: Sequence[Missed]) -> None:
        """Hand events to the listener and to nobody else; it handles them within seconds, as though they came late.

        What it has handled after all, its inbox knows.
        """
        for begin in range(0, len(missed), _AT_ONCE):
            ids = [each.event_id for each in missed[begin : begin + _AT_ONCE]]
            rows = await self._outbox.find({"_id": {"$in": ids}}).to_list(None)
            await SetAside(self._listener).bring(
                *(Aside(row["body"].encode(), row["_id"], row["type"], row["subject"], row["seq"]) for row in rows)
            )

    async def send_what_was_on_the_way(self) -> int:
        """Hand to the listener what was sent and had not come when both databases were read, and return how much.

        It is for databases that are put back as they were at one moment, without the broker's queues of that moment.
        Here nothing is left out: what was in a queue, the listener wanted.
        """
        until = await everything_came_until(self._listener)
        sent = {"type": {"$in": sorted(self._types)}, "state": SENT} | ({"sent_at": {"$gte": until}} if until else {})
        number = 0
        async for rows in self._slices(sent):
            come = await self._come(rows)
            lost = [_missed(row) for row in rows if row["_id"] not in come]
            await self.send_again(lost)
            number += len(lost)
        return number

    async def _missed(self, sent: dict[str, Any], since: datetime | None, *, has_begun: bool) -> list[Missed]:
        if since and not has_begun:
            has_begun = await self._has_come(sent | {"at": sent["at"] | {"$lt": since}})
        if since:
            sent = sent | {"at": sent["at"] | {"$gte": since}}
        found = []
        async for rows in self._slices(sent):
            come = await self._come(rows)
            for row in rows:
                if row["_id"] in come:
                    has_begun = True
                elif has_begun:
                    found.append(_missed(row))
        return found

    async def _has_come(self, sent: dict[str, Any]) -> bool:
        async for rows in self._slices(sent):
            if await self._come(rows):
                return True
        return False

    async def _slices(self, sent: dict[str, Any]) -> AsyncIterator[list[Document]]:
        """Yield the heads of archived events in the order of their ids, which is that of time."""
        last = ""
        while rows := await self._outbox.find(
            sent | {"_id": {"$gt": last}}, _HEAD, sort=[("_id", 1)], limit=_AT_ONCE
        ).to_list(None):
            yield rows
            last = rows[-1]["_id"]

    async def _come(self, rows: Sequence[Document]) -> set[str]:
        """Return the ids of those that the listener has handled or set aside."""
        ids = [row["_id"] for row in rows]
        aside = await self._listener.find(ASIDE, {"_id": {"$in": ids}})
        return await self._handled(ids) | {row["_id"] for row in aside}

    async def _handled(self, ids: Collection[str]) -> set[str]:
        names = {f"{self._listener.service}:{event_id}": event_id for event_id in ids}
        return {names[row["_id"]] for row in await self._listener.find(INBOX, {"_id": {"$in": list(names)}})}

    async def _marked(self, missed: Sequence[Missed]) -> list[Missed]:
        """Return the same events, with those marked that a handled one of their subject has overtaken."""
        latest: dict[str, int] = {}
        subjects = sorted({each.subject for each in missed})
        for begin in range(0, len(subjects), _AT_ONCE):
            where = {"subject": {"$in": subjects[begin : begin + _AT_ONCE]}, "type": {"$in": list(self._types)}}
            rows = await self._outbox.find(where, _HEAD).to_list(None)
            handled = await self._handled([row["_id"] for row in rows])
            for row in rows:
                if row["_id"] in handled:
                    latest[row["subject"]] = max(row["seq"], latest.get(row["subject"], 0))
        return [replace(each, is_overtaken=latest.get(each.subject, 0) > each.seq) for each in missed]


def _missed(row: Document) -> Missed:
    return Missed(row["_id"], row["type"], row["subject"], row["seq"], row["sent_at"])


_HEAD = ("type", "subject", "seq", "sent_at")

"""The relay: sends events from the outbox to the broker, and marks each row as sent when the broker confirms it."""

import asyncio
from collections import defaultdict
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import structlog
from aio_pika.abc import AbstractConnection
from aio_pika.exceptions import AMQPException, ChannelInvalidStateError
from aiormq import spec
from aiormq.channel import Channel
from pymongo.write_concern import WriteConcern

from shared.events import CONTENT_TYPE
from shared.events.catalogue import UNHEARD
from shared.events.foreign import FOREIGN_PREFIX
from shared.messaging.connecting import keep_connected
from shared.messaging.metrics import PUBLISHED
from shared.messaging.pulse import Pulse
from shared.messaging.topology import EXCHANGE, UNROUTED
from shared.runtime.background import running
from shared.store.doorbell import Doorbell
from shared.store.driver import Document
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.outbox import IN_ORDER, PENDING, SENT
from shared.store.store import Store
from shared.store.work import OUTBOX

_AT_ONCE = 200
_POLL_SECONDS = 1.0
_CONFIRM_SECONDS = 10.0
_LEASE_SECONDS = 10.0
_PERSISTENT = 2

log = structlog.get_logger()


class Relay:
    """Publishes the pending rows of the outbox, if it holds the lease; the other replicas ring its doorbell."""

    def __init__(self, store: Store, *, url: str) -> None:
        self.pulse = Pulse("relay")
        self._store = store
        self._url = url
        self._user = unquote(urlsplit(url).username or "") or None
        self._lease = Lease(store, "relay", seconds=_LEASE_SECONDS)
        # If the server loses such a mark, the event is delivered twice, which the inboxes notice. Waiting until each
        # mark is safe would cost more.
        self._marks = store.driver.collection(OUTBOX).with_options(write_concern=WriteConcern(1))
        self._doorbell = Doorbell(store, OUTBOX)
        self._written_here = store.bells.hang(OUTBOX)
        self._bell = store.bells.hang(OUTBOX, self._doorbell.heard)

    async def run(self) -> None:
        """Publish until cancelled."""
        async with running([self._doorbell.listen]):
            await keep_connected(self._url, name=f"{self._store.service}.relay", pulse=self.pulse, use=self._relay_over)

    async def _relay_over(self, connection: AbstractConnection) -> None:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        # In this order: UNROUTED is declared last, so if it exists all bindings of EXCHANGE exist too.
        for exchange in (EXCHANGE, UNROUTED):
            await channel.get_exchange(exchange, ensure=True)
        # Events are published on aiormq's channel, since aio-pika would wrap each one in another message object.
        wire = cast("Channel", await channel.get_underlay_channel())
        try:
            while not channel.is_closed:
                if await self._relay_or_ring(wire) < _AT_ONCE:
                    await self._bell.wait(at_most=_POLL_SECONDS)
        finally:
            await self._lease.give_back()

    async def _relay_or_ring(self, wire: Channel) -> int:
        """Publish the next events, and return how many; 0 on a standby, or while the database is away."""
        try:
            sent = 0
            is_ours = await self._lease.hold()
            has_written = self._written_here.has_rung()
            if is_ours:
                sent = await self._relay_once(wire)
            elif has_written:
                await self._doorbell.ring()
        except Exception as error:
            if not is_unavailable(error):
                raise
            self.pulse.unwell("the database does not answer")
            return 0
        self.pulse.well()
        return sent

    async def _relay_once(self, wire: Channel) -> int:
        rows = await self._oldest()
        if not rows:
            return 0
        subjects: dict[str, list[Document]] = defaultdict(list)
        for row in rows:
            subjects[row["subject"]].append(row)
        results = await asyncio.gather(*(self._publish_in_order(wire, lane) for lane in subjects.values()))
        confirmed = [row for lane in results for row in lane]
        if confirmed:
            await self._marks.update_many(
                {"_id": {"$in": confirmed}}, {"$set": {"state": SENT, "sent_at": self._store.now()}}
            )
        if len(confirmed) < len(rows):
            raise ConnectionError("the broker did not confirm everything")
        return len(confirmed)

    async def _oldest(self) -> list[Document]:
        rows = await self._store.find(OUTBOX, {"state": PENDING}, sort=[("_id", 1)], limit=_AT_ONCE)
        if len(rows) == _AT_ONCE:
            rows += await self._earlier_behind_the_cut(rows)
        return sorted(rows, key=lambda row: row["seq"]) if len(rows) > 1 else rows

    async def _earlier_behind_the_cut(self, rows: list[Document]) -> list[Document]:
        """Return rows after the limit that come before one of these rows in the order of their subject.

        They exist because the clocks of two replicas may differ, so that an earlier event can have a later id.
        """
        first = {row["subject"]: row["seq"] for row in reversed(rows)}
        where = {
            "state": PENDING,
            "subject": {"$in": list(first)},
            "seq": {"$lt": max(first.values())},
            "_id": {"$gt": rows[-1]["_id"]},
        }
        # Without the hint the server may choose a plan that reads all pending rows.
        cursor = self._store.driver.collection(OUTBOX).find(where, hint=IN_ORDER)
        found: list[Document] = await cursor.to_list(None)
        return found

    async def _publish_in_order(self, wire: Channel, rows: list[Document]) -> list[Any]:
        """Publish the rows of one subject, and return the ids that were confirmed; stops at the first that was not."""
        confirmed = []
        for row in rows:
            try:
                # aiormq's own timeout does not cover a channel that never answers.
                async with asyncio.timeout(_CONFIRM_SECONDS):
                    await wire.basic_publish(
                        row["body"].encode(),
                        exchange=EXCHANGE,
                        routing_key=row["type"],
                        properties=self._properties(row),
                        mandatory=not _may_be_unheard(row["type"]),
                        wait=False,
                    )
            except (AMQPException, ChannelInvalidStateError, OSError, TimeoutError) as error:
                log.warning("event.not_confirmed", event_id=row["_id"], type=row["type"], error=type(error).__name__)
                break
            confirmed.append(row["_id"])
            PUBLISHED.labels(row["type"]).inc()
        return confirmed

    def _properties(self, row: Document) -> spec.Basic.Properties:
        return spec.Basic.Properties(
            content_type=CONTENT_TYPE,
            delivery_mode=_PERSISTENT,
            message_id=row["_id"],
            message_type=row["type"],
            correlation_id=row["correlation_id"],
            app_id=self._store.service,
            user_id=self._user,
        )


def _may_be_unheard(event_type: str) -> bool:
    """Return whether it is right that nobody listens to a type."""
    return event_type in UNHEARD or event_type.startswith(FOREIGN_PREFIX)

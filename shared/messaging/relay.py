"""From the outbox to the broker: confirmed, mandatory, in the order of each subject."""

import asyncio
from collections import defaultdict
from typing import Any

import aio_pika
import structlog
from aio_pika.abc import AbstractConnection, AbstractExchange, DeliveryMode
from aio_pika.exceptions import AMQPException

from shared.events._envelope import CONTENT_TYPE
from shared.messaging.connecting import keep_connected
from shared.messaging.metrics import OUTBOX_AGE, OUTBOX_PENDING, PUBLISHED
from shared.messaging.pulse import Pulse
from shared.messaging.topology import EXCHANGE
from shared.store.driver import Document
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.outbox import PENDING, SENT
from shared.store.store import Store
from shared.store.work import OUTBOX

_AT_ONCE = 200
_POLL_SECONDS = 1.0
_CONFIRM_SECONDS = 10.0
_LEASE_SECONDS = 10.0

log = structlog.get_logger()


class Relay:
    """Publishes what the outbox holds. Only the holder of the lease does; the others stand by."""

    def __init__(self, store: Store, *, url: str) -> None:
        self.pulse = Pulse("relay")
        self._store = store
        self._url = url
        self._lease = Lease(store, "relay", seconds=_LEASE_SECONDS)
        self._bell = store.bells.hang(OUTBOX)

    async def run(self) -> None:
        """Relay until cancelled."""
        try:
            await keep_connected(self._url, name=f"{self._store.service}.relay", pulse=self.pulse, use=self._relay_over)
        finally:
            await self._lease.give_back()

    async def _relay_over(self, connection: AbstractConnection) -> None:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        exchange = await channel.get_exchange(EXCHANGE, ensure=True)
        while not channel.is_closed:
            try:
                if await self._lease.hold():
                    sent = await self._relay_once(exchange)
                else:
                    sent = 0
                self.pulse.well()
            except Exception as error:
                if not is_unavailable(error):
                    raise
                self.pulse.unwell("the database does not answer")
                sent = 0
            if sent < _AT_ONCE:
                await self._bell.wait(at_most=_POLL_SECONDS)

    async def _relay_once(self, exchange: AbstractExchange) -> int:
        rows = await self._oldest()
        OUTBOX_PENDING.set(len(rows))
        OUTBOX_AGE.set((self._store.now() - rows[0]["at"]).total_seconds() if rows else 0)
        if not rows:
            return 0
        subjects: dict[str, list[Document]] = defaultdict(list)
        for row in rows:
            subjects[row["subject"]].append(row)
        results = await asyncio.gather(*(self._publish_in_order(exchange, lane) for lane in subjects.values()))
        confirmed = [row for lane in results for row in lane]
        if confirmed:
            await self._store.driver.collection(OUTBOX).update_many(
                {"_id": {"$in": confirmed}}, {"$set": {"state": SENT, "sent_at": self._store.now()}}
            )
        if len(confirmed) < len(rows):
            raise ConnectionError("the broker did not confirm everything")
        return len(confirmed)

    async def _oldest(self) -> list[Document]:
        rows = await self._store.find(OUTBOX, {"state": PENDING}, sort=[("_id", 1)], limit=_AT_ONCE)
        if len(rows) == _AT_ONCE:
            # Clocks of two replicas may differ, so an earlier row of a subject can stand behind the cut.
            first = {row["subject"]: row["seq"] for row in reversed(rows)}
            rows += await self._store.find(
                OUTBOX,
                {
                    "state": PENDING,
                    "_id": {"$gt": rows[-1]["_id"]},
                    "subject": {"$in": list(first)},
                    "seq": {"$lt": max(first.values())},
                },
            )
        return sorted(rows, key=lambda row: row["seq"]) if len(rows) > 1 else rows

    async def _publish_in_order(self, exchange: AbstractExchange, rows: list[Document]) -> list[Any]:
        """The ids that were confirmed; the first that was not holds back the rest of its subject."""
        confirmed = []
        for row in rows:
            message = aio_pika.Message(
                row["body"].encode(),
                content_type=CONTENT_TYPE,
                delivery_mode=DeliveryMode.PERSISTENT,
                message_id=row["_id"],
                type=row["type"],
                correlation_id=row["correlation_id"],
                app_id=self._store.service,
            )
            try:
                # The library's own timeout does not cover a channel that never answers.
                async with asyncio.timeout(_CONFIRM_SECONDS):
                    await exchange.publish(message, routing_key=row["type"], mandatory=True)
            except (AMQPException, OSError, TimeoutError) as error:
                log.warning("event.not_confirmed", event_id=row["_id"], type=row["type"], error=type(error).__name__)
                break
            confirmed.append(row["_id"])
            PUBLISHED.labels(row["type"]).inc()
        return confirmed

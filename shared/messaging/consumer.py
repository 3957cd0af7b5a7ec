"""The consumer: handles the events that have arrived, many in one transaction, and then acknowledges them."""

import asyncio
from collections.abc import Sequence
from functools import partial

import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection
from aiormq.abc import AbstractChannel as WireChannel
from aiormq.abc import DeliveredMessage
from aiormq.exceptions import AMQPError, ChannelInvalidStateError

from shared.messaging.connecting import keep_connected
from shared.messaging.delivery import Delivery
from shared.messaging.handlers import EventHandlers
from shared.messaging.heartbeat import HeartbeatKeeper
from shared.messaging.intake import Intake
from shared.messaging.metrics import BATCH_SECONDS, QUEUE_DEPTH
from shared.messaging.pauses import Pauses
from shared.messaging.pulse import Pulse
from shared.messaging.retry import Retry
from shared.messaging.topology import UNROUTED, dead_queue_of, queue_of
from shared.messaging.window import Window
from shared.runtime.background import running
from shared.store.errors import is_unavailable
from shared.store.store import Store

_PREFETCH = 800
# While the database commits one batch, the handlers of the next one run.
_SIDE_BY_SIDE = 2
_WATCH_SECONDS = 10.0
_PAUSE_SECONDS = 1.0
# RabbitMQ closes a channel that leaves deliveries unacknowledged for 30 minutes; they are given back before that.
_LONGEST_HOLD_SECONDS = 20 * 60

log = structlog.get_logger()


class Consumer:
    """Handles the events of one service: those of one subject in their order, and each with one effect only."""

    def __init__(self, store: Store, *, url: str, handlers: EventHandlers) -> None:
        self.pulse = Pulse("consumer")
        self.heartbeat = HeartbeatKeeper(store)
        self._store = store
        self._url = url
        self._pauses = Pauses(store)
        self._intake = Intake(store, handlers, self._pauses, self.heartbeat)
        self._retry = Retry(store, handlers, self._pauses)
        self._window: Window | None = None
        self._unrouted = 0
        self._is_draining = False
        self._is_idle = asyncio.Event()
        self._is_idle.set()

    async def run(self) -> None:
        """Consume until cancelled, and retry events that were set aside."""
        name = f"{self._store.service}.consumer"
        async with running([self._retry.run]):
            await keep_connected(self._url, name=name, pulse=self.pulse, use=self._consume_over)

    async def drain(self) -> None:
        """Take no new events, and return when those in hand are finished; returns at once while disconnected."""
        self._is_draining = True
        if self._window:
            self._window.close()
        await self._is_idle.wait()

    async def _consume_over(self, connection: AbstractConnection) -> None:
        await self._until_store_answers()
        await self._pauses.refresh()
        self._window = window = Window()

        def end(_: object) -> None:
            self._lost("the broker cancelled this consumer")
            window.close()

        # Without a time limit, a network that loses the answers would hold us here until AMQP's heartbeats fail.
        async with asyncio.timeout(_WATCH_SECONDS):
            channel = await connection.channel()
            # The prefetch must be the same for every consumer: deliveries that one leaves behind stay in order only if
            # the next one takes all of them over.
            await channel.set_qos(prefetch_count=_PREFETCH)
            queue = await channel.get_queue(queue_of(self._store.service), ensure=True)
            dead = await channel.get_queue(dead_queue_of(self._store.service))
        # Before it consumes: an event that the broker gave up comes before the later ones of its subject.
        await self._intake.bury(dead)
        async with asyncio.timeout(_WATCH_SECONDS):
            channel.close_callbacks.add(lambda *_: window.close())
            # Deliveries are taken from aiormq's channel: aio-pika would wrap each one in an object and a task of its
            # own, which costs more than handling it. A callback ends with its channel, so ours only puts the delivery
            # into the window.
            wire = await channel.get_underlay_channel()
            wire.on_consumer_cancel_callbacks.add(end)
            await wire.basic_consume(queue.name, partial(_hand_over, window))
        self.pulse.well()
        self._is_idle.clear()
        try:
            async with running([partial(self._watch, connection, window)]):
                await self._work_side_by_side(wire, window)
        finally:
            self._is_idle.set()

    async def _work_side_by_side(self, wire: WireChannel, window: Window) -> None:
        if self._is_draining:
            window.close()
        workers = [asyncio.create_task(self._work(wire, window)) for _ in range(_SIDE_BY_SIDE)]
        try:
            await asyncio.gather(*workers)
        finally:
            window.close()
            await asyncio.wait(workers)

    async def _work(self, wire: WireChannel, window: Window) -> None:
        while batch := await window.take():
            with BATCH_SECONDS.time():
                unfinished = await self._handle(batch)
            await _acknowledge(wire, window.settle(batch, unfinished))
            await self.heartbeat.arrived()

    async def _watch(self, connection: AbstractConnection, window: Window) -> None:
        """Take over messages that the broker gave up, and close the connection when the broker lost its consumer."""
        while not connection.is_closed:
            try:
                async with asyncio.timeout(_WATCH_SECONDS):
                    channel = await connection.channel()
                    queue = await channel.declare_queue(queue_of(self._store.service), passive=True)
                    alive = bool(queue.declaration_result.consumer_count) and not self._is_forgotten(window)
                    QUEUE_DEPTH.labels(queue.name).set(queue.declaration_result.message_count or 0)
                    dead = await channel.get_queue(dead_queue_of(self._store.service))
                    await self._count_unrouted(channel)
                    self.pulse.moves()
                await self._intake.bury(dead)
                async with asyncio.timeout(_WATCH_SECONDS):
                    await channel.close()
            except (AMQPError, OSError, TimeoutError, RuntimeError):
                # aio-pika raises RuntimeError for a connection that was closed meanwhile.
                alive = False
            except Exception as error:
                if not is_unavailable(error):
                    raise
                alive = True
            if not alive and not connection.is_closed:
                self._lost("the broker does not know this consumer, or delivers nothing to it")
                await connection.close()
            await asyncio.sleep(_WATCH_SECONDS)

    def _is_forgotten(self, window: Window) -> bool:
        """Return whether the broker has forgotten this consumer: not even a heartbeat comes, and nothing is in hand.

        When a queue is deleted and declared again at once, RabbitMQ 3.10 may still count the old consumer, and assume
        that the events were delivered to it.
        """
        return self.heartbeat.is_missed_by(window.idle_seconds)

    def _lost(self, why: str) -> None:
        self.pulse.unwell(why)
        log.warning("consumer.lost", reason=why)

    async def _count_unrouted(self, channel: AbstractChannel) -> None:
        """Report messages that reached no queue, which the broker keeps apart: mostly the topology is out of date."""
        unrouted = (await channel.declare_queue(UNROUTED, passive=True)).declaration_result.message_count or 0
        QUEUE_DEPTH.labels(UNROUTED).set(unrouted)
        if unrouted > self._unrouted:
            remedy = f"run ravabet topology, then look into the queue {UNROUTED}"
            log.error("events.unrouted", messages=unrouted, remedy=remedy)
        self._unrouted = unrouted

    async def _handle(self, messages: Sequence[Delivery]) -> list[Delivery]:
        """Handle a batch; while the database is away, hold it and try again, without counting a failed try."""
        held_until = asyncio.get_running_loop().time() + _LONGEST_HOLD_SECONDS
        while True:
            try:
                return await self._intake.handle(messages)
            except Exception as error:
                if not is_unavailable(error):
                    raise
            await self._until_store_answers(held_until)
            self.pulse.well()

    async def _until_store_answers(self, give_up_at: float = float("inf")) -> None:
        while not await self._store.answers():
            self.pulse.unwell("the database does not answer")
            if asyncio.get_running_loop().time() > give_up_at:
                raise ConnectionError("the database was away for too long to keep the deliveries")
            await asyncio.sleep(_PAUSE_SECONDS)


async def _hand_over(window: Window, message: DeliveredMessage) -> None:
    tag = message.delivery_tag or 0
    try:
        properties = message.header.properties
        count = (properties.headers or {}).get("x-delivery-count")
        times = count if isinstance(count, int) else 0
        window.put(Delivery.read(message.body, tag, properties.message_id, times=times))
    except Exception:
        # Otherwise the next acknowledgement would drop the message, since it acknowledges all up to a tag.
        log.exception("event.not_taken", tag=tag)
        window.give_up(tag)


async def _acknowledge(wire: WireChannel, up_to: int | None) -> None:
    """Acknowledge all deliveries up to a tag. On a lost channel they will come again, and the inbox knows them."""
    if up_to is None:
        return
    try:
        await wire.basic_ack(up_to, multiple=True)
    except (ChannelInvalidStateError, AMQPError, OSError) as error:
        log.info("acknowledgement.lost", error=type(error).__name__)

"""Guests' queues: what guests publish by AMQP is taken in batches, and answered in their queues of receipts.

Each guest has a queue and a channel of its own, so that one who floods holds up nobody else. The broker keeps a guest's
events in order, since one consumer of a queue is active at a time, also when several replicas read it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import aio_pika
import structlog
from aio_pika.abc import AbstractConnection, AbstractExchange, AbstractIncomingMessage
from aio_pika.exceptions import ChannelNotFoundEntity
from aiormq.exceptions import AMQPError, ChannelAccessRefused, ChannelInvalidStateError

from shared.messaging.connecting import keep_connected
from shared.messaging.guest_names import RECEIPTS, entry_of_guest
from shared.messaging.pulse import Pulse
from shared.store.errors import is_unavailable

_AT_ONCE: Final = 200
_LOOK_SECONDS: Final = 1.0
_TRY_AGAIN_SECONDS: Final = 5.0
_CONFIRM_SECONDS: Final = 10.0
_RECEIPT_TYPE: Final = "application/json"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message of a guest, as the broker delivered it."""

    body: bytes
    content_type: str
    user_id: str
    """The user that signed in, which the broker compares with the connection; empty when the guest left it out."""
    headers: Mapping[str, Any]
    content_encoding: str = ""


Take = Callable[[str, Sequence[Arrival]], Awaitable[Sequence[bytes]]]
"""Takes what a guest sent, and returns the receipt of each. It may take its time: the guest is held up, nobody else."""


class GuestQueues:
    """Reads the queues of all guests that may come in."""

    def __init__(self, url: str, *, service: str, guests: Callable[[], Awaitable[Collection[str]]], take: Take) -> None:
        self.pulse = Pulse("guests")
        self._url = url
        self._service = service
        self._guests = guests
        self._take = take
        self._readers: dict[str, asyncio.Task[None]] = {}

    @property
    def read_now(self) -> Collection[str]:
        """The guests whose queues are read now."""
        return self._readers.keys()

    async def run(self) -> None:
        """Read until cancelled."""
        await keep_connected(self._url, name=f"{self._service}.guests", pulse=self.pulse, use=self._serve)

    async def _serve(self, connection: AbstractConnection) -> None:
        readers = self._readers
        try:
            while not connection.is_closed:
                wanted = await self._wanted()
                for name in readers.keys() - wanted:
                    await _end(readers.pop(name))
                for name in wanted:
                    if name not in readers or readers[name].done():
                        readers[name] = asyncio.create_task(self._read_for_ever(connection, name))
                self.pulse.well()
                await asyncio.sleep(_LOOK_SECONDS)
        finally:
            while readers:
                await _end(readers.popitem()[1])

    async def _wanted(self) -> set[str]:
        while True:
            try:
                return set(await self._guests())
            except Exception as error:
                if not is_unavailable(error):
                    raise
            self.pulse.unwell("the database does not answer")
            await asyncio.sleep(_LOOK_SECONDS)

    async def _read_for_ever(self, connection: AbstractConnection, name: str) -> None:
        while not connection.is_closed:
            try:
                await _Reader(name, self._take).read(connection)
            except (ChannelNotFoundEntity, ChannelAccessRefused):
                # A guest by HTTP alone has no queue.
                await asyncio.sleep(_TRY_AGAIN_SECONDS)
            except (AMQPError, ChannelInvalidStateError, OSError, TimeoutError, RuntimeError) as error:
                log.warning("guest.queue_lost", guest=name, error=type(error).__name__)
                await asyncio.sleep(_LOOK_SECONDS)


@dataclass(slots=True)
class _Reader:
    """Reads the queue of one guest over one channel."""

    name: str
    take: Take
    waiting: "asyncio.Queue[AbstractIncomingMessage | None]" = field(default_factory=asyncio.Queue)

    async def read(self, connection: AbstractConnection) -> None:
        """Read until the channel is lost."""
        channel = await connection.channel(publisher_confirms=True)
        try:
            await channel.set_qos(prefetch_count=2 * _AT_ONCE)
            channel.close_callbacks.add(lambda *_: self.waiting.put_nowait(None))
            receipts = await channel.get_exchange(RECEIPTS, ensure=False)
            queue = await channel.get_queue(entry_of_guest(self.name), ensure=False)
            await queue.consume(self.waiting.put)
            while batch := await self._batch():
                answers = await self._taken([_arrival(message) for message in batch])
                await self._tell(receipts, answers)
                await batch[-1].ack(multiple=True)
        finally:
            with suppress(AMQPError, ChannelInvalidStateError, OSError, TimeoutError, RuntimeError):
                async with asyncio.timeout(2):
                    await channel.close()

    async def _batch(self) -> list[AbstractIncomingMessage]:
        """Wait for messages, and return what has arrived; nothing when the channel is gone."""
        first = await self.waiting.get()
        batch = [first]
        while len(batch) < _AT_ONCE and not self.waiting.empty():
            batch.append(self.waiting.get_nowait())
        return [] if None in batch else [message for message in batch if message]

    async def _taken(self, arrivals: Sequence[Arrival]) -> Sequence[bytes]:
        while True:
            try:
                return await self.take(self.name, arrivals)
            except Exception as error:
                if not is_unavailable(error):
                    raise
            await asyncio.sleep(_LOOK_SECONDS)

    async def _tell(self, receipts: AbstractExchange, answers: Sequence[bytes]) -> None:
        async with asyncio.timeout(_CONFIRM_SECONDS):
            # Not mandatory: a guest may have given up its queue of receipts.
            await asyncio.gather(
                *(
                    receipts.publish(
                        aio_pika.Message(
                            answer,
                            content_type=_RECEIPT_TYPE,
                            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
                        ),
                        routing_key=self.name,
                        mandatory=False,
                    )
                    for answer in answers
                )
            )


def _arrival(message: AbstractIncomingMessage) -> Arrival:
    return Arrival(
        body=message.body,
        content_type=message.content_type or "",
        user_id=message.user_id or "",
        headers=message.headers or {},
        content_encoding=message.content_encoding or "",
    )


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task

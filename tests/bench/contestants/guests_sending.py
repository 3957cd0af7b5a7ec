"""A guest that sends events by AMQP: how many a second the broker takes, and how many receipts come back."""

import asyncio
import time
from urllib.parse import urlsplit

import aio_pika
from aio_pika.abc import AbstractChannel

from shared.events import CONTENT_TYPE
from shared.messaging.guest_access import GuestAccess, guest_accounts
from shared.messaging.guest_names import exchange_of_guest, receipts_of_guest, user_of_guest
from tests.bench.contestants.guests_posting import event_of
from tests.bench.contestants.life import play

_PASSWORD = "a-guests"
_AT_ONCE = 500
_TYPE = "outage.announced.v1"


async def send(amqp_url: str, management_url: str, guest: str, events: int) -> dict[str, float]:
    """Return both rates, each from the first event that was sent."""
    async with guest_accounts(management_url, amqp_url) as accounts:
        await accounts.open(GuestAccess(guest, ("outage.*",)), _PASSWORD)
        at = urlsplit(amqp_url)
        url = at._replace(netloc=f"{user_of_guest(guest)}:{_PASSWORD}@{at.netloc.rpartition('@')[2]}").geturl()
        try:
            async with await aio_pika.connect(url) as connection:
                channel = await connection.channel()
                began = time.perf_counter()
                answered = asyncio.create_task(_receipts(channel, guest, events))
                await _send(channel, guest, events)
                accepted = time.perf_counter() - began
                await answered
                return {"accepted": events / accepted, "answered": events / (time.perf_counter() - began)}
        finally:
            await accounts.remove(guest)


async def _send(channel: AbstractChannel, guest: str, events: int) -> None:
    exchange = await channel.get_exchange(exchange_of_guest(guest), ensure=False)
    for first in range(0, events, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, events))
        await asyncio.gather(*(exchange.publish(_message(guest, number), _TYPE) for number in numbers))


def _message(guest: str, number: int) -> aio_pika.Message:
    return aio_pika.Message(
        event_of(guest, number),
        content_type=CONTENT_TYPE,
        user_id=user_of_guest(guest),
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
    )


async def _receipts(channel: AbstractChannel, guest: str, events: int) -> None:
    queue = await channel.get_queue(receipts_of_guest(guest), ensure=False)
    came = 0
    async with queue.iterator(no_ack=True) as receipts:
        async for receipt in receipts:
            assert b'"accepted"' in receipt.body, receipt.body
            came += 1
            if came == events:
                return


if __name__ == "__main__":
    play(send)

"""Guests by AMQP: what they send is published, or refused in their queue of receipts; a flood holds up nobody else."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractQueue
from httpx import AsyncClient

from services.news.main import Parts
from shared.messaging.guest_access import GuestAccess, GuestAccounts, guest_accounts
from shared.messaging.guest_names import exchange_of_guest, receipts_of_guest, user_of_guest
from shared.store.store import Store
from tests.eventually import eventually
from tests.news.guests.neighbours import OUTAGE, event_of
from tests.news.guests.test_ingest import published

PASSWORD = "a-guests"
TYPE = "outage.announced.v1"


@dataclass
class Wired:
    """A guest that is connected to the broker."""

    name: str
    channel: AbstractChannel
    receipts: AbstractQueue

    def event(self, data: Any = OUTAGE, **attributes: Any) -> dict[str, Any]:
        return event_of(self.name, data, **attributes)

    async def send(self, event: Mapping[str, Any] | bytes, *, key: str = TYPE, **properties: Any) -> None:
        """Send a message as it is; a structured event when nothing else is said."""
        usual = {"content_type": "application/cloudevents+json", "user_id": user_of_guest(self.name)}
        body = event if isinstance(event, bytes) else json.dumps(event, ensure_ascii=False).encode()
        exchange = await self.channel.get_exchange(exchange_of_guest(self.name), ensure=False)
        await exchange.publish(aio_pika.Message(body, **usual | properties), routing_key=key)

    async def answers(self, number: int = 1) -> list[dict[str, Any]]:
        """The next receipts."""
        told: list[dict[str, Any]] = []
        async with asyncio.timeout(30), self.receipts.iterator() as messages:
            async for message in messages:
                await message.ack()
                told.append(json.loads(message.body))
                if len(told) == number:
                    break
        return told


@pytest.fixture
async def accounts(amqp_url: str, management_url: str) -> AsyncIterator[GuestAccounts]:
    async with guest_accounts(management_url, amqp_url) as found:
        yield found


async def connected(
    parts: Parts, accounts: GuestAccounts, amqp_url: str, *, per_minute: int = 600, at_once: int = 200
) -> Wired:
    """A new guest with an open account."""
    name = f"g{uuid4().hex[:10]}"
    await parts.guests.admit(name, "water", may_publish=["outage.*"], per_minute=per_minute, at_once=at_once)
    await accounts.open(GuestAccess(name, ("outage.*",)), PASSWORD)
    at = urlsplit(amqp_url)
    url = at._replace(netloc=f"{user_of_guest(name)}:{PASSWORD}@{at.netloc.rpartition('@')[2]}").geturl()
    channel = await (await aio_pika.connect(url)).channel()
    return Wired(name, channel, await channel.get_queue(receipts_of_guest(name), ensure=False))


@pytest.fixture
async def wired(
    news: AsyncClient,  # noqa: ARG001 - it has to run
    parts: Parts,
    accounts: GuestAccounts,
    amqp_url: str,
) -> AsyncIterator[Wired]:
    guest = await connected(parts, accounts, amqp_url)
    yield guest
    await accounts.remove(guest.name)


async def test_structured_and_binary_events_are_published_and_answered(wired: Wired, store: Store) -> None:
    structured, binary = wired.event(), wired.event({**OUTAGE, "outage_id": "2"})
    await wired.send(structured)
    attributes = {f"cloudEvents:{name}": value for name, value in binary.items() if name != "data"}
    body = json.dumps(binary["data"], ensure_ascii=False).encode()
    await wired.send(body, content_type="application/json", headers=attributes)
    await wired.send(structured)

    told = await wired.answers(3)

    assert [(each["id"], each["state"]) for each in told] == [
        (structured["id"], "accepted"),
        (binary["id"], "accepted"),
        (structured["id"], "accepted"),
    ]
    assert {each["id"] for each in await published(store)} == {each["event_id"] for each in told}
    assert {each["source"] for each in await published(store)} == {f"/guests/{wired.name}"}


async def test_what_is_refused_comes_back_with_the_field_and_holds_up_nothing(wired: Wired, store: Store) -> None:
    good, bad, foreign = wired.event(), wired.event({**OUTAGE, "utility": "tea"}), wired.event(source="/guests/power")
    for message in (bad, foreign, b"no json", b"\xff\xfe", b'{"id": "x", "id": "y"}'):
        await wired.send(message)
    await wired.send(bad, user_id=None)
    await wired.send(bad["id"].encode(), content_type="text/plain")
    await wired.send(good)
    await wired.send(good | {"data": {**OUTAGE, "reason": "دیگر"}})

    told = await wired.answers(9)

    assert [each["errors"][0]["field"] if "errors" in each else each["state"] for each in told] == [
        "data/utility",
        "source",
        "body",
        "body",
        "id",
        "user_id",
        "content_type",
        "accepted",
        "id",
    ]
    assert [each["id"] for each in told[:2]] == [bad["id"], foreign["id"]]
    assert told[0]["schema"] == TYPE
    assert len(await published(store)) == 1


async def test_a_guest_that_floods_holds_up_nobody_else(
    wired: Wired, parts: Parts, accounts: GuestAccounts, amqp_url: str
) -> None:
    flooding = await connected(parts, accounts, amqp_url, per_minute=600, at_once=50)
    flood = asyncio.gather(*(flooding.send(flooding.event()) for _ in range(3_000)))
    await eventually(lambda: _is_flooded(accounts, flooding.name))
    waits = []
    for _ in range(10):
        began = time.monotonic()
        await wired.send(wired.event())
        assert (await wired.answers())[0]["state"] == "accepted"
        waits.append(time.monotonic() - began)
    await flood
    await accounts.remove(flooding.name)

    assert max(waits) < 1.0, waits


async def test_what_a_suspended_guest_sent_waits_and_is_taken_when_the_door_is_open_again(
    wired: Wired, parts: Parts, store: Store
) -> None:
    await wired.send(wired.event())
    await wired.answers()
    await parts.guests.suspend(wired.name, "آزمایش")
    await eventually(lambda: _is_unread(parts, wired.name))

    await wired.send(wired.event({**OUTAGE, "outage_id": "2"}))
    assert len(await published(store)) == 1
    await parts.guests.resume(wired.name)

    assert (await wired.answers())[0]["state"] == "accepted"
    assert len(await published(store)) == 2


async def _is_flooded(accounts: GuestAccounts, name: str) -> bool:
    return (await accounts.state(name)).waiting > 500


async def _is_unread(parts: Parts, name: str) -> bool:
    return name not in parts.guest_queues.read_now

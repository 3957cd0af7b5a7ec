"""A rotation while services work: nothing is refused, nothing is lost, and then the old secrets are good no more."""

import asyncio
import json
import ssl
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import aio_pika
import httpx
import pytest
from aiormq.exceptions import AMQPConnectionError
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.rotation.parts import Part
from deploy.rotation.steps import NotYet
from deploy.setup.folder import OPERATOR
from deploy.setup.passwords import family_of
from deploy.setup.trouble import CannotSetUp
from shared.events.news import NewsPublished, Publisher
from shared.messaging.relay import Relay
from shared.messaging.topology import queue_of
from shared.runtime.background import running
from shared.runtime.clock import utc_now
from shared.store.store import Store
from shared.web.paths import SERVICES
from tests.deploy.rotation.conftest import County
from tests.eventually import eventually

pytestmark = pytest.mark.timeout(240)


@dataclass
class Replica:
    """Does what a service does: writes in transactions, and publishes what it has written by its outbox."""

    name: str
    county: County
    begun: int = 0
    written: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> None:
        """Read the secrets, and work with them."""
        url, broker = (self.county.secret("news", f"news_{each}_url") for each in ("mongo", "amqp"))
        store = Store.open(url, service="news", now=utc_now)
        self._open.push_async_callback(store.close)
        await store.prepare({"ledger": []})
        relay = Relay(store, url=broker)
        await self._open.enter_async_context(running([relay.run, lambda: self._work(store)]))

        async def is_well() -> bool:
            return relay.pulse.trouble is None

        await eventually(is_well)

    async def stop(self) -> None:
        await self._open.aclose()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def _work(self, store: Store) -> None:
        for number in count(self.begun):
            self.begun, key = number + 1, f"{self.name}-{number}"
            try:
                async with store.unit_of_work() as work:
                    await work.put("ledger", {"_id": key})
                    work.emit(_published(key))
            except PyMongoError as error:
                self.refused.append(f"{key}: {error}")
            else:
                self.written.append(key)
            await asyncio.sleep(0.01)


@pytest.mark.slow("waits for six seconds for a replica that still has the old users, as a rotation does")
async def test_nothing_is_refused_or_lost_while_everything_is_made_anew(county: County, own_amqp_url: str) -> None:
    replicas = [Replica(name, county) for name in "ab"]
    for each in replicas:
        await each.start()
    before, certificate = _words_of(county), _shown_by_mongo(county)

    assert await county.go_on(*Part) == ["membership", "notifier"]
    # Whoever loses a connection now opens the next one with what it read at its start.
    await _are_good(before)
    assert await county.go_on(restarted=True) == [*SERVICES, "gateway"]
    after = _words_of(county)
    assert not set(before) & set(after)
    await _are_good(before)
    await _are_good(after)

    await replicas[0].restart()
    with pytest.raises(CannotSetUp, match=r"somebody still uses .*\.news \(from 127\.0\.0\.1\): restart that"):
        await county.go_on(restarted=True)
    await _are_good(before)
    await replicas[1].restart()
    county.clock.at += timedelta(minutes=59)
    with pytest.raises(NotYet, match=r"stays trusted until .* UTC, when its last tokens end"):
        await county.go_on()
    county.clock.at += timedelta(minutes=2)
    assert await county.go_on() == ["membership"]
    assert await county.go_on(restarted=True) == []

    await _are_good(after)
    await _are_good_no_more(before)
    assert _shown_by_mongo(county) != certificate
    await _nothing_was_lost(replicas, county, own_amqp_url)


async def test_it_goes_on_wherever_it_was_interrupted(county: County, own_amqp_url: str) -> None:
    """Each step is done twice, as when it was stopped before its end was written down; and then all once more."""
    replica = Replica("a", county)
    await replica.start()
    first = family_of(county.passwords, "mongo")
    for _ in range(2):
        before = _words_of(county)
        for _ in range(2):
            assert await county.go_on(Part.MONGO, Part.BROKER) == list(SERVICES)
        after = _words_of(county)
        await _are_good(before)
        await _are_good(after)
        await replica.restart()
        assert await county.go_on(restarted=True) == []
        await _are_good(after)
        await _are_good_no_more(before)

    assert family_of(county.passwords, "mongo") == first
    await _nothing_was_lost([replica], county, own_amqp_url)


def _published(key: str) -> NewsPublished:
    return NewsPublished(
        article_id=key,
        publisher=Publisher(kind="office", id="water"),
        headline="آب",
        url="https://x.example/n/1",
        published_at=utc_now(),
    )


def _words_of(county: County) -> Sequence[str]:
    """The addresses with which services and operators sign in now."""
    names = [(each, f"{each}_{server}_url") for each in SERVICES for server in ("mongo", "amqp")]
    operators = [(OPERATOR, name) for name in ("ravabet_mongo_url", "ravabet_amqp_url", "ravabet_amqp_admin_url")]
    return [county.secret(party, name) for party, name in (*names, *operators)]


async def _are_good(addresses: Sequence[str]) -> None:
    assert await _refused(addresses) == []


async def _are_good_no_more(addresses: Sequence[str]) -> None:
    assert await _refused(addresses) == list(addresses)


async def _refused(addresses: Sequence[str]) -> list[str]:
    return [each for each in addresses if not await _is_good(each)]


async def _is_good(address: str) -> bool:
    if address.startswith("mongodb:"):
        return await asyncio.to_thread(_is_good_for_mongo, address)
    if address.startswith("http:"):
        async with httpx.AsyncClient(base_url=address) as management:
            return (await management.get("/api/nodes")).is_success
    try:
        async with await aio_pika.connect(address, timeout=5):
            return True
    except AMQPConnectionError:
        return False


def _is_good_for_mongo(address: str) -> bool:
    with MongoClient[dict[str, Any]](address) as client:
        try:
            return client.get_default_database()["ledger"].find_one() is None or True
        except OperationFailure:
            return False


def _shown_by_mongo(county: County) -> str:
    """The certificate by which MongoDB is known to whoever connects now."""
    port = int(county.secret(OPERATOR, "ravabet_mongo_url").partition("@localhost:")[2].partition("/")[0])
    return ssl.get_server_certificate(("localhost", port))


async def _nothing_was_lost(replicas: Sequence[Replica], county: County, amqp_url: str) -> None:
    """All that was written is in the database, and came into the queue; what was stopped at its commit may be."""
    *others, last = replicas
    for each in others:
        await each.stop()
    with MongoClient[dict[str, Any]](county.secret("news", "news_mongo_url")) as client:
        database = client.get_default_database()

        async def all_is_sent() -> bool:
            return database["outbox"].count_documents({"state": "pending", "subject": {"$in": subjects}}) == 0

        kept = {row["_id"] for row in database["ledger"].find()}
        subjects = [f"article/{key}" for key in kept]
        await eventually(all_is_sent)
        await last.stop()
    assert [refused for each in replicas for refused in each.refused] == []
    assert {key for each in others for key in each.written} <= kept
    arrived: set[str] = set()
    async with await aio_pika.connect(amqp_url) as connection:
        queue = await (await connection.channel()).get_queue(queue_of("notifier"), ensure=False)
        async with asyncio.timeout(30), queue.iterator() as messages:
            async for message in messages:
                await message.ack()
                arrived.add(json.loads(message.body)["subject"])
                if arrived >= set(subjects):
                    break

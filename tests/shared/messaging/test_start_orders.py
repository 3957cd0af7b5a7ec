"""Four services and the topology, put into operation in any order: whoever comes late finds what was told before."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack, ExitStack
from itertools import permutations
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient

from deploy.local.servers import Servers
from shared.events import Event, decode
from shared.events import __file__ as contracts
from shared.events.catalogue import BY_TYPE, CATALOGUE, SERVICES
from shared.events.heartbeats import Heartbeat
from shared.messaging import topology
from shared.messaging.consumer import Consumer
from shared.messaging.handlers import EventHandlers
from shared.messaging.relay import Relay
from shared.messaging.rights import TOPOLOGY
from shared.runtime.background import running
from shared.runtime.clock import utc_now
from shared.store.store import Store
from tests.broker_users import as_user
from tests.conftest import virtual_host
from tests.eventually import eventually

SAMPLES = Path(contracts).parent / "samples"
TOLD = [entry for entry in CATALOGUE if entry.listeners and not issubclass(entry.event, Heartbeat)]
ORDERS = list(permutations(SERVICES))
OWN_COLLECTIONS = ("outbox", "inbox", "set_aside", "sequences", "leases", "heard")


class StandIn:
    """A service that tells every event of its part of the catalogue once, and remembers what it hears."""

    def __init__(self, store: Store, broker: str) -> None:
        self.store = store
        self._relay = Relay(store, url=broker)
        self._consumer = Consumer(store, url=broker, handlers=self._handlers())

    async def start(self, stack: AsyncExitStack) -> None:
        """Come up, whoever else is there, and tell everything at once."""
        await stack.enter_async_context(running([self._relay.run, self._consumer.run]))
        async with self.store.unit_of_work() as work:
            work.emit(*(_sample(entry.event) for entry in TOLD if entry.publisher == self.store.service))

    def _handlers(self) -> EventHandlers:
        async def hear(event: Event) -> None:
            async with self.store.unit_of_work() as work:
                row = await work.get("heard", event.type) or {"_id": event.type, "times": 0}
                await work.put("heard", row | {"times": row["times"] + 1})

        handlers = EventHandlers()
        for entry in TOLD:
            if self.store.service in entry.listeners:
                handlers.on(entry.event, hear)
        return handlers


@pytest.fixture
def brokers(servers: Servers) -> Iterator[list[str]]:
    """A virtual host for each order, still empty."""
    with ExitStack() as made:
        yield [made.enter_context(virtual_host(servers)) for _ in ORDERS]


@pytest.fixture
async def stores(servers: Servers, mongo_server: MongoClient[dict[str, Any]]) -> AsyncIterator[dict[str, Store]]:
    """A database for each service."""
    names = {service: f"test_{uuid4().hex}" for service in SERVICES}
    opened = {}
    for service, name in names.items():
        opened[service] = Store.open(servers.mongo_url_of(name), service=service, now=utc_now)
        await opened[service].prepare({"heard": []})
    yield opened
    for service, store in opened.items():
        await store.close()
        mongo_server.drop_database(names[service])


@pytest.mark.slow("the servers and services of 24 orders, one after the other")
async def test_all_24_orders_lose_nothing(brokers: list[str], stores: dict[str, Store]) -> None:
    """Trap 42. The topology is declared before all of them, between any two, or after the last."""
    for number, order in enumerate(ORDERS):
        steps: list[str] = [*order]
        steps.insert(number % 5, TOPOLOGY)
        async with AsyncExitStack() as stack:
            for step in steps:
                broker = as_user(step, brokers[number])
                if step == TOPOLOGY:
                    await topology.declare(broker)
                else:
                    await StandIn(stores[step], broker).start(stack)
            await eventually(lambda: _all_have_heard(stores.values()), within=30)
        for store in stores.values():
            for name in OWN_COLLECTIONS:
                await store.driver.collection(name).delete_many({})


async def _all_have_heard(stores: Iterable[Store]) -> bool:
    """Everything that the catalogue says, each once."""
    for store in stores:
        heard = {row["_id"]: row["times"] for row in await store.find("heard", {})}
        if heard != {entry.event.type: 1 for entry in TOLD if store.service in entry.listeners}:
            return False
    return True


def _sample(event: type[Event]) -> Event:
    return decode((SAMPLES / f"{event.type}.json").read_bytes(), BY_TYPE).data

"""The database goes away under a consumer: nobody's failure, and nothing is lost."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aio_pika.abc import AbstractChannel

from shared.messaging import consumer as consuming
from shared.messaging.consumer import Consumer
from shared.messaging.topology import queue_of
from shared.runtime.background import running
from shared.store.driver import DriverName
from shared.store.store import Store
from tests.broker_users import as_user
from tests.eventually import eventually
from tests.proxy import Proxy, proxied
from tests.shared.messaging.listener import Listener, tell, told
from tests.shared.messaging.probes import aside, is_unwell, is_well, ready_in
from tests.shared.store.direct import direct


@pytest.fixture
async def wire(mongo_url: str) -> AsyncIterator[Proxy]:
    """The way to the listener's database."""
    async with proxied(direct(mongo_url.replace("test_", "far_"))) as proxy:
        yield proxy


@pytest.fixture
async def far(wire: Proxy, driver: DriverName) -> AsyncIterator[Store]:
    """The listener's database, by that way; gives up on a call after two seconds."""
    patient, hasty = (
        Store.open(wire.url, service="notifier", now=lambda: datetime.now(UTC), driver=driver, patience=patience)
        for patience in (20, 2)
    )
    try:
        await patient.prepare({"heard": []})
        yield hasty
        for name in await patient.driver.collection_names():
            await patient.driver.collection(name).drop()
    finally:
        await hasty.close()
        await patient.close()


@pytest.mark.usefixtures("relay")
@pytest.mark.parametrize("silently", [False, True], ids=["refused", "silent"])
async def test_an_outage_of_the_database_burns_no_attempt_and_loses_nothing(
    news: Store,
    far: Store,
    wire: Proxy,
    broker: str,
    bus: AbstractChannel,
    monkeypatch: pytest.MonkeyPatch,
    *,
    silently: bool,
) -> None:
    """Trap 35: seconds here; what is held for longer than twenty minutes goes back to the broker, see below."""
    monkeypatch.setattr(consuming, "_PAUSE_SECONDS", 0.1)
    listener = Listener(far)
    consumer = Consumer(far, url=as_user("notifier", broker), handlers=listener.handlers)
    async with running([consumer.run]):
        await tell(news, told("before"))
        await eventually(lambda: listener.has_heard(["before"]))
        if silently:
            wire.silence()
        else:
            wire.refuse()
        await tell(news, *(told(f"a{number % 10}", number) for number in range(50)))
        await eventually(lambda: is_unwell(consumer), within=60)
        wire.heal()
        wire.cut()
        await eventually(lambda: is_well(consumer), within=60)
        await eventually(lambda: _has_heard(listener, 51), within=60)
        await eventually(lambda: _is_empty(bus))

    assert await listener.heard() == {"before": [1]} | {f"a{n}": [*range(n, 50, 10)] for n in range(10)}
    assert await aside(far) == []


@pytest.mark.usefixtures("relay")
async def test_what_was_held_too_long_goes_back_to_the_broker_and_comes_again(
    news: Store, far: Store, wire: Proxy, broker: str, bus: AbstractChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trap 35, its long end: the broker would else close the channel; without a consumer no delivery is counted."""
    monkeypatch.setattr(consuming, "_PAUSE_SECONDS", 0.1)
    monkeypatch.setattr(consuming, "_LONGEST_HOLD_SECONDS", 0.5)
    listener = Listener(far)
    consumer = Consumer(far, url=as_user("notifier", broker), handlers=listener.handlers)
    async with running([consumer.run]):
        await eventually(lambda: is_well(consumer))
        wire.refuse()
        await tell(news, told("a1"), told("a2"))
        await eventually(lambda: ready_in(bus, queue_of("notifier")), within=30)
        wire.heal()
        await eventually(lambda: _has_heard(listener, 2), within=60)

    assert await listener.heard() == {"a1": [1], "a2": [1]}
    assert await aside(far) == []


async def _has_heard(listener: Listener, number: int) -> bool:
    return await listener.has_heard_in_all(number)


async def _is_empty(bus: AbstractChannel) -> bool:
    return await ready_in(bus, queue_of("notifier")) == 0

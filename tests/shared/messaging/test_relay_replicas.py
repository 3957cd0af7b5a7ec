"""Two replicas of a service: one relays, and hears at once what the other kept."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from shared.messaging import relay as relaying
from shared.messaging.relay import Relay
from shared.runtime.background import running
from shared.store.doorbell import DOORBELLS
from shared.store.driver import DriverName
from shared.store.store import Store
from tests.broker_users import as_user
from tests.eventually import eventually
from tests.shared.store.test_unit_of_work import published


@pytest.fixture
async def standby(mongo_url: str, driver: DriverName) -> AsyncIterator[Store]:
    """The same database, opened by another process."""
    store = Store.open(mongo_url, service="news", now=lambda: datetime.now(UTC), driver=driver)
    yield store
    await store.close()


async def test_what_a_standby_keeps_leaves_without_any_poll(
    news: Store, standby: Store, broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trap 12, with the lease in the other's hand. How soon that is, `make bench` measures."""
    monkeypatch.setattr(relaying, "_POLL_SECONDS", 60)
    holder, other = Relay(news, url=as_user("news", broker)), Relay(standby, url=as_user("news", broker))
    async with running([holder.run]):
        await eventually(lambda: _is_well(holder))
        async with running([other.run]):
            await eventually(lambda: _is_well(other))
            delays = [await _delay(standby, f"a{number}") for number in range(25)]

    assert max(delays) < 20
    # A ring that is heard must not be answered with a ring, or two replicas never come to rest.
    (bell,) = await standby.driver.collection(DOORBELLS).find({}).to_list(None)
    assert bell["rings"] <= len(delays)


async def test_a_standby_takes_over_at_once_when_the_holder_ends(news: Store, standby: Store, broker: str) -> None:
    """A lease that was given back need not run out."""
    other = Relay(standby, url=as_user("news", broker))
    async with running([Relay(news, url=as_user("news", broker)).run]), running([other.run]):
        await eventually(lambda: _is_well(other))
    async with running([other.run]):
        began = time.monotonic()
        assert await _delay(standby, "a1") < 3
    assert time.monotonic() - began < 5


async def _delay(store: Store, article: str) -> float:
    """Seconds from a commit to its row being marked as sent."""
    async with store.unit_of_work() as work:
        work.emit(published(article))
    began = time.monotonic()
    await eventually(lambda: _is_sent(store))
    return time.monotonic() - began


async def _is_sent(store: Store) -> bool:
    return await store.count("outbox", {"state": "pending"}) == 0


async def _is_well(relay: Relay) -> bool:
    return relay.pulse.trouble is None

"""Readiness that means it: events really come through, or somebody says that they do not."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY

from shared.messaging import heartbeat as heartbeats
from shared.messaging.census import Census
from shared.messaging.consumer import Consumer
from shared.messaging.handlers import EventHandlers
from shared.messaging.heartbeat import HeartbeatKeeper
from shared.messaging.pulse import Pulse
from shared.messaging.relay import Relay
from shared.runtime.background import running
from shared.store.driver import Document
from shared.store.store import Store
from tests.broker_users import as_user
from tests.eventually import eventually
from tests.shared.store.test_unit_of_work import published


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeats, "_EVERY_SECONDS", 0.1)
    monkeypatch.setattr(heartbeats, "_LONGEST_SILENCE", timedelta(seconds=1))


@pytest.fixture
async def consumer(news: Store, broker: str) -> AsyncIterator[Consumer]:
    """News's consumer, which hears nothing but its own heartbeat."""
    part = Consumer(news, url=as_user("news", broker), handlers=EventHandlers())
    async with running([part.run, part.heartbeat.run]):
        yield part


@pytest.mark.usefixtures("relay")
async def test_an_idle_service_is_well_because_its_own_events_arrive(news: Store, consumer: Consumer) -> None:
    """Trap 48, its green half. Heartbeats leave no trace in the inbox, and in the archive for an hour only."""
    await eventually(lambda: _is_well(consumer.heartbeat.pulse))
    await eventually(lambda: _sent(news, at_least=3))

    assert await news.count("inbox", {}) == 0
    (row, *_) = await news.find("outbox", {"state": "sent"})
    assert row["expire_at"] - row["at"] == timedelta(hours=1)


async def test_without_a_relay_nothing_arrives_and_that_is_said(news: Store, consumer: Consumer) -> None:
    """The consumer is connected and fine; nobody would notice without the heartbeat. They do not pile up either."""
    await eventually(lambda: _is_well(consumer.pulse))
    await eventually(lambda: _says(consumer.heartbeat.pulse, "no event has come through yet"))
    await eventually(lambda: _pending(news, 1))
    assert await news.count("outbox", {}) == 1


async def test_a_standby_sees_that_events_arrive_at_the_other_replica(
    news: Store, relay: Relay, consumer: Consumer
) -> None:
    await eventually(lambda: _is_well(consumer.heartbeat.pulse))
    standby = HeartbeatKeeper(news)
    async with running([standby.run]):
        await eventually(lambda: _is_well(standby.pulse))

    assert relay.pulse.trouble is None


async def test_silence_after_life_is_noticed(news: Store, broker: str, consumer: Consumer) -> None:
    async with running([Relay(news, url=as_user("news", broker)).run]):
        await eventually(lambda: _is_well(consumer.heartbeat.pulse))

    await eventually(lambda: _says(consumer.heartbeat.pulse, "no event has come through for "))


async def test_what_comes_while_it_looks_up_the_last_sign_counts(news: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a start the first heartbeat often does; else the service would not be ready for another round."""
    keeper = HeartbeatKeeper(news)
    look_up = news.get

    async def overtaken(collection: str, key: Any) -> Document | None:
        found = await look_up(collection, key)
        await keeper.arrived()
        return found

    monkeypatch.setattr(news, "get", overtaken)
    await keeper._judge()

    assert keeper.pulse.trouble is None


def test_who_says_nothing_is_not_well() -> None:
    now = 0.0
    pulse = Pulse("relay", clock=lambda: now)
    assert pulse.trouble == "not started"
    pulse.well()
    now = 20.0
    assert pulse.trouble is None
    now = 29.0
    assert pulse.trouble == "has not reported for 29 seconds"
    pulse.moves()
    assert pulse.trouble is None


async def test_the_census_counts_what_waits_by_type_and_what_piles_up(news: Store) -> None:
    async with news.unit_of_work() as work:
        work.emit(published("a1"), published("a2"))
    aside = {"state": "parked", "type": "news.published.v1", "received_at": news.now() - timedelta(hours=1)}
    await news.driver.collection("set_aside").insert_one(aside)

    await Census(news).count()

    kind = {"type": "news.published.v1"}
    assert _metric("ravabet_outbox_pending", kind) == 2
    assert 0 <= _metric("ravabet_outbox_oldest_seconds", kind) < 60
    assert _metric("ravabet_set_aside", kind | {"state": "parked"}) == 1
    assert 3600 <= _metric("ravabet_set_aside_oldest_seconds", kind | {"state": "parked"}) < 3700
    assert _metric("ravabet_collection_documents", {"collection": "outbox"}) == 2
    assert _metric("ravabet_collection_bytes", {"collection": "outbox"}) > 0


def _metric(name: str, labels: dict[str, str]) -> float:
    value = REGISTRY.get_sample_value(name, labels)
    assert value is not None, name
    return value


async def _is_well(pulse: Pulse) -> bool:
    return pulse.trouble is None


async def _says(pulse: Pulse, trouble: str) -> bool:
    return (pulse.trouble or "").startswith(trouble)


async def _sent(store: Store, *, at_least: int) -> bool:
    return await store.count("outbox", {"state": "sent"}) >= at_least


async def _pending(store: Store, number: int) -> bool:
    return await store.count("outbox", {"state": "pending"}) == number

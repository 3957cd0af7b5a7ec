"""Readiness that means it: red while something would not come through, and never red for mere silence."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import aio_pika
import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from shared.messaging import consumer as consuming
from shared.messaging import heartbeat as heartbeats
from shared.messaging import pulse as pulses
from shared.messaging import relay as relaying
from shared.messaging import topology
from shared.runtime.settings import ServiceSettings
from shared.store.driver import Document, DriverName
from shared.store.migrations import watch as watching
from shared.store.migrations.migration import Change, Migration
from shared.store.store import Store
from shared.store.work import RESTORING
from shared.web.feature import Feature
from shared.web.parts import parts_of
from tests.bare import bare_service
from tests.broker_users import as_user
from tests.eventually import eventually
from tests.migrating import migrate
from tests.proxy import Proxy, proxied

SILENCE = 2.5


@pytest.fixture(params=["motor", "pymongo"])
def driver(request: pytest.FixtureRequest) -> DriverName:
    name: DriverName = request.param
    return name


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits of real life, a tenth of them or less. In real life red comes within thirty seconds: see below."""
    monkeypatch.setattr(heartbeats, "_EVERY_SECONDS", 0.2)
    monkeypatch.setattr(heartbeats, "_LONGEST_SILENCE", timedelta(seconds=SILENCE))
    monkeypatch.setattr(consuming, "_WATCH_SECONDS", 0.5)
    monkeypatch.setattr(pulses, "_SILENCE_SECONDS", SILENCE + 1)


@pytest.fixture
def amqp_url(own_amqp_url: str) -> str:
    """A virtual host of the test's own, in which things are missing."""
    return own_amqp_url


@pytest.fixture
async def wire(amqp_url: str) -> AsyncIterator[Proxy]:
    """The service's way to a broker with the whole topology."""
    await topology.declare(amqp_url)
    async with proxied(amqp_url) as proxy:
        yield proxy


@pytest.fixture
async def client(mongo_url: str, wire: Proxy, driver: DriverName) -> AsyncIterator[AsyncClient]:
    """A service that is ready."""
    app = a_service(mongo_url, wire.url, driver)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client,
    ):
        await eventually(lambda: _ready(client), within=30)
        yield client


def a_service(mongo_url: str, amqp_url: str, driver: DriverName, *features: Feature) -> FastAPI:
    settings = ServiceSettings(mongo_url=mongo_url, amqp_url=as_user("news", amqp_url), mongo_driver=driver)
    return bare_service("news", settings, *features)


def test_the_limits_of_real_life_make_it_red_within_thirty_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    assert heartbeats._LONGEST_SILENCE.total_seconds() + heartbeats._EVERY_SECONDS < 30
    assert pulses._SILENCE_SECONDS < 30
    assert 2 * consuming._WATCH_SECONDS < 30
    assert relaying._CONFIRM_SECONDS < 30


async def test_an_idle_service_stays_ready_for_longer_than_the_longest_silence(client: AsyncClient) -> None:
    """Trap 48, its green half. A machine that halts may make it red for a moment; silence would do so each time."""
    await eventually(lambda: _stays_ready(client, 1.5 * SILENCE), within=10 * SILENCE)


async def test_a_network_that_swallows_everything_makes_it_unready(client: AsyncClient, wire: Proxy) -> None:
    """Traps 23 and 48: both connections look alive."""
    wire.silence()

    checks = await eventually(lambda: _checks_when_unready(client), within=30)
    await eventually(lambda: _says(client, "heartbeat", "no event has come through for "), within=30)
    assert checks["database"] == "ok"

    wire.heal()
    wire.cut()
    await eventually(lambda: _ready(client), within=30)


@pytest.mark.parametrize(
    ("queue", "exchange", "part"),
    [
        ("ravabet.q.news", None, "consumer"),
        (None, topology.EXCHANGE, "relay"),
        (None, topology.UNROUTED, "heartbeat"),
    ],
)
async def test_a_topology_with_a_hole_makes_it_unready_until_it_is_declared(
    client: AsyncClient, amqp_url: str, wire: Proxy, queue: str | None, exchange: str | None, part: str
) -> None:
    async with await aio_pika.connect(amqp_url) as connection:
        bus = await connection.channel()
        if queue:
            await bus.queue_delete(queue)
        if exchange:
            await bus.exchange_delete(exchange)
        if part == "heartbeat":
            wire.cut()

    await eventually(lambda: _says(client, part, ""), within=30)

    await topology.declare(amqp_url)
    await eventually(lambda: _ready(client), within=30)


async def test_a_database_that_a_restore_fills_is_left_alone(mongo_url: str, wire: Proxy, driver: DriverName) -> None:
    app = a_service(mongo_url, wire.url, driver)
    store = parts_of(app)[Store]
    mark = store.driver.collection(RESTORING)
    await mark.insert_one({})
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client,
    ):
        await eventually(lambda: _says(client, "database", "a restore has not ended"), within=30)
        assert not store.is_prepared

        await mark.drop()
        await eventually(lambda: _ready(client), within=30)


async def test_a_relay_that_does_not_move_makes_it_unready(
    mongo_url: str, wire: Proxy, driver: DriverName, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is connected, it holds the lease, and it sends nothing."""
    stuck = asyncio.Event()

    async def never(*_: Any) -> int:
        await stuck.wait()
        return 0

    app = a_service(mongo_url, wire.url, driver)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client,
    ):
        await eventually(lambda: _ready(client), within=30)
        monkeypatch.setattr(relaying.Relay, "_relay_once", never)

        await eventually(lambda: _says(client, "relay", "has not reported for "), within=30)
        await eventually(lambda: _says(client, "heartbeat", "no event has come through for "), within=30)
        stuck.set()


@pytest.mark.parametrize("must_be_done", [False, True])
async def test_a_missing_migration_is_told_and_makes_unready_only_what_cannot_work_without_it(
    own_mongo_url: str, wire: Proxy, driver: DriverName, monkeypatch: pytest.MonkeyPatch, *, must_be_done: bool
) -> None:
    monkeypatch.setattr(watching, "_EVERY_SECONDS", 0.1)
    migration = Migration(
        name="0001-plain-names",
        says="Gives each thing a plain name.",
        collection="things",
        left={"plain": {"$exists": False}},
        change=_plain_names,
        must_be_done=must_be_done,
    )
    app = a_service(own_mongo_url, wire.url, driver, Feature(name="things", migrations=(migration,)))
    store = parts_of(app)[Store]
    await store.driver.collection("things").insert_one({"_id": "a"})
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client,
    ):
        told = "missing: 0001-plain-names; run: ravabet migrate news"
        checks = await eventually(lambda: _checks_with(client, "migrations", told), within=30)
        assert checks["database"] == "ok"
        assert (await client.get("/api/news/health/ready")).status_code == (503 if must_be_done else 200)
        assert "ravabet_migrations_missing 1.0" in (await client.get("/api/news/metrics")).text

        await migrate(store, migration)

        await eventually(lambda: _checks_with(client, "migrations", "ok"), within=30)
        assert await _ready(client)
        assert "ravabet_migrations_missing 0.0" in (await client.get("/api/news/metrics")).text


async def _plain_names(_: Store, documents: Sequence[Document]) -> Sequence[Change]:
    return [Change({"plain": each["_id"]}) for each in documents]


async def _checks_with(client: AsyncClient, part: str, said: str) -> dict[str, str]:
    """The checks once this part says so and all others are well."""
    checks: dict[str, str] = (await client.get("/api/news/health/ready")).json()["checks"]
    are_well = all(check == "ok" for name, check in checks.items() if name != part)
    return checks if are_well and checks[part] == said else {}


async def _ready(client: AsyncClient) -> bool:
    return (await client.get("/api/news/health/ready")).is_success


async def _stays_ready(client: AsyncClient, seconds: float) -> bool:
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        if not await _ready(client):
            return False
        await asyncio.sleep(0.02)
    return True


async def _checks_when_unready(client: AsyncClient) -> dict[str, str]:
    answer = await client.get("/api/news/health/ready", headers={"Host": "127.0.0.1"})
    checks: dict[str, str] = answer.json()["checks"]
    return {} if answer.is_success else checks


async def _says(client: AsyncClient, part: str, trouble: str) -> bool:
    checks = await _checks_when_unready(client)
    return bool(checks) and checks[part] != "ok" and checks[part].startswith(trouble)

"""A small service with a trail that tests fill."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from shared.messaging import topology
from shared.operations.audit_pages import trail_of
from shared.operations.set_aside_pages import set_aside_of
from shared.runtime.actor import Actor, acting
from shared.runtime.settings import ServiceSettings
from shared.store.audit.notes import all_but
from shared.store.store import Store
from shared.web.feature import Feature
from shared.web.parts import parts_of
from tests.bare import bare_service
from tests.broker_users import as_user
from tests.services import running_service
from tests.trail import trail


class Clock:
    """Stands still until it is set; at 11:30 on 2 Azar 1405 in Tehran first."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def app(mongo_url: str, amqp_url: str, clock: Clock) -> FastAPI:
    await topology.declare(amqp_url)
    things = Feature(
        name="things",
        indexes={"things": []},
        audited={"things": all_but("secret")},
        deeds={"POST /things": "نوشتن چیز", "POST /api/things": "نوشتن چیز"},
        things={"things": "چیز"},
    )
    settings = ServiceSettings(mongo_url=mongo_url, amqp_url=as_user("news", amqp_url), public_url="http://t")
    aside = set_aside_of("news", "/n", [things])
    return bare_service("news", settings, things, aside, trail_of("news", "/n", [things, aside]), now=clock)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with running_service(app) as client:
        yield client


@pytest.fixture
def store(app: FastAPI) -> Store:
    return parts_of(app)[Store]


async def change(store: Store, key: str, *, by: str | None = "p-water", deed: str = "POST /things", **to: Any) -> None:
    """Somebody's request changes a thing, and the trail says so."""
    written = await store.count("audit", {})
    with acting(lambda: Actor(deed=deed, address="192.0.2.7", person_id=by, roles=("pr_manager",))):
        async with store.unit_of_work() as work:
            await work.put("things", {"_id": key} | to)
    await trail(store, written + 1)

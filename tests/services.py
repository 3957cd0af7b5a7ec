"""A service in this process, over its real database and broker."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from shared.store.store import Store
from shared.web.parts import parts_of
from shared.web.site import Site
from tests.eventually import eventually
from tests.identity import trust


@asynccontextmanager
async def running_service(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """Start it with its relay and consumer, ready; talk to it as another program does."""
    store, site = parts_of(app)[Store], parts_of(app)[Site]
    async with app.router.lifespan_context(app):
        transport = ASGITransport(app, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url=f"{site.scheme}://{site.authority}") as client:
            await eventually(lambda: _prepared(store))
            await trust(store)
            service = store.service
            await eventually(lambda: _ready(client, service))
            yield client
            assert not store.auditing.unnamed, "an AUDITED table beside INDEXES has to name these, audited or not"


async def _prepared(store: Store) -> bool:
    return store.is_prepared


async def _ready(client: AsyncClient, service: str) -> bool:
    return (await client.get(f"/api/{service}/health/ready")).status_code == 200

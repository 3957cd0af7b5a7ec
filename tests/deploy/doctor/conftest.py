"""A small replica whose answers a test chooses."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse

from deploy.local.peer.serving import LOOPBACK, serving


@dataclass
class Replica:
    """What a replica says of itself."""

    url: str = ""
    status: str = "ok"
    checks: dict[str, str] = field(default_factory=lambda: {"relay": "ok", "database": "ok", "migrations": "ok"})
    live: dict[str, Any] = field(default_factory=lambda: {"status": "ok", "version": "0.1.0", "revision": ""})
    headers: dict[str, str] = field(default_factory=dict)


@pytest.fixture
async def replica() -> AsyncIterator[Replica]:
    told, app = Replica(), FastAPI()

    @app.get("/api/news/health/ready")
    async def ready() -> JSONResponse:
        return JSONResponse({"status": told.status, "checks": told.checks}, 200 if told.status == "ok" else 503)

    @app.get("/api/news/health/live")
    async def live() -> JSONResponse:
        return JSONResponse(told.live, headers=told.headers)

    async with serving(app) as port:
        told.url = f"http://{LOOPBACK}:{port}"
        yield told

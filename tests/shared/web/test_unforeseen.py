"""Errors that nobody foresaw, over a real connection."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from deploy.local.peer.serving import serving
from shared.messaging import topology
from shared.runtime.settings import ServiceSettings
from shared.web.feature import Feature
from shared.web.routing import api_router, page_router
from shared.web.rules import EVERYBODY
from tests.bare import bare_service
from tests.broker_users import as_user
from tests.log_lines import lines_of
from tests.services import running_service


@pytest.fixture
async def app(mongo_url: str, amqp_url: str) -> FastAPI:
    await topology.declare(amqp_url)
    api, pages = api_router("things"), page_router()

    @api.post("/broken/{token}", dependencies=[EVERYBODY])
    async def broken(token: str) -> None:
        raise RuntimeError(f"a secret detail of {token}@example.ir")

    @pages.get("/broken", dependencies=[EVERYBODY])
    async def broken_page() -> None:
        raise RuntimeError

    @api.get("/half", dependencies=[EVERYBODY])
    async def half() -> StreamingResponse:
        async def lines() -> AsyncIterator[str]:
            yield "first"
            raise RuntimeError

        return StreamingResponse(lines())

    settings = ServiceSettings(
        mongo_url=mongo_url, amqp_url=as_user("news", amqp_url), public_url="http://ravabet.test"
    )
    return bare_service("news", settings, Feature(name="things", routers=(api, pages)))


@pytest.fixture
async def port(app: FastAPI) -> AsyncIterator[int]:
    async with running_service(app), serving(app) as port:
        yield port


async def test_after_an_error_the_connection_is_good_for_the_next_request(port: int) -> None:
    """A gateway sends somebody else's request over it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    statuses = []
    for request in ("POST /api/things/broken/x", "GET /broken", "GET /api/news/health/live"):
        writer.write(f"{request} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:-2])
        await reader.readexactly(int(fields["content-length"]))
        statuses.append(int(head.split(" ")[1]))
        assert fields.get("connection") != "close"
        assert fields["x-frame-options"] == "deny"
    writer.close()

    assert statuses == [500, 500, 200]


async def test_an_answer_that_broke_off_is_not_taken_for_a_whole_one(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /api/things/half HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    answered = await reader.read()
    writer.close()

    assert answered.startswith(b"HTTP/1.1 200")
    assert b"first" in answered
    assert not answered.endswith(b"0\r\n\r\n")


async def test_the_log_names_the_route_and_not_the_address(port: int, caplog: pytest.LogCaptureFixture) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"POST /api/things/broken/c0ffee?by=sara HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n"
        b"Connection: close\r\n\r\n"
    )
    await reader.read()
    writer.close()

    lines = lines_of(caplog)
    logged = json.dumps(lines, ensure_ascii=False)
    (failed,) = (line for line in lines if line["event"] == "request.failed")
    assert failed["route"] == "/api/things/broken/{token}"
    assert "RuntimeError" in failed["exception"]
    assert "c0ffee" not in logged
    assert "sara" not in logged

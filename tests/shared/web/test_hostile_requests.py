"""Requests that no page and no honest program sends."""

import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from shared.messaging import topology
from shared.web.refusals import REFUSALS
from tests.identity import COOKIE, MANAGER, bearer, token_of
from tests.services import running_service
from tests.shared.web.test_service import INSIDE, a_service

MEGABYTE = 1024 * 1024


@pytest.fixture
async def client(mongo_url: str, amqp_url: str) -> AsyncIterator[AsyncClient]:
    await topology.declare(amqp_url)
    async with running_service(a_service(mongo_url, amqp_url)) as running:
        yield running


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/things/sad", 409),
        ("GET", "/api/things/broken", 500),
        ("GET", "/api/things/nowhere", 404),
        ("DELETE", "/api/things/sad", 405),
        ("POST", "/api/things/things", 401),
        ("GET", "/api/news/health/live", 200),
        ("GET", "/api/news/openapi.json", 200),
        ("GET", "/private", 303),
        ("GET", "/nowhere", 404),
        ("GET", "/static/desk.js", 200),
        ("GET", "/static/nothing.js", 404),
    ],
)
async def test_nothing_can_be_put_into_a_frame(client: AsyncClient, method: str, path: str, status: int) -> None:
    answered = await client.request(method, path)

    assert answered.status_code == status
    assert answered.headers.get_list("x-frame-options") == ["DENY"]
    assert "frame-ancestors 'none'" in answered.headers["content-security-policy"]
    assert answered.headers.get_list("x-content-type-options") == ["nosniff"]


BOMBS = {
    "a long name": ("application/json", b'{"name": "' + b"x" * 20 * MEGABYTE + b'"}'),
    "many small lists": ("application/json", b"[" + b"[]," * 3 * MEGABYTE + b"[]]"),
    "a deep list": ("application/json", b"[" * 100_000),
    "one long field": ("application/x-www-form-urlencoded", b"csrf=" + b"x" * 10 * MEGABYTE),
    "many short fields": ("application/x-www-form-urlencoded", b"a&" * 5 * MEGABYTE),
}


@pytest.mark.parametrize(("content_type", "body"), BOMBS.values(), ids=BOMBS)
@pytest.mark.parametrize("path", ["/api/things/things", "/form"])
async def test_a_large_body_is_refused_before_it_fills_the_memory(
    client: AsyncClient, path: str, content_type: str, body: bytes
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for begin in range(0, len(body), 65_536):
            yield body[begin : begin + 65_536]

    headers = {"Cookie": f"{COOKIE}={token_of(MANAGER)}", "Content-Type": content_type}
    tracemalloc.start()
    try:
        refused = await client.post(path, content=pieces(), headers=headers)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert refused.status_code in {400, 403, 413, 422}
    assert most < 25 * MEGABYTE


@pytest.mark.parametrize(
    "sent",
    [
        {"headers": {"Content-Type": "text/plain"}, "content": '{"name": "x"}'},
        {"headers": {"Content-Type": "application/x-www-form-urlencoded"}, "content": "name=x"},
        {"headers": {"Content-Type": "multipart/form-data"}, "content": "no boundary"},
        {"headers": {"Content-Type": "application/json"}, "content": b"\xff\xfe\x00"},
        {"headers": {"Content-Type": "application/json"}, "content": '{"name": NaN}'},
        {"headers": {"Content-Type": "application/json"}, "content": '{"name": "\\ud800"}'},
        {"headers": {"Content-Type": "application/json"}, "content": '{"name": "x", "\\udfff": 1e999}'},
        {"headers": {"Content-Type": "application/json"}, "content": '{"name": ' + "9" * 5000 + "}"},
        {"files": {"name": ("name.txt", b"x")}},
    ],
)
async def test_a_body_of_a_false_kind_is_refused_in_words(client: AsyncClient, sent: dict[str, Any]) -> None:
    sent = sent | {"headers": sent.get("headers", {}) | bearer(MANAGER)}

    refused = await client.post("/api/things/things", **sent)

    assert refused.status_code in {400, 422}
    assert refused.headers["content-type"] == "application/problem+json"


async def test_what_is_refused_is_counted(client: AsyncClient) -> None:
    def counted(reason: str) -> float:
        return float(REFUSALS.labels(reason)._value.get())

    reasons = ("csrf", "other_site", "token_unknown")
    before = [counted(reason) for reason in reasons]

    cookie = {"Cookie": f"{COOKIE}={token_of(MANAGER)}"}
    await client.post("/form", headers=cookie)
    await client.post("/form", headers=cookie | {"Sec-Fetch-Site": "cross-site"})
    await client.get("/private", headers={"Authorization": "Bearer none"})

    assert [counted(reason) for reason in reasons] == [number + 1 for number in before]
    assert 'ravabet_refusals_total{reason="csrf"}' in (await client.get("/api/news/metrics", headers=INSIDE)).text

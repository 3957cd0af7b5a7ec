"""Requests that name another host than ours, and redirects that might lead there."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from starlette.types import Message

from shared.messaging import topology
from shared.runtime.settings import ServiceSettings
from shared.web.feature import Feature
from shared.web.routing import api_router, page_router
from shared.web.rules import EVERYBODY
from shared.web.site import Site
from tests.bare import bare_service
from tests.broker_users import as_user
from tests.services import running_service

SITE = Site.at("https://ravabet.ir", names=["News.internal"])


@pytest.mark.parametrize(
    "host",
    [
        "ravabet.ir",
        "RAVABET.ir:443",
        "ravabet.ir:8080",
        "news.internal:8080",
        "localhost:8080",
        "127.0.0.1",
        "127.0.0.2:8080",
        "[::1]:8080",
        "10.0.0.7:8080",
    ],
)
def test_the_site_and_the_machine_itself_are_known(host: str) -> None:
    assert SITE.is_own_host(host, server="10.0.0.7")


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "ravabet.ir.evil.example",
        "evil.example:ravabet.ir",
        "evil.example/ravabet.ir",
        "ravabet.ir@evil.example",
        "ravabet.ir:443:443",
        "ravabet.ir:",
        " ravabet.ir",
        "10.0.0.8:8080",
        "[::1",
        "localhost.evil.example",
        "ravabet.ir, evil.example",
        "ravabet.ir\x00",
    ],
)
def test_everything_else_is_not(host: str) -> None:
    assert not SITE.is_own_host(host, server="10.0.0.7")


def test_an_address_that_was_connected_to_by_both_families_is_known() -> None:
    assert SITE.is_own_host("10.0.0.7", server="::ffff:10.0.0.7")


@pytest.fixture
async def app(mongo_url: str, amqp_url: str) -> FastAPI:
    await topology.declare(amqp_url)
    api, pages = api_router("things"), page_router()

    @pages.get("/things", dependencies=[EVERYBODY])
    async def things() -> dict[str, str]:
        return {"they": "are here"}

    @pages.get("/things/{name}", dependencies=[EVERYBODY])
    async def thing(name: str) -> dict[str, str]:
        return {"name": name}

    @api.post("", dependencies=[EVERYBODY])
    async def add() -> dict[str, str]:
        return {}

    settings = ServiceSettings(
        mongo_url=mongo_url, amqp_url=as_user("news", amqp_url), public_url="http://ravabet.test"
    )
    return bare_service("news", settings, Feature(name="things", routers=(api, pages)))


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with running_service(app) as running:
        yield running


async def test_an_unknown_host_is_told_that_it_is_none_of_ours(client: AsyncClient) -> None:
    page = await client.get("/things", headers={"Host": "evil.example"})
    problem = await client.get("/api/things", headers={"Host": "evil.example"})
    nowhere = await client.get("/nowhere/", headers={"Host": "evil.example"})
    file = await client.get("/static/desk.js", headers={"Host": "evil.example"})

    assert [each.status_code for each in (page, problem, nowhere, file)] == [421] * 4
    assert "این نشانی از این سامانه نیست" in page.text
    assert "evil" not in page.text + problem.text
    assert problem.json()["type"] == "urn:ravabet:problem:unknown-host"
    assert page.headers["x-frame-options"] == "DENY"


async def test_two_hosts_are_as_good_as_none(client: AsyncClient) -> None:
    hosts = [("Host", "ravabet.test"), ("Host", "evil.example")]

    assert (await client.get("/things", headers=hosts)).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]"])
async def test_a_probe_asks_the_machine_itself(client: AsyncClient, host: str) -> None:
    assert (await client.get("/api/news/health/live", headers={"Host": host})).status_code == 200


@pytest.mark.usefixtures("client")
async def test_a_probe_of_old_names_no_host(app: FastAPI) -> None:
    statuses = [await _asked_without_host(app, version) for version in ("1.0", "1.1")]

    assert statuses == [200, 421]


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("/things/", "/things"),
        ("/things///?q=a&b=%2F", "/things?q=a&b=%2F"),
        ("/things/water%20and%20%DA%AF%D8%A7%D8%B2/", "/things/water%20and%20%DA%AF%D8%A7%D8%B2"),
        ("/api/things/", "/api/things"),
    ],
)
async def test_a_slash_too_many_is_dropped_by_a_redirect_that_names_no_host(
    client: AsyncClient, asked: str, location: str
) -> None:
    answer = await client.get(asked)

    assert (answer.status_code, answer.headers["location"]) == (307, location)


@pytest.mark.parametrize("asked", ["//evil.example/", "/%5Cevil.example/", "/nowhere/", "///", "//things/"])
async def test_no_redirect_leads_to_another_site(app: FastAPI, client: AsyncClient, asked: str) -> None:
    transport = ASGITransport(app)
    async with AsyncClient(transport=transport, base_url=client.base_url) as plain:
        answer = await plain.get(f"http://ravabet.test{asked}")

    assert (answer.status_code, answer.headers.get("location")) == (404, None)


async def _asked_without_host(app: FastAPI, version: str) -> int:
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": version,
        "method": "GET",
        "path": "/api/news/health/live",
        "raw_path": b"/api/news/health/live",
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "headers": [],
        "server": ("10.0.0.7", 8080),
        "client": ("10.0.0.1", 1),
    }
    await app(scope, receive, send)
    return statuses[0]

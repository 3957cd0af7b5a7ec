"""How often one client may ask."""

from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
from fastapi import Depends
from httpx import ASGITransport, AsyncClient
from pymongo.errors import PyMongoError

from shared.messaging import topology
from shared.runtime.settings import ServiceSettings
from shared.web.feature import Feature
from shared.web.limits import Guesses, Limit, TooManyRequests, Turnstile
from shared.web.routing import api_router, page_router
from shared.web.rules import EVERYBODY
from tests.bare import bare_service
from tests.broker_users import as_user
from tests.services import running_service

TEN = Limit("tries", times=10, seconds=60)
OFTEN = Limit("contended tries", times=3, seconds=600)


class Clock:
    """Stands still until it is moved."""

    at = 1000.0

    def __call__(self) -> float:
        return self.at


def conflict() -> PyMongoError:
    """What the database says when two write the same at once; the endpoint then runs again."""
    error = PyMongoError()
    error._add_error_label("TransientTransactionError")
    return error


def admitted(turnstile: Turnstile, limit: Limit, client: str, times: int = 1) -> int:
    count = 0
    for _ in range(times):
        try:
            turnstile.count(limit, client)
        except TooManyRequests:
            continue
        count += 1
    return count


def test_only_wrong_guesses_are_counted_and_they_bar_the_right_ones_too() -> None:
    clock = Clock()
    turnstile, guesses = Turnstile(clock=clock), Guesses("guesses", times=3, seconds=60)

    for _ in range(100):
        turnstile.look(guesses, "192.0.2.7")
    assert admitted(turnstile, guesses, "192.0.2.7", 5) == 3
    with pytest.raises(TooManyRequests) as refused:
        turnstile.look(guesses, "192.0.2.7")
    turnstile.look(guesses, "192.0.2.8")
    clock.at += refused.value.seconds
    turnstile.look(guesses, "192.0.2.7")

    assert refused.value.seconds == 20


def test_so_many_are_admitted_at_once_and_then_as_many_in_the_time() -> None:
    clock = Clock()
    turnstile = Turnstile(clock=clock)

    assert admitted(turnstile, TEN, "192.0.2.7", 100) == 10
    clock.at += 30
    assert admitted(turnstile, TEN, "192.0.2.7", 100) == 5
    clock.at += 600
    assert admitted(turnstile, TEN, "192.0.2.7", 100) == 10


def test_whoever_waits_as_long_as_they_are_told_is_admitted() -> None:
    clock = Clock()
    turnstile = Turnstile(clock=clock)
    waits = []
    for _ in range(30):
        try:
            turnstile.count(TEN, "192.0.2.7")
        except TooManyRequests as refusal:
            waits.append(refusal.seconds)
            clock.at += refusal.seconds
            turnstile.count(TEN, "192.0.2.7")

    assert waits
    assert all(0 < wait <= 6 for wait in waits)
    assert all(later <= sooner for sooner, later in pairwise(waits))


def test_neither_other_clients_nor_other_limits_are_in_the_way() -> None:
    turnstile = Turnstile(clock=Clock())
    admitted(turnstile, TEN, "192.0.2.7", 100)

    assert admitted(turnstile, TEN, "192.0.2.8") == 1
    assert admitted(turnstile, Limit("others", times=10, seconds=60), "192.0.2.7") == 1


def test_one_household_has_one_allowance_however_many_addresses_it_has() -> None:
    turnstile = Turnstile(clock=Clock())

    assert sum(admitted(turnstile, TEN, f"2001:db8:0:1::{number:x}") for number in range(100)) == 10
    assert admitted(turnstile, TEN, "2001:db8:0:2::1") == 1
    assert admitted(turnstile, TEN, "::ffff:192.0.2.7") == 1
    assert admitted(turnstile, TEN, "::ffff:192.0.2.8", 100) == 10


def test_the_clients_of_the_past_are_forgotten() -> None:
    clock = Clock()
    turnstile = Turnstile(clock=clock)
    for number in range(120_000):
        turnstile.count(TEN, f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
        clock.at += 0.01

    assert len(turnstile.meter) <= 50_000


@pytest.fixture
async def client(mongo_url: str, amqp_url: str) -> AsyncIterator[AsyncClient]:
    await topology.declare(amqp_url)
    api, pages = api_router("things"), page_router()

    @pages.get("/guess", dependencies=[EVERYBODY, Depends(TEN)])
    async def page() -> dict[str, str]:
        return {}

    tries: list[int] = []

    @api.get("/contended", dependencies=[EVERYBODY, Depends(OFTEN)])
    async def contended() -> dict[str, str]:
        tries.append(1)
        if len(tries) % 4:
            raise conflict()
        return {}

    @api.get("/guess", dependencies=[EVERYBODY, Depends(TEN)])
    async def program() -> dict[str, str]:
        return {}

    settings = ServiceSettings(
        mongo_url=mongo_url, amqp_url=as_user("news", amqp_url), public_url="http://ravabet.test"
    )
    app = bare_service("news", settings, Feature(name="things", routers=(api, pages)))
    async with running_service(app) as running:
        yield running


async def test_whoever_asks_too_often_is_told_when_to_come_back(client: AsyncClient) -> None:
    answers = [await client.get(path) for _ in range(10) for path in ("/guess", "/api/things/guess")]
    refused = [answer for answer in answers if answer.status_code == 429]
    page, problem = refused[0], refused[1]
    transport = ASGITransport(client._transport.app, client=("192.0.2.9", 1))  # type: ignore[attr-defined]
    async with AsyncClient(transport=transport, base_url=client.base_url) as another:
        assert (await another.get("/guess")).status_code == 200

    assert len(refused) == 10
    assert all(1 <= int(answer.headers["retry-after"]) <= 6 for answer in refused)
    assert "تعداد درخواست‌ها بیش از حد است" in page.text
    assert problem.json()["type"] == "urn:ravabet:problem:too-many-requests"
    document = (await client.get("/api/news/openapi.json")).json()
    assert "429" in document["paths"]["/api/things/guess"]["get"]["responses"]


async def test_a_request_counts_once_however_often_its_endpoint_runs_again(client: AsyncClient) -> None:
    statuses = [(await client.get("/api/things/contended")).status_code for _ in range(4)]

    assert statuses == [200, 200, 200, 429]

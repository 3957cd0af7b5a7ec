"""What every service answers in the same way, whatever it is about."""

from collections.abc import AsyncIterator
from importlib.metadata import version
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI, Form
from httpx import ASGITransport, AsyncClient
from pydantic import BaseModel

from shared.events.catalogue import heard_by, published_by
from shared.messaging import topology
from shared.runtime.settings import ServiceSettings
from shared.web.feature import Feature
from shared.web.identity import SignedIn, checked_form
from shared.web.problems import Problem
from shared.web.routes import api_routes
from shared.web.routing import api_router, page_router
from shared.web.rules import EVERYBODY, RouteWithoutRule, must_have_rules
from tests.bare import bare_service
from tests.broker_users import as_user
from tests.eventually import eventually
from tests.identity import COOKIE, MANAGER, bearer, csrf_for, token_of
from tests.services import running_service

INSIDE = {"Host": "127.0.0.1:8080"}
"""Operators ask a service itself, by the address of its machine."""


class Sad(Exception):
    """A fact of this test's domain."""


class Thing(BaseModel):
    """Something posted."""

    name: str


def a_service(mongo_url: str, amqp_url: str, *, public_url: str = "http://ravabet.test") -> FastAPI:
    router, pages = api_router("things"), page_router()

    @router.post("/things")
    async def add(thing: Thing, by: SignedIn) -> dict[str, str]:
        return {"name": thing.name, "by": by.person_id}

    @router.get("/sad", dependencies=[EVERYBODY])
    async def sad() -> None:
        raise Sad("چون چنین است.")

    @router.get("/broken", dependencies=[EVERYBODY])
    async def broken() -> None:
        raise RuntimeError("a secret detail")

    @pages.get("/private")
    async def private(by: SignedIn) -> dict[str, str]:
        return {"by": by.person_id}

    @pages.post("/private")
    async def change(by: SignedIn) -> dict[str, str]:
        return {"by": by.person_id}

    @pages.post("/form", dependencies=[Depends(checked_form)])
    async def fill(by: SignedIn, name: Annotated[str, Form(max_length=20)] = "") -> dict[str, str]:
        return {"name": name, "by": by.person_id}

    _add_changes(pages)
    settings = ServiceSettings(mongo_url=mongo_url, amqp_url=as_user("news", amqp_url), public_url=public_url)
    things = Feature(name="things", routers=(router, pages), problems={Sad: Problem(409, "sad", "غم‌انگیز است.")})
    return bare_service("news", settings, things)


def _add_changes(pages: APIRouter) -> None:
    @pages.api_route("/changed", methods=["POST", "PUT", "PATCH", "DELETE"])
    async def by_somebody(by: SignedIn) -> dict[str, str]:
        return {"by": by.person_id}

    @pages.api_route("/open", methods=["POST", "PUT", "PATCH", "DELETE"], dependencies=[EVERYBODY])
    async def by_anybody() -> dict[str, str]:
        return {}


@pytest.fixture
async def client(mongo_url: str, amqp_url: str) -> AsyncIterator[AsyncClient]:
    await topology.declare(amqp_url)
    async with running_service(a_service(mongo_url, amqp_url)) as running:
        yield running


async def test_errors_are_problems_with_a_reference(client: AsyncClient) -> None:
    sad = await client.get("/api/things/sad", headers={"X-Request-ID": "from-outside-1"})
    broken = await client.get("/api/things/broken", headers={"X-Request-ID": "bad id\x01"})

    assert sad.json() == {
        "type": "urn:ravabet:problem:sad",
        "title": "غم‌انگیز است.",
        "status": 409,
        "detail": "چون چنین است.",
        "instance": "urn:ravabet:request:from-outside-1",
    }
    assert (broken.status_code, broken.json()["type"]) == (500, "urn:ravabet:problem:internal")
    assert "secret" not in broken.text
    assert broken.json()["instance"].startswith("urn:ravabet:request:0")
    assert (await client.get("/api/things/nowhere")).json()["type"] == "urn:ravabet:problem:not-found"
    assert (await client.delete("/api/things/sad")).json()["type"] == "urn:ravabet:problem:method-not-allowed"


async def test_fields_are_named_in_persian(client: AsyncClient) -> None:
    refused = await client.post("/api/things/things", json={"name": 1}, headers=bearer(MANAGER))

    assert refused.json()["errors"] == [{"field": "name", "message": "اینجا باید متن وارد شود."}]


async def test_a_body_that_is_too_large_is_not_read_to_its_end(client: AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b"x" * 1_000_000

    headers = bearer(MANAGER) | {"Content-Type": "application/json"}
    refused = await client.post("/api/things/things", content=endless(), headers=headers)

    assert (refused.status_code, refused.json()["type"]) == (413, "urn:ravabet:problem:too-large")


async def test_pages_send_strangers_to_the_sign_in_and_back(client: AsyncClient) -> None:
    sent = await client.get("/private")

    assert (sent.status_code, sent.headers["location"]) == (303, "/membership/sign-in?next=/private")


@pytest.mark.parametrize(
    ("came_from", "to"),
    [
        ("http://ravabet.test/things/1?tab=a", "/things/1"),
        ("https://evil.example/x", "/desk"),
        ("http://ravabet.test", "/desk"),
        ("", "/desk"),
    ],
)
async def test_a_form_without_a_sign_in_leads_back_to_its_page(client: AsyncClient, came_from: str, to: str) -> None:
    sent = await client.post("/private", data={}, headers={"Referer": came_from, "Host": "ravabet.test"})

    assert (sent.status_code, sent.headers["location"]) == (303, f"/membership/sign-in?next={to}")


async def test_another_site_cannot_use_a_persons_cookie(client: AsyncClient) -> None:
    token = token_of(MANAGER)
    client.cookies.set(COOKIE, token)

    assert (await client.get("/private")).json() == {"by": MANAGER.person_id}
    foreign = await client.post("/private", headers={"Sec-Fetch-Site": "cross-site"})
    own = await client.post("/private", headers={"Sec-Fetch-Site": "same-origin"}, data={"csrf": csrf_for(MANAGER)})
    assert (foreign.status_code, own.status_code) == (403, 200)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/things/sad", 409), ("/api/things/broken", 500), ("/nowhere", 404), ("/private", 303)],
)
async def test_browsers_are_told_to_refuse_what_no_page_does(client: AsyncClient, path: str, status: int) -> None:
    answered = await client.get(path)

    assert answered.status_code == status
    policy = dict(part.split(" ", 1) for part in answered.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert answered.headers["x-content-type-options"] == "nosniff"
    assert answered.headers["referrer-policy"] == "same-origin"
    # Browsers keep to https for a year after one such answer, which must not come by http.
    assert "strict-transport-security" not in answered.headers


async def test_where_the_public_address_is_https_browsers_come_back_by_https_only(
    mongo_url: str, amqp_url: str
) -> None:
    await topology.declare(amqp_url)
    async with running_service(a_service(mongo_url, amqp_url, public_url="https://ravabet.example")) as client:
        answered = await client.get("/api/things/sad")

    assert answered.headers["strict-transport-security"] == "max-age=31536000"


async def test_health_and_metrics_tell_the_truth(client: AsyncClient) -> None:
    live = (await client.get("/api/news/health/live")).json()
    events = {"publishes": sorted(published_by("news")), "listens": sorted(heard_by("news"))}
    assert live == {"status": "ok", "version": version("ravabet"), "revision": ""} | events
    ready = await eventually(lambda: _ready(client))
    assert ready["checks"] == dict.fromkeys(("relay", "consumer", "heartbeat", "database", "migrations"), "ok")
    assert "ravabet_outbox_pending" in (await client.get("/api/news/metrics", headers=INSIDE)).text
    assert (await client.get("/api/news/openapi.json")).json()["info"]["title"] == "Ravabet News"


@pytest.mark.parametrize("outside", [{}, INSIDE | {"X-Forwarded-For": "192.0.2.7"}, {"Host": "RAVABET.test"}])
async def test_whoever_asks_from_outside_sees_no_metrics_and_no_parts(
    client: AsyncClient, outside: dict[str, str]
) -> None:
    await eventually(lambda: _ready(client))

    metrics = await client.get("/api/news/metrics", headers=outside)
    ready = await client.get("/api/news/health/ready", headers=outside)

    assert (metrics.status_code, metrics.json()["type"]) == (404, "urn:ravabet:problem:not-found")
    assert (ready.status_code, ready.json()) == (200, {"status": "ok", "checks": {}})


async def _ready(client: AsyncClient) -> Any:
    answer = await client.get("/api/news/health/ready", headers=INSIDE)
    return answer.json() if answer.is_success else None


async def test_without_a_broker_a_service_answers_and_says_what_is_wrong(mongo_url: str) -> None:
    app = a_service(mongo_url, "amqp://guest:guest@127.0.0.1:1/")
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client,
    ):
        assert (await client.get("/api/things/sad")).status_code == 409
        ready = await client.get("/api/news/health/ready")

    assert ready.status_code == 503
    assert ready.json()["checks"]["relay"] != "ok"


def test_a_route_that_does_not_say_who_may_ask_it_is_refused() -> None:
    forgotten = api_router("things")

    @forgotten.put("/open-by-mistake")
    async def change() -> None: ...

    app = FastAPI()
    app.include_router(forgotten)

    with pytest.raises(RouteWithoutRule, match="PUT /api/things/open-by-mistake does not declare"):
        must_have_rules(api_routes(app))

"""Direct routes: their endpoints get the request and parts, without the framework's dependencies."""

from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from httpx import ASGITransport, AsyncClient

from shared.runtime.clock import utc_now
from shared.store.store import Store
from shared.web.parts import PartsByClass, install_parts, part
from shared.web.problems import NotSignedIn, install_problems
from shared.web.routing import Direct


class Bell:
    """A part."""

    sound = "ding"


async def only_with_key(request: Request) -> None:
    if "key" not in request.headers:
        raise NotSignedIn


async def ring(request: Request, bell: Annotated[Bell, part(Bell)]) -> Response:
    return Response(f"{bell.sound} {(await request.body()).decode()}", 202)


def bells() -> AsyncClient:
    store = Store.open("mongodb://127.0.0.1:1/bells", service="bells", now=utc_now)
    parts = PartsByClass()
    parts.add(Bell, Bell())
    parts.add(Store, store)
    app, router = FastAPI(), APIRouter(prefix="/api/bells", route_class=Direct)
    router.add_api_route("", ring, methods=["POST"], dependencies=[Depends(only_with_key)])
    app.include_router(router)
    install_parts(app, parts)
    install_problems(app, {})
    return AsyncClient(transport=ASGITransport(app), base_url="http://bells")


async def test_an_endpoint_gets_the_request_and_its_parts() -> None:
    answer = await bells().post("/api/bells", content="dong", headers={"key": "1"})

    assert (answer.status_code, answer.text) == (202, "ding dong")


async def test_a_rule_is_asked_first_and_other_methods_are_refused() -> None:
    client = bells()
    assert (await client.post("/api/bells", content="dong")).status_code == 401
    other = await client.get("/api/bells", headers={"key": "1"})
    assert (other.status_code, other.headers["allow"]) == (405, "POST")


def test_what_needs_more_than_the_request_is_refused_when_the_route_is_made() -> None:
    async def asks_the_framework(page: int) -> int:
        return page

    router = APIRouter(route_class=Direct)
    with pytest.raises(TypeError, match="cannot ask"):
        router.add_api_route("/api/bells", ring, dependencies=[Depends(asks_the_framework)])

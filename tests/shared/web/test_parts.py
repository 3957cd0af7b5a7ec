"""How a service is put together: what is missing, doubled or ambiguous is found when it is built."""

from dataclasses import dataclass
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI
from httpx import ASGITransport, AsyncClient

from shared.events.membership import OfficeClosed
from shared.messaging.handlers import EventHandlers
from shared.web.parts import PartMissing, PartsByClass, ending, install_parts, job, must_have_parts, on, part
from shared.web.routes import RoutesClash, api_routes, must_not_clash, name_of


@dataclass(frozen=True)
class Greeter:
    """A part."""

    word: str = "سلام"

    async def hear(self, event: OfficeClosed) -> None:
        """Take an event."""

    async def run(self) -> None:
        """Work beside the requests."""

    def leave(self) -> None:
        """Know that the end comes."""


class OtherGreeter(Greeter):
    """Another class, although it would do."""


@dataclass(frozen=True)
class Parts:
    """What a service is made of."""

    greeter: Greeter


class Nobody:
    """A part that nobody made."""


TheGreeter = Annotated[Greeter, part(Greeter)]
TheNobody = Annotated[Nobody, part(Nobody)]


def an_app(parts: PartsByClass) -> FastAPI:
    app = FastAPI()
    install_parts(app, parts)
    return app


async def test_a_route_gets_the_part_of_the_class_that_it_names() -> None:
    app = an_app(PartsByClass(Parts(Greeter("درود"))))

    @app.get("/greeting")
    async def greeting(greeter: TheGreeter) -> str:
        return greeter.word

    must_have_parts(api_routes(app), PartsByClass(Parts(Greeter())))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        assert (await client.get("/greeting")).json() == "درود"


def test_a_part_that_nobody_made_is_found_when_the_service_is_built() -> None:
    """Also one that only a dependency of a dependency needs."""
    parts = PartsByClass(Parts(Greeter()))
    app = an_app(parts)

    async def deep(nobody: TheNobody) -> str:
        return str(nobody)

    @app.post("/deep/{key}")
    async def shallow(key: str, found: Annotated[str, Depends(deep)]) -> str:
        return key + found

    with pytest.raises(PartMissing, match=r"POST /deep/\{key\} needs the part Nobody"):
        must_have_parts(api_routes(app), parts)
    with pytest.raises(PartMissing, match="no part Nobody"):
        job(Nobody, lambda _: Greeter().run()).bind(parts)
    with pytest.raises(PartMissing, match="no part OtherGreeter"):
        on(OfficeClosed, OtherGreeter, OtherGreeter.hear).bind(parts, EventHandlers())
    with pytest.raises(PartMissing, match="no part OtherGreeter"):
        ending(OtherGreeter, OtherGreeter.leave).bind(parts)


def test_a_route_that_calls_a_part_by_another_class_is_refused() -> None:
    """The type checker believes the annotation, so the two must be one."""
    parts = PartsByClass(Parts(Greeter()))
    app = an_app(parts)

    @app.get("/greeting")
    async def greeting(greeter: Annotated[OtherGreeter, part(Greeter)]) -> str:
        return greeter.word

    with pytest.raises(PartMissing, match="GET /greeting asks for the part Greeter but declares it as OtherGreeter"):
        must_have_parts(api_routes(app), parts)


def test_two_parts_of_one_class_are_refused() -> None:
    with pytest.raises(ValueError, match="two parts are declared as Greeter"):
        PartsByClass(Parts(Greeter()), Parts(Greeter()))


async def test_handlers_and_jobs_are_methods_of_parts() -> None:
    parts, handlers = PartsByClass(Parts(Greeter())), EventHandlers()

    on(OfficeClosed, Greeter, Greeter.hear).bind(parts, handlers)

    assert list(handlers.types) == ["office.closed.v1"]
    assert job(Greeter, Greeter.run).bind(parts).__self__ is parts[Greeter]  # type: ignore[attr-defined]
    ending(Greeter, Greeter.leave).bind(parts)()


def routes_at(*paths: str, method: str = "GET") -> FastAPI:
    app, router = FastAPI(), APIRouter(prefix="/n")

    async def answer() -> None: ...

    for path in paths:
        router.add_api_route(path, answer, methods=[method])
    app.include_router(router)
    return app


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/{key}", "/desk"),
        ("/desk", "/{key}"),
        ("/{key}", "/{other}"),
        ("/{key:id}", "/0123456789abcdef"),
        ("/{key:id}/x", "/{period:period}/x"),
        ("/desk", "/desk"),
        ("/{rest:path}", "/desk"),
    ],
)
def test_two_routes_that_can_match_one_address_are_refused(one: str, other: str) -> None:
    with pytest.raises(RoutesClash):
        must_not_clash(api_routes(routes_at(one, other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/{key:id}", "/desk"),
        ("/{key:id}", "/desk/{other:id}"),
        ("/{period:period}/{office}", "/calendar/closures"),
        ("/a{key:digits}", "/abc"),
        ("/{key}/one", "/{key}/two"),
    ],
)
def test_routes_whose_shapes_differ_may_stand_in_any_order(one: str, other: str) -> None:
    must_not_clash(api_routes(routes_at(one, other)))
    must_not_clash([*api_routes(routes_at("/desk")), *api_routes(routes_at("/desk", method="POST"))])


def test_a_route_is_called_without_its_converters() -> None:
    (route,) = api_routes(routes_at("/desk/{key:id}", method="POST"))

    assert name_of(route) == "POST /n/desk/{key}"

"""Routers whose endpoints run again after a transient error of the database."""

import json
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response, params
from fastapi.routing import APIRoute
from typing_extensions import override

from shared.store.store import Store
from shared.web.parts import parts_of


class _Strict(Request):
    """Reads JSON strictly (RFC 8259): half a surrogate pair, NaN or Infinity could not be stored or sent back."""

    @override
    async def json(self) -> Any:
        found = await super().json()
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
        return found


class RunAgain(APIRoute):
    """Runs the whole endpoint again after a transient error, because a conflict requires reading the data again."""

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        endpoint = super().get_route_handler()

        async def run(request: Request) -> Response:
            store = parts_of(request.app)[Store]
            strict = _Strict(request.scope, request.receive)
            return await store.run_again(lambda: endpoint(strict))

        return run


class PublicPage(RunAgain):
    """A page that is made once for all who are not signed in, and kept until something public changes."""


def api_router(service: str) -> APIRouter:
    """Return a router for `/api/<service>`."""
    return APIRouter(prefix=f"/api/{service}", route_class=RunAgain)


def public_router() -> APIRouter:
    """Return a router for pages that are made once for all who are not signed in (ADR 26).

    What such a page shows may depend on its address, the language, the theme, the collections that features declare as
    `public`, and the current time with an accuracy of a minute; on nothing else.
    """
    return APIRouter(route_class=PublicPage, include_in_schema=False)


def page_router(prefix: str = "", *, needs: Sequence[params.Depends] = ()) -> APIRouter:
    """Return a router for pages, which are left out of the OpenAPI document; `needs` are dependencies of each page."""
    return APIRouter(prefix=prefix, route_class=RunAgain, include_in_schema=False, dependencies=needs)

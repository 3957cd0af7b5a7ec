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


def api_router(service: str) -> APIRouter:
    """Return a router for `/api/<service>`."""
    return APIRouter(prefix=f"/api/{service}", route_class=RunAgain)


def page_router(prefix: str = "", *, needs: Sequence[params.Depends] = ()) -> APIRouter:
    """Return a router for pages, which are left out of the OpenAPI document; `needs` are dependencies of each page."""
    return APIRouter(prefix=prefix, route_class=RunAgain, include_in_schema=False, dependencies=needs)

"""Routes whose use case runs again after a transient error of the database."""

import json
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response, params
from fastapi.routing import APIRoute
from typing_extensions import override

from shared.store.store import Store
from shared.web.parts import parts_of


class _Strict(Request):
    """Reads JSON as RFC 8259 has it: half of a surrogate pair, NaN or Infinity could be neither kept nor answered."""

    @override
    async def json(self) -> Any:
        found = await super().json()
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
        return found


class RunAgain(APIRoute):
    """One wrapper for requests: the whole endpoint is run again, since a re-read is what a conflict asks for."""

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        endpoint = super().get_route_handler()

        async def run(request: Request) -> Response:
            store = parts_of(request.app)[Store]
            strict = _Strict(request.scope, request.receive)
            return await store.run_again(lambda: endpoint(strict))

        return run


def api_router(service: str) -> APIRouter:
    """A router under the service's part of `/api`."""
    return APIRouter(prefix=f"/api/{service}", route_class=RunAgain)


def page_router(prefix: str = "", *, needs: Sequence[params.Depends] = ()) -> APIRouter:
    """A router for pages, which stand in no OpenAPI document; what they need is asked on each of them."""
    return APIRouter(prefix=prefix, route_class=RunAgain, include_in_schema=False, dependencies=needs)

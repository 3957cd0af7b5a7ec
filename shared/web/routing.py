"""Routers whose endpoints run again after a transient error of the database."""

import json
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response, params
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from shared.store.store import Store
from shared.web.parts import Needed, parts_of


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


class Direct(RunAgain):
    """A route that is asked a thousand times a second: its endpoint is called without the framework's dependencies.

    It gets the request and the parts that it declares. Rules that need nothing but the request are asked first. Raises
    TypeError for any other dependency.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        depends = self.dependant.dependencies
        self._parts = {str(each.name): each.call.kind for each in depends if isinstance(each.call, Needed)}
        self._rules: list[Callable[[Request], Awaitable[object]]] = []
        for each in depends:
            if isinstance(each.call, Needed):
                continue
            if each.call is None or each.dependencies or each.request_param_name != "request":
                raise TypeError(f"{self.path}: a direct route cannot ask {each.call}")
            self._rules.append(each.call)

    @override
    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in (self.methods or ()):
            await super().handle(scope, receive, send)
            return
        request = Request(scope, receive)
        parts = parts_of(request.app)
        asked = {name: parts[kind] for name, kind in self._parts.items()}

        async def answer() -> Response:
            for rule in self._rules:
                await rule(request)
            found: Response = await self.endpoint(request, **asked)
            return found

        response = await parts[Store].run_again(answer)
        await response(scope, receive, send)


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

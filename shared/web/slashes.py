"""Leads from `/offices/` to `/offices`. The framework's own redirect would name whatever host the request named."""

from collections.abc import Sequence
from urllib.parse import quote

from fastapi import FastAPI
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.web.paths import local_path


def drop_slashes(app: FastAPI) -> None:
    """Answer requests that match no route only for their last slash with a redirect to the path without it."""
    app.router.redirect_slashes = False
    app.router.default = _WithoutSlash(app.router.routes, app.router.default)


class _WithoutSlash:
    def __init__(self, routes: Sequence[BaseRoute], not_found: ASGIApp) -> None:
        self._routes = routes
        self._not_found = not_found

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http" and (path := self._shorter(scope)):
            query = scope["query_string"].decode("latin-1")
            response = RedirectResponse(quote(path) + (f"?{query}" if query else ""))
            await response(scope, receive, send)
            return
        await self._not_found(scope, receive, send)

    def _shorter(self, scope: Scope) -> str:
        """Return the path without its slash if a route matches it; otherwise nothing."""
        path = scope["path"].rstrip("/")
        if not scope["path"].endswith("/") or not local_path(path, otherwise=""):
            return ""
        bare = {**scope, "path": path}
        return path if any(route.matches(bare)[0] is not Match.NONE for route in self._routes) else ""

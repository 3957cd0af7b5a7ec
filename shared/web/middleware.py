"""Middleware for every request: a correlation id, the actor, a size limit, a log line and metrics."""

import re
import time
from functools import lru_cache, partial

import structlog
from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.runtime.actor import Actor, acting
from shared.runtime.context import Cause, caused_by
from shared.runtime.ids import new_event_id
from shared.runtime.viewer import Viewer
from shared.web.client import client_address
from shared.web.paths import LARGE_BODIES
from shared.web.routes import route_of

_TOO_LARGE = 413
_MOST_BYTES = 12 * 1024 * 1024
_MOST_BYTES_OF_TEXT = 2 * 1024 * 1024
"""JSON and plain forms are read as a whole and then take ten times the memory; our texts are far smaller."""
_OF_FILES = ("multipart/", "application/offset+octet-stream")
_FIT_FOR_LOGS = re.compile(r"^[A-Za-z0-9._-]{1,64}$")

REQUESTS = Counter("http_requests_total", "Answered requests", ["method", "route", "status"])
SECONDS = Histogram("http_request_duration_seconds", "Time to answer", ["route"])
_requests, _seconds = lru_cache(maxsize=4_096)(REQUESTS.labels), lru_cache(maxsize=1_024)(SECONDS.labels)

UNLOGGED = "unlogged"
"""The mark of a request that is counted, but gets no log line, since that would double its cost or repeat a record."""

log = structlog.get_logger()


class Correlation:
    """Gives every request an id and an actor, and logs and measures it.

    The id is the caller's own if that is well formed; the response carries it. The audit trail notes the actor with
    each change that the request makes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"").decode("latin-1")
        request_id = given if _FIT_FOR_LOGS.match(given) else new_event_id()
        traceparent = headers.get(b"traceparent", b"").decode("latin-1") or None
        started = time.perf_counter()
        status = 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        scope.setdefault("state", {})["request_id"] = request_id
        cause = Cause(correlation_id=request_id, traceparent=traceparent)
        with caused_by(cause), acting(partial(_actor_of, scope)):
            try:
                await self._app(scope, receive, answer)
            finally:
                route = route_of(scope)
                took = time.perf_counter() - started
                _requests(scope["method"], route, status).inc()
                _seconds(route).observe(took)
                if not (scope["state"].get(UNLOGGED) or route.endswith(("/health/live", "/health/ready", "/metrics"))):
                    log.info(
                        "request.answered", method=scope["method"], route=route, status=status, ms=round(took * 1000, 1)
                    )


class BodyLimit:
    """Stops reading a request body that is too large, whatever its headers declare."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        read = 0
        is_files = Headers(scope=scope).get("content-type", "").startswith(_OF_FILES)
        most = LARGE_BODIES.get(scope["path"], _MOST_BYTES) if is_files else _MOST_BYTES_OF_TEXT

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(_TOO_LARGE)
            return message

        await self._app(scope, limited, send)


def _actor_of(scope: Scope) -> Actor:
    """Return the sender of the request, with the route and the person as far as they are known by now."""
    viewer: Viewer | None = scope["state"].get("viewer")
    return Actor(
        deed=f"{scope['method']} {route_of(scope)}",
        address=client_address(scope) or None,
        person_id=viewer.person_id if viewer else None,
        roles=tuple(sorted(viewer.roles)) if viewer else (),
    )

"""The health checks of a service, liveness and readiness, and its metrics."""

from collections.abc import Sequence
from typing import Literal

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from shared.events.catalogue import heard_by, published_by
from shared.messaging.pulse import Pulse
from shared.runtime.version import own_version
from shared.store.migrations.watch import MigrationWatch
from shared.store.store import Store
from shared.web.parts import parts_of
from shared.web.rules import EVERYBODY
from shared.web.site import Site


class Liveness(BaseModel):
    """A sign of life. `revision` is the commit; it is empty outside images.

    `publishes` and `listens` are the types of events of this release. From them an operator learns whether another
    release can run beside it.
    """

    status: Literal["ok"]
    version: str
    revision: str
    publishes: list[str]
    listens: list[str]


class Readiness(BaseModel):
    """The result of the readiness check. For each thing that the service needs, `checks` says what is wrong with it.

    A service is ready although `migrations` are missing, unless it cannot work without them. `checks` is empty for
    those who ask from outside, by the public address.
    """

    status: Literal["ok", "unready"]
    checks: dict[str, str]


def health_router(service: str, pulses: Sequence[Pulse], migrations: MigrationWatch) -> APIRouter:
    """Return the router with `health/live`, `health/ready` and `metrics` under `/api/<service>`."""
    router = APIRouter(prefix=f"/api/{service}", tags=["operations"], dependencies=[EVERYBODY])

    @router.get("/health/live", summary="Whether the process answers, its version and its events")
    async def live() -> Liveness:
        return Liveness(
            status="ok",
            version=own_version().release,
            revision=own_version().revision,
            publishes=sorted(published_by(service)),
            listens=sorted(heard_by(service)),
        )

    @router.get(
        "/health/ready",
        summary="Whether the database, the relay and the consumer work",
        responses={503: {"model": Readiness}},
        response_model=Readiness,
    )
    async def ready(request: Request) -> JSONResponse:
        store = parts_of(request.app)[Store]
        checks = {pulse.name: pulse.trouble or "ok" for pulse in pulses}
        checks["database"] = await _trouble_of(store) or "ok"
        is_ready = all(check == "ok" for check in checks.values()) and not migrations.is_hindering
        checks["migrations"] = migrations.says
        shown = {} if _is_from_outside(request) else checks
        return JSONResponse({"status": "ok" if is_ready else "unready", "checks": shown}, 200 if is_ready else 503)

    @router.get("/metrics", summary="Prometheus", response_class=PlainTextResponse, responses={404: {}})
    async def metrics(request: Request) -> Response:
        if _is_from_outside(request):
            raise HTTPException(404)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


async def _trouble_of(store: Store) -> str:
    """Say what is wrong with the database, or nothing."""
    if not await store.answers():
        return "the database does not answer"
    if store.is_prepared:
        return ""
    if await store.is_being_restored():
        return "a restore has not ended: wait for it, or run ravabet restore again if it was broken off"
    return "collections and indexes are not made yet"


def _is_from_outside(request: Request) -> bool:
    """Whether a gateway passed the request on, or it asks for the public address. Operators ask the service itself."""
    site = parts_of(request.app)[Site]
    return "x-forwarded-for" in request.headers or request.headers.get("host", "").lower() == site.authority

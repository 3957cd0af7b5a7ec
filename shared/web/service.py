"""A service as a web application: the same head, the same errors, the same life for all four."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from pymongo.errors import PyMongoError
from typing_extensions import override

from shared.messaging.census import Census
from shared.messaging.consumer import Consumer
from shared.messaging.handlers import EventHandlers
from shared.messaging.pulse import Pulse
from shared.messaging.relay import Relay
from shared.runtime import garbage
from shared.runtime.background import Part, running
from shared.runtime.logging import configure_logging
from shared.runtime.settings import ServiceSettings
from shared.store.audit.writer import TrailWriter
from shared.store.errors import is_unavailable
from shared.store.store import Indexes, Store
from shared.web.headers import SafetyHeaders
from shared.web.health import health_router
from shared.web.identity import Doorkeeper, Keys, RenewalNeeded, renewal_path, sign_in_path
from shared.web.languages import Languages
from shared.web.middleware import BodyLimit, Correlation
from shared.web.openapi import Documented
from shared.web.problems import Problem, Problems, install_problems
from shared.web.revocations import INDEXES as REVOCATION_INDEXES
from shared.web.revocations import Revocations
from shared.web.rules import must_have_rules
from shared.web.shell.assets import mount_static
from shared.web.shell.shell import Shell

_NOT_STARTED = 3
_UNAUTHORIZED = 401
_PREPARE_PAUSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Service:
    """Everything a service is made of, as its `main.py` names it."""

    name: str
    title: str
    settings: ServiceSettings
    store: Store
    handlers: EventHandlers
    revocations: Revocations
    shell: Shell
    routers: Sequence[APIRouter]
    problems: Problems
    indexes: Sequence[Indexes] = ()
    jobs: Sequence[Part] = ()
    """What the clock or a queue of work does, for as long as the process lives."""
    closing: Sequence[Part] = ()
    """What gives back connections to the outside."""
    leaving: Sequence[Callable[[], None]] = ()
    """What ends answers that last; a service that is told to stop would wait for them."""
    state: Mapping[str, Any] = field(default_factory=dict)
    """Use cases and queries, found by routes as `request.app.state.<name>`."""


def create_app(service: Service) -> FastAPI:
    """Build the application. Nothing is opened until it starts; it starts with database and broker away, too.

    Raises RouteWithoutRule when a route does not say who may ask it.
    """
    store, settings = service.store, service.settings
    relay = Relay(store, url=settings.amqp_url)
    consumer = Consumer(store, url=settings.amqp_url, handlers=service.handlers)
    pulses: list[Pulse] = [relay.pulse, consumer.pulse, consumer.heartbeat.pulse]

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        messaging = (relay.run, consumer.run, consumer.heartbeat.run, Census(store).run)
        own = (*messaging, TrailWriter(store).run, service.revocations.run)
        parts = [_prepared_first(service, part) for part in (*own, *service.jobs)]
        async with running([lambda: _prepare(service), *parts], drain=[consumer.drain]):
            yield
        for close in (*service.closing, store.close):
            await close()

    app = Documented(
        title=service.title,
        version=_version(),
        lifespan=lifespan,
        openapi_url=f"/api/{service.name}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.store = store
    app.state.shell = service.shell
    app.state.settings = settings
    app.state.doorkeeper = Doorkeeper(Keys(store, jwks_url=settings.jwks_url), service.revocations)
    app.state.error_page = _error_page
    app.state.leaving = service.leaving
    for name, part in service.state.items():
        setattr(app.state, name, part)
    app.add_middleware(BodyLimit)
    by_tls = settings.public_url.startswith("https:")
    app.add_middleware(SafetyHeaders, by_tls=by_tls)
    app.add_middleware(Languages, catalogues=service.shell.catalogues, secure=by_tls)
    app.add_middleware(Correlation)
    install_problems(app, service.problems)
    app.add_exception_handler(RenewalNeeded, _renew)
    app.include_router(health_router(service.name, pulses))
    for router in service.routers:
        app.include_router(router)
    must_have_rules(app)
    mount_static(app)
    return app


def serve(app: FastAPI, settings: ServiceSettings, *, name: str) -> None:
    """Answer requests until SIGTERM, then finish what was begun."""
    configure_logging(name, level=settings.log_level)
    garbage.collect_from_here()
    server = Server(
        uvicorn.Config(
            app,
            host=settings.http_host,
            port=settings.http_port,
            loop="uvloop",
            log_config=None,
            access_log=False,
            proxy_headers=True,
            forwarded_allow_ips="127.0.0.1",
            server_header=False,
            timeout_graceful_shutdown=10,
        )
    )
    server.run()
    if not server.started:
        sys.exit(_NOT_STARTED)


class Server(uvicorn.Server):
    """Ends the answers that last before it waits for the others; the lifespan would hear of the end only afterwards."""

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app: FastAPI = self.config.app  # type: ignore[assignment]
        for leave in app.state.leaving:
            leave()
        await super().shutdown(sockets)


async def _prepare(service: Service) -> None:
    """Make collections and indexes as soon as the database answers."""
    while not service.store.is_prepared:
        try:
            await service.store.prepare(REVOCATION_INDEXES, *service.indexes)
        except PyMongoError as error:
            if not is_unavailable(error):
                raise
            await asyncio.sleep(_PREPARE_PAUSE_SECONDS)
    await asyncio.Event().wait()


def _prepared_first(service: Service, part: Part) -> Part:
    async def run() -> None:
        await service.store.wait_until_prepared()
        await part()

    return run


def _error_page(request: Request, problem: Problem, *, detail: str, reference: str | None, **_: Any) -> Response:
    if problem.status == _UNAUTHORIZED:
        return RedirectResponse(sign_in_path(request), 303)
    shell: Shell = request.app.state.shell
    return shell.problem(request, problem.status, reference=reference or "", detail=detail or problem.title)


async def _renew(request: Request, _: Exception) -> Response:
    """A form is posted once more on its way through membership and back, so that nothing typed is lost."""
    return RedirectResponse(renewal_path(request), 303 if request.method in {"GET", "HEAD"} else 307)


def _version() -> str:
    try:
        return version("ravabet")
    except PackageNotFoundError:
        return "0"

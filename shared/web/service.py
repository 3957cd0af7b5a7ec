"""A service as a web application: the same head, the same errors, the same life for all four."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol, Self

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from pymongo.errors import PyMongoError
from typing_extensions import override

from shared.messaging.census import Census
from shared.messaging.consumer import Consumer
from shared.messaging.handlers import EventHandlers
from shared.messaging.pulse import Pulse
from shared.messaging.relay import Relay
from shared.runtime import garbage
from shared.runtime.background import Loop, running
from shared.runtime.clock import utc_now
from shared.runtime.logging import configure_logging
from shared.runtime.settings import ServiceSettings
from shared.store.audit.writer import TrailWriter
from shared.store.errors import is_unavailable
from shared.store.store import Store
from shared.web import revocations
from shared.web.feature import Feature
from shared.web.headers import SafetyHeaders
from shared.web.health import health_router
from shared.web.identity import Doorkeeper, Keys, RenewalNeeded, renewal_path, sign_in_path
from shared.web.languages import Languages
from shared.web.middleware import BodyLimit, Correlation
from shared.web.openapi import Documented
from shared.web.parts import PartsByClass, install_parts, must_have_parts, parts_of
from shared.web.problems import ErrorPages, Problem, install_problems
from shared.web.revocations import Revocations
from shared.web.routes import api_routes, must_not_clash
from shared.web.rules import must_have_rules
from shared.web.shell.assets import mount_static
from shared.web.shell.shell import Shell

_NOT_STARTED = 3
_UNAUTHORIZED = 401
_PREPARE_PAUSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What every service is built on; the first of its parts."""

    store: Store
    shell: Shell
    revocations: Revocations
    doorkeeper: Doorkeeper

    @classmethod
    def open(
        cls,
        name: str,
        settings: ServiceSettings,
        features: Iterable[Feature],
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> Self:
        """What the features of a service stand on; nothing is connected before the first call."""
        features = tuple(features)
        store = Store.open(
            settings.mongo_url,
            service=name,
            now=now,
            driver=settings.mongo_driver,
            audited=[feature.audited for feature in features],
        )
        revoked = Revocations(store)
        return cls(
            store=store,
            shell=Shell(
                *(folder for feature in features for folder in feature.templates),
                county=settings.county,
                demo=settings.demo,
                public_url=settings.public_url,
                now=now,
                # The catalogue of a service is named by each of its features.
                locales=dict.fromkeys(folder for feature in features for folder in feature.locales),
            ),
            revocations=revoked,
            doorkeeper=Doorkeeper(Keys(store, jwks_url=settings.jwks_url), revoked),
        )


class Parts(Protocol):
    """A service's dataclass of parts: use cases, queries, and what else routes, handlers and jobs ask for by class."""

    @property
    def settings(self) -> ServiceSettings:
        """As they were read."""

    @property
    def platform(self) -> Platform:
        """What the others stand on."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is called on SIGTERM, at once, before the server waits for the answers that are under way."""

    calls: Sequence[Callable[[], None]]


def create_app(name: str, parts: Parts, features: Sequence[Feature]) -> FastAPI:
    """Build the application. Nothing is opened until it starts; it starts with database and broker away, too.

    Raises RouteWithoutRule when a route does not say who may ask it, RoutesClash when two match one address, and
    PartMissing when a route, a handler or a job needs what is not among the parts.
    """
    settings, store, shell = parts.settings, parts.platform.store, parts.platform.shell
    features = (revocations.FEATURE, *features)
    by_class = _by_class(parts, features)
    relay = Relay(store, url=settings.amqp_url)
    consumer = Consumer(store, url=settings.amqp_url, handlers=handlers_of(features, by_class))
    pulses: list[Pulse] = [relay.pulse, consumer.pulse, consumer.heartbeat.pulse]
    jobs = [job.bind(by_class) for feature in features for job in feature.jobs]
    closing = [job.bind(by_class) for feature in features for job in feature.closing]

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        messaging = (relay.run, consumer.run, consumer.heartbeat.run, Census(store).run)
        loops = [_prepared_first(store, loop) for loop in (*messaging, TrailWriter(store).run, *jobs)]
        async with running([lambda: _prepare(store, features), *loops], drain=[consumer.drain]):
            yield
        for close in (*closing, store.close):
            await close()

    app = Documented(
        title=f"Ravabet {name.capitalize()}",
        version=_version(),
        lifespan=lifespan,
        openapi_url=f"/api/{name}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    install_parts(app, by_class)
    app.add_middleware(BodyLimit)
    by_tls = settings.public_url.startswith("https:")
    app.add_middleware(SafetyHeaders, by_tls=by_tls)
    app.add_middleware(Languages, catalogues=shell.catalogues, secure=by_tls)
    app.add_middleware(Correlation)
    install_problems(app, by_class[ErrorPages].problems)
    app.add_exception_handler(RenewalNeeded, _renew)
    app.include_router(health_router(name, pulses))
    for router in (router for feature in features for router in feature.routers):
        app.include_router(router)
    _check(app, by_class)
    mount_static(app)
    return app


def handlers_of(features: Iterable[Feature], parts: PartsByClass) -> EventHandlers:
    """All that the features listen to. Raises ValueError when two of them take the same event."""
    handlers = EventHandlers()
    for listener in (listener for feature in features for listener in feature.listens):
        listener.bind(parts, handlers)
    return handlers


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
    """Closes long-lived responses before it waits for the others: the lifespan hears of the end only afterwards."""

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app: FastAPI = self.config.app  # type: ignore[assignment]
        for leave in parts_of(app)[Leaving].calls:
            leave()
        await super().shutdown(sockets)


def _by_class(parts: Parts, features: Iterable[Feature]) -> PartsByClass:
    shell = parts.platform.shell
    found = PartsByClass(parts.platform, parts)
    problems = {error: problem for feature in features for error, problem in feature.problems.items()}
    found.add(ErrorPages, ErrorPages(partial(_error_page, shell), shell.catalogues, problems))
    found.add(Leaving, Leaving([leave.bind(found) for feature in features for leave in feature.leaving]))
    return found


def _check(app: FastAPI, parts: PartsByClass) -> None:
    routes = api_routes(app)
    must_have_rules(routes)
    must_not_clash(routes)
    must_have_parts(routes, parts)


async def _prepare(store: Store, features: Sequence[Feature]) -> None:
    """Make collections and indexes as soon as the database answers."""
    while not store.is_prepared:
        try:
            await store.prepare(*(feature.indexes for feature in features))
        except PyMongoError as error:
            if not is_unavailable(error):
                raise
            await asyncio.sleep(_PREPARE_PAUSE_SECONDS)
    await asyncio.Event().wait()


def _prepared_first(store: Store, loop: Loop) -> Loop:
    async def run() -> None:
        await store.wait_until_prepared()
        await loop()

    return run


def _error_page(shell: Shell, request: Request, problem: Problem, detail: str, reference: str) -> Response:
    if problem.status == _UNAUTHORIZED:
        return RedirectResponse(sign_in_path(request), 303)
    return shell.problem(request, problem.status, reference=reference, detail=detail or problem.title)


async def _renew(request: Request, _: Exception) -> Response:
    """A form is posted once more on its way through membership and back, so that nothing typed is lost."""
    return RedirectResponse(renewal_path(request), 303 if request.method in {"GET", "HEAD"} else 307)


def _version() -> str:
    try:
        return version("ravabet")
    except PackageNotFoundError:
        return "0"

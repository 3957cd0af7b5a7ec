"""How a service becomes a web application: middleware, errors and lifecycle are the same for all four."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
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
from shared.runtime.version import own_version
from shared.store.audit.writer import TrailWriter
from shared.store.errors import is_unavailable
from shared.store.migrations.watch import MigrationWatch
from shared.store.store import Store
from shared.web import kept, open_work, revocations
from shared.web.client import behind_proxies
from shared.web.cookies import Cookies
from shared.web.feature import Feature
from shared.web.headers import SafetyHeaders
from shared.web.heads import Heads
from shared.web.health import health_router
from shared.web.hosts import KnownHosts, misdirected
from shared.web.identity import Doorkeeper, Keys, RenewalNeeded, renewal_path, sign_in_path
from shared.web.kept import KeptFirst, KeptPages
from shared.web.languages import Languages
from shared.web.limits import Turnstile
from shared.web.middleware import BodyLimit, Correlation
from shared.web.open_work import OpenWorkBook
from shared.web.openapi import Documented
from shared.web.parts import PartsByClass, install_parts, must_have_parts, parts_of
from shared.web.problems import ErrorPages, Problem, install_problems
from shared.web.revocations import Revocations
from shared.web.routes import api_routes, must_not_clash
from shared.web.rules import must_have_rules
from shared.web.shell.assets import mount_static
from shared.web.shell.shell import Shell
from shared.web.site import Site
from shared.web.slashes import drop_slashes
from shared.web.unforeseen import Unforeseen

_NOT_STARTED = 3
_UNAUTHORIZED = 401
_PREPARE_PAUSE_SECONDS = 1.0
_OPENS_WITHIN_SECONDS = 3.0
_KEEP_ALIVE_SECONDS = 75
"""Longer than a gateway keeps an idle connection (nginx: 60), so that it never sends a request into one that closes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """The parts that every service has; features build on them."""

    store: Store
    site: Site
    cookies: Cookies
    shell: Shell
    revocations: Revocations
    doorkeeper: Doorkeeper
    turnstile: Turnstile

    @classmethod
    def open(
        cls,
        name: str,
        settings: ServiceSettings,
        features: Iterable[Feature],
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> Self:
        """Return the platform of a service with these features; it connects to the database at the first call."""
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
            site=Site.at(settings.public_url, settings.host_names),
            cookies=Cookies.at(settings.public_url),
            shell=Shell(
                *(folder for feature in features for folder in feature.templates),
                county=settings.read_county(),
                demo=settings.demo,
                public_url=settings.public_url,
                now=now,
                # Each feature names the catalogue of its service, which therefore occurs several times.
                locales=dict.fromkeys(folder for feature in features for folder in feature.locales),
            ),
            revocations=revoked,
            doorkeeper=Doorkeeper(Keys(store, jwks_url=settings.jwks_url), revoked),
            turnstile=Turnstile(),
        )


class Parts(Protocol):
    """A service's dataclass of parts: use cases, queries, and all else that routes, handlers and jobs find by class."""

    @property
    def settings(self) -> ServiceSettings:
        """The settings of the service."""

    @property
    def platform(self) -> Platform:
        """The platform on which the other parts are built."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """The functions that are called on SIGTERM, before the server waits for the responses in progress."""

    calls: Sequence[Callable[[], None]]


def create_app(name: str, parts: Parts, features: Sequence[Feature]) -> FastAPI:
    """Build the application. It opens no connection until it starts, and it starts without database and broker, too.

    Raises RouteWithoutRule when a route does not declare who may request it, RoutesClash when two routes can match the
    same address, PartMissing when a route, an event handler or a job needs a part that does not exist, and ValueError
    when two migrations have the same name.
    """
    settings, store, site, shell = parts.settings, parts.platform.store, parts.platform.site, parts.platform.shell
    features = (revocations.FEATURE, kept.FEATURE, open_work.FEATURE, *features)
    by_class = _by_class(parts, features)
    relay = Relay(store, url=settings.amqp_url)
    consumer = Consumer(store, url=settings.amqp_url, handlers=handlers_of(features, by_class))
    pulses: list[Pulse] = [relay.pulse, consumer.pulse, consumer.heartbeat.pulse]
    migrations = MigrationWatch(store, (each for feature in features for each in feature.migrations))
    jobs = [job.bind(by_class) for feature in features for job in feature.jobs]
    closing = [job.bind(by_class) for feature in features for job in feature.closing]

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        messaging = (relay.run, consumer.run, consumer.heartbeat.run, Census(store).run)
        loops = [_prepared_first(store, loop) for loop in (*messaging, TrailWriter(store).run, migrations.run, *jobs)]
        async with running([lambda: _prepare(store, features), *loops], drain=[consumer.drain]):
            # The port is opened after this: a replica that has only just started takes no requests from the other one.
            # Without a database it opens, too, so that readiness can say what is wrong.
            with suppress(TimeoutError):
                async with asyncio.timeout(_OPENS_WITHIN_SECONDS):
                    await store.wait_until_prepared()
            yield
        for close in (*closing, store.close):
            await close()

    app = Documented(
        title=f"Ravabet {name.capitalize()}",
        version=own_version().release,
        lifespan=lifespan,
        openapi_url=f"/api/{name}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    install_parts(app, by_class)
    app.include_router(health_router(name, pulses, migrations))
    for router in (router for feature in features for router in feature.routers):
        app.include_router(router)
    app.add_middleware(BodyLimit)
    app.add_middleware(Unforeseen)
    app.add_middleware(SafetyHeaders, site=site)
    app.add_middleware(Languages, catalogues=shell.catalogues, cookies=parts.platform.cookies)
    app.add_middleware(KeptFirst, pages=by_class[KeptPages], routes=api_routes(app), cookies=parts.platform.cookies)
    refuse = Languages(
        SafetyHeaders(misdirected, site=site), catalogues=shell.catalogues, cookies=parts.platform.cookies
    )
    app.add_middleware(KnownHosts, site=site, refuse=refuse)
    app.add_middleware(Correlation)
    app.add_middleware(behind_proxies, trusted=settings.trusted_proxies)
    app.add_middleware(Heads)
    install_problems(app, by_class[ErrorPages].problems)
    app.add_exception_handler(RenewalNeeded, _renew)
    _check(app, by_class)
    mount_static(app, emblem=shell.county.emblem)
    drop_slashes(app)
    return app


def handlers_of(features: Iterable[Feature], parts: PartsByClass) -> EventHandlers:
    """Return the event handlers of all features. Raises ValueError when two features handle the same event."""
    handlers = EventHandlers()
    for listener in (listener for feature in features for listener in feature.listens):
        listener.bind(parts, handlers)
    return handlers


def serve(app: FastAPI, settings: ServiceSettings, *, name: str) -> None:
    """Answer requests until SIGTERM, then finish those in progress. Ends the process with code 3 if it cannot start."""
    configure_logging(name, level=settings.log_level)
    garbage.collect_from_here()
    server = Server(
        uvicorn.Config(
            app,
            host=settings.http_host,
            port=settings.http_port,
            ssl_certfile=settings.http_certificate_file,
            ssl_keyfile=settings.http_key_file,
            loop="uvloop",
            log_config=None,
            access_log=False,
            proxy_headers=False,  # `behind_proxies` reads them, by the settings
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=10,
        )
    )
    server.run()
    if not server.started:
        sys.exit(_NOT_STARTED)


class Server(uvicorn.Server):
    """Closes long-lived responses before it waits for the others; the lifespan ends too late for that."""

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
    found.add(KeptPages, KeptPages(parts.platform.store, [name for feature in features for name in feature.public]))
    found.add(ErrorPages, ErrorPages(partial(_error_page, shell), shell.catalogues, problems))
    listers = [feature.open_work.bind(found) for feature in features if feature.open_work]
    found.add(OpenWorkBook, OpenWorkBook(parts.platform.store, listers))
    found.add(Leaving, Leaving([leave.bind(found) for feature in features for leave in feature.leaving]))
    return found


def _check(app: FastAPI, parts: PartsByClass) -> None:
    routes = api_routes(app)
    must_have_rules(routes)
    must_not_clash(routes)
    must_have_parts(routes, parts)


async def _prepare(store: Store, features: Sequence[Feature]) -> None:
    """Create collections and indexes as soon as the database answers, then wait until cancelled.

    A database that a restore still fills is left alone; readiness says so.
    """
    while not store.is_prepared:
        try:
            if await store.is_being_restored():
                await asyncio.sleep(_PREPARE_PAUSE_SECONDS)
                continue
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
    return shell.problem(
        request, problem.status, reference=reference, detail=detail or problem.title, name=problem.name
    )


async def _renew(request: Request, _: Exception) -> Response:
    """Redirect to the renewal of the token. Status 307 repeats a POST on the way, so that no typed text is lost."""
    return RedirectResponse(renewal_path(request), 303 if request.method in {"GET", "HEAD"} else 307)

"""A service that has what every service has, and what a test brings: no use case of the county."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import FastAPI

from shared.operations.overview import Overview
from shared.operations.watch import Watch
from shared.runtime.clock import utc_now
from shared.runtime.settings import ServiceSettings
from shared.web.feature import Feature
from shared.web.service import Platform, create_app


@dataclass(frozen=True, slots=True, kw_only=True)
class BareParts:
    """Nothing but the platform, and what the pages of operators need."""

    settings: ServiceSettings
    platform: Platform
    watch: Watch
    overview: Overview


def bare_parts(
    name: str, settings: ServiceSettings, features: Sequence[Feature], *, now: Callable[[], datetime] = utc_now
) -> BareParts:
    """The parts of a service that is made of these features alone."""
    platform = Platform.open(name, settings, features, now=now)
    return BareParts(
        settings=settings, platform=platform, watch=Watch(platform.store, now), overview=Overview(platform.store)
    )


def bare_service(
    name: str, settings: ServiceSettings, *features: Feature, now: Callable[[], datetime] = utc_now
) -> FastAPI:
    """Build it."""
    return create_app(name, bare_parts(name, settings, features, now=now), features)

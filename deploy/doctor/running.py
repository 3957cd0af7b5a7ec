"""What runs now: the release of each replica, and the types of events that it publishes and listens to."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx

from shared.runtime.version import Version

ANSWERS_WITHIN = 4.0
"""Seconds for one answer: less than a check may take, so that one silent replica does not hide the others."""


@dataclass(frozen=True, slots=True)
class Replica:
    """One replica of a service, as it describes itself."""

    service: str
    url: str
    version: Version | None = None
    """None when it does not answer."""
    publishes: frozenset[str] | None = None
    """None for releases that do not tell."""
    listens: frozenset[str] | None = None

    @property
    def named(self) -> str:
        """Name it in a sentence."""
        return f"{self.service} {self.version}" if self.version else f"{self.service} at {self.url}"


async def replicas_of(urls: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[Replica]]:
    """Ask all replicas at the same time."""
    async with httpx.AsyncClient(timeout=ANSWERS_WITHIN) as web:
        asked = [_ask(web, service, url) for service, each in urls.items() for url in each]
        replicas = await asyncio.gather(*asked)
    return {service: [each for each in replicas if each.service == service] for service in urls}


async def _ask(web: httpx.AsyncClient, service: str, url: str) -> Replica:
    try:
        told = (await web.get(f"{url}/api/{service}/health/live")).raise_for_status().json()
        version = Version(str(told.get("version", "0")), str(told.get("revision", "")))
        events = [frozenset(told[name]) if name in told else None for name in ("publishes", "listens")]
    except (httpx.HTTPError, ValueError, AttributeError, TypeError):
        return Replica(service, url)
    return Replica(service, url, version, *events)

"""Whether the clocks of services and of MongoDB agree with that of this machine."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import httpx
from pymongo.errors import PyMongoError

from deploy.doctor.county import County
from deploy.doctor.databases import connected, server_url
from deploy.doctor.finding import Finding, not_looked_at, wrong
from deploy.doctor.running import ANSWERS_WITHIN

_FURTHEST: Final = timedelta(seconds=2)
_REMEDY: Final = "Set the clocks by the network: timedatectl set-ntp true"


async def check_clocks(county: County) -> Sequence[Finding]:
    """Compare the time that each replica and MongoDB tell with ours."""
    async with httpx.AsyncClient(timeout=ANSWERS_WITHIN) as web:
        asked = [_of_replica(county, web, service, url) for service, urls in county.replicas.items() for url in urls]
        found = await asyncio.gather(_of_mongo(county), *asked)
    return [finding for findings in found for finding in findings]


def of_clock(whose: str, told: datetime, *, asked_at: datetime, answered_at: datetime) -> list[Finding]:
    """Judge a time, cut to a second, that was told between two moments of ours."""
    ahead, behind = told - answered_at, asked_at - told - timedelta(seconds=1)
    if max(ahead, behind) <= _FURTHEST:
        return []
    apart, way = (ahead, "ahead of") if ahead > behind else (behind, "behind")
    return [wrong(f"The clock of {whose} is {apart.total_seconds():.0f} seconds {way} this one.", _REMEDY)]


async def _of_replica(county: County, web: httpx.AsyncClient, service: str, url: str) -> list[Finding]:
    asked_at = county.now()
    try:
        told = parsedate_to_datetime((await web.get(f"{url}/api/{service}/health/live")).headers["date"])
    except (httpx.HTTPError, KeyError, ValueError):
        return [not_looked_at(f"The clock of {service} at {url} was not seen.", "See what is said of the replica.")]
    return of_clock(f"{service} at {url}", told.astimezone(UTC), asked_at=asked_at, answered_at=county.now())


async def _of_mongo(county: County) -> list[Finding]:
    unseen = [not_looked_at("The clock of MongoDB was not seen.", "See what is said of MongoDB.")]
    if not (url := server_url(county)):
        return unseen
    try:
        async with connected(url) as client:
            await client.admin.command("ping")
            asked_at = county.now()
            # Answers of commands hold times without a zone, which are UTC.
            told = (await client.admin.command("hello"))["localTime"].replace(tzinfo=UTC)
            return of_clock("MongoDB", told, asked_at=asked_at, answered_at=county.now())
    except (PyMongoError, OSError):
        return unseen

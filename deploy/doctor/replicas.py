"""Whether every replica of every service answers and is ready, and all of a service are of one release."""

import asyncio
from collections.abc import Sequence

import httpx

from deploy.doctor.county import County
from deploy.doctor.finding import Finding, not_looked_at, soon, wrong
from deploy.doctor.running import ANSWERS_WITHIN, Replica, replicas_of

_MISSING = "missing: "


async def check_replicas(county: County) -> Sequence[Finding]:
    """Ask each replica whether it is ready, and what is wrong with it."""
    if not county.replicas:
        return [
            not_looked_at("No replica was asked.", "Set RAVABET_REPLICAS to the addresses of all replicas, as JSON.")
        ]
    async with httpx.AsyncClient(timeout=ANSWERS_WITHIN) as web:
        asked = [_readiness(web, service, url) for service, urls in county.replicas.items() for url in urls]
        return [finding for found in await asyncio.gather(*asked) for finding in found]


async def check_versions(county: County) -> Sequence[Finding]:
    """Find services whose replicas are of several releases: an upgrade that was not finished."""
    if not county.replicas:
        return [
            not_looked_at("No version was asked.", "Set RAVABET_REPLICAS to the addresses of all replicas, as JSON.")
        ]
    running = await replicas_of(county.replicas)
    return [finding for service, replicas in running.items() for finding in of_versions(service, replicas)]


def of_versions(service: str, replicas: Sequence[Replica]) -> list[Finding]:
    """Judge the releases of the replicas of one service."""
    versions = sorted({str(replica.version) for replica in replicas if replica.version})
    if len(versions) < 2:  # noqa: PLR2004 - one is none too many
        return []
    sentence = f"The replicas of {service} are of different releases: {' and '.join(versions)}."
    return [soon(sentence, f"Finish the upgrade: deploy/ravabet upgrade {service} VERSION")]


async def _readiness(web: httpx.AsyncClient, service: str, url: str) -> list[Finding]:
    try:
        answer = await web.get(f"{url}/api/{service}/health/ready")
        told = answer.json()
        is_ready, checks = told["status"] == "ok", dict(told["checks"])
    except httpx.HTTPError as error:
        sentence = f"{service} does not answer at {url} ({type(error).__name__})."
        return [wrong(sentence, "See deploy/ravabet status and deploy/ravabet logs; start it with: deploy/ravabet up")]
    except (ValueError, KeyError, TypeError):
        sentence = f"What answers at {url} is not {service}: it says {answer.status_code}."
        return [
            wrong(sentence, f"Correct the address in RAVABET_REPLICAS, and the names in {service.upper()}_HOST_NAMES.")
        ]
    if not checks and is_ready:
        sentence = f"{service} is ready at {url}, which does not tell the state of its parts."
        return [not_looked_at(sentence, "Set RAVABET_REPLICAS to the addresses of the replicas themselves.")]
    return _of_checks(f"{service} at {url}", service, checks, is_ready=is_ready)


def _of_checks(which: str, service: str, checks: dict[str, str], *, is_ready: bool) -> list[Finding]:
    migrations = checks.pop("migrations", "ok")
    found = [
        wrong(
            f"{which}: {name}: {said}.", "See deploy/ravabet logs and, in the runbook, «What happens when … is away»."
        )
        for name, said in checks.items()
        if said != "ok"
    ]
    if migrations.startswith(_MISSING):
        names = migrations.removeprefix(_MISSING).partition(";")[0]
        level = soon if is_ready or found else wrong
        found.append(
            level(f"{which}: documents of an earlier release are left ({names}).", f"Run: ravabet migrate {service}")
        )
    elif not is_ready and not found:
        found.append(wrong(f"{which} is not ready.", "Ask again in ten seconds; then see deploy/ravabet logs."))
    return found

"""`make deploy-test`: a county in containers, whose services are replaced one at a time while people use it.

Before that it is looked at what its images are and who may reach what. The long form goes back again, and runs every
command of the operators' pages, with a restore onto empty servers. The last line is
`failed=N lost=N duplicated=N`; the exit code is 0 only when all three are 0 and nothing else was wrong.
"""

import asyncio
import secrets
import socket
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from shared.web.paths import SERVICES
from tests.deployed.checks import faults_of, faults_of_images
from tests.deployed.installed import Failed, Installed, build_images, has_docker, installed
from tests.deployed.load import Letters, Load, catching
from tests.deployed.next_release import NEW_TYPE
from tests.deployed.walk import walk

_BEFORE, _AFTER = "deploy-test-a", "deploy-test-b"
_LONGEST_STALL: Final = 1.0
_SHOWN: Final = 20
_SLOWEST: Final = 3
_SHORT: Final = ("news", "notifier")

console = Console(highlight=False, soft_wrap=True, markup=False)


def deploy_test(
    *, short: Annotated[bool, typer.Option("--short", help="Two services, and no way back: for CI.")] = False
) -> None:
    """Build the images, start a county, and upgrade and downgrade each service alone under load."""
    if not has_docker():
        console.print("Docker does not answer: install it, or start dockerd.")
        raise typer.Exit(1)
    started = time.monotonic()
    build_images(_BEFORE, _AFTER)
    console.print(f"images built in {time.monotonic() - started:.0f} s")
    try:
        is_good = asyncio.run(_campaign(_SHORT if short else SERVICES, and_back=not short))
    except Failed as error:
        console.print(str(error))
        raise typer.Exit(1) from error
    raise typer.Exit(0 if is_good else 1)


async def _campaign(services: Sequence[str], *, and_back: bool) -> bool:
    letters, port = Letters(), _free_port()
    mail = catching(letters, port)
    mail.start()
    try:
        started = time.monotonic()
        with installed(version=_BEFORE, smtp_port=port) as county:
            console.print(f"set up and ready after {time.monotonic() - started:.0f} s")
            password = secrets.token_urlsafe(18)
            await asyncio.to_thread(_prepare, county, password)
            faults = await asyncio.to_thread(lambda: [*faults_of(county), *(faults_of_images() if and_back else ())])
            load = Load(county.url, county.authority, password, letters)
            await load.begin()
            using = asyncio.create_task(load.run())
            faults += await _there_and_back(county, load, services, and_back=and_back)
            load.stop()
            await using
            await load.settle()
            if and_back:
                started = time.monotonic()
                faults += await asyncio.to_thread(lambda: [*walk(county)])
                faults += await load.faults_after_a_restore()
                console.print(f"the commands of the pages, and a restore, took {time.monotonic() - started:.0f} s")
            lost, twice = await load.settle()
            await load.web.aclose()
    finally:
        mail.stop()
    for fault in faults:
        console.print(f"- {fault}")
    return _told(load, lost, twice) and not faults


def _prepare(county: Installed, password: str) -> None:
    with suppress(Failed):  # it says that offices are left to do; who may sign in is there
        county.ravabet("first-day")
    county.python(Path(__file__).with_name("seed.py").read_text(encoding="utf-8"), password)


async def _there_and_back(county: Installed, load: Load, services: Sequence[str], *, and_back: bool) -> Sequence[str]:
    """Upgrade each service, migrate, and go back; return a sentence for each answer that was not the right one."""
    faults: list[str] = []
    for service in services:
        await _replace(county, load, service, _AFTER)
    async with load.during("migrate"):
        told = await asyncio.to_thread(county.ravabet, "migrate", "news")
    if "articles" not in told:
        faults.append(f"The migration of the next release found no article: {told}")
    if not and_back:
        return faults
    # Whoever listens to the new version goes back before its publisher does: the other way round is refused.
    for asked in (("can-i-deploy", "news", "--version", _BEFORE), ("upgrade", "news", _BEFORE)):
        try:
            await asyncio.to_thread(county.ravabet, *asked)
            faults.append(f"{asked[0]}: news could be taken back while others listen to {NEW_TYPE}")
        except Failed as error:
            if NEW_TYPE not in str(error):
                faults.append(f"{asked[0]}: news cannot be taken back, and the reason is not {NEW_TYPE}: {error}")
    for service in reversed(services):
        await _replace(county, load, service, _BEFORE)
    return faults


async def _replace(county: Installed, load: Load, service: str, version: str) -> None:
    started = time.monotonic()
    async with load.during(f"{service} to {version}"):
        await asyncio.to_thread(county.ravabet, "upgrade", service, version)
    console.print(f"{service} runs {version} after {time.monotonic() - started:.0f} s")


def _told(load: Load, lost: Sequence[str], twice: Sequence[str]) -> bool:
    tally = load.tally
    for failed, number in Counter(tally.failed).most_common(_SHOWN):
        console.print(f"- {number} times {failed}")
    for each in [*lost[:_SHOWN], *twice[:_SHOWN]]:
        console.print(f"- {each}")
    asked = ", ".join(f"{number} {method}" for method, number in tally.asked.items())
    console.print(f"{asked}; {len(tally.published)} articles")
    for phase, waits in tally.waits.items():
        slowest = ", ".join(f"{seconds:.2f} s {path}" for seconds, path in sorted(waits, reverse=True)[:_SLOWEST])
        console.print(f"{phase}: {len(waits)} pages read; the slowest: {slowest}")
    if tally.longest_read > _LONGEST_STALL:
        console.print(f"The longest stall is over {_LONGEST_STALL:.0f} s.")
    console.print(f"failed={len(tally.failed)} lost={len(lost)} duplicated={len(twice)}")
    return not (tally.failed or lost or twice)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))  # noqa: S104
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(deploy_test)
    app()

"""The four services as the stack starts them: how soon they are ready, and what they hold while nothing happens."""

import asyncio
import time
from collections import defaultdict
from contextlib import ExitStack

import psutil  # type: ignore[import-untyped]

from deploy.local.members import Members, Modules
from deploy.local.processes import Process, stop_all
from deploy.local.trouble import CannotStart
from shared.messaging import topology
from shared.messaging.rights import grant
from tests.bench.arena import Arena, NotMeasured
from tests.bench.rows import Figure, Row

_SETTLING_SECONDS = 3.0
_MEGABYTE = 1_000_000
_GIVEN = ("RAVABET_MONGO_URL", "RAVABET_AMQP_URL")


def measure(arena: Arena) -> list[Row]:
    """Start all four at once, several times. Raises NotMeasured."""
    if given := [name for name in _GIVEN if arena.home.environment.get(name)]:
        raise NotMeasured(f"the services would write into the servers of {' and '.join(given)}: leave that unset")
    ready: list[float] = []
    resident: dict[str, list[float]] = defaultdict(list)
    with ExitStack() as running:
        members = Members(arena.home, arena.servers, "http://127.0.0.1:8000", Modules(county=None))
        asyncio.run(topology.declare(arena.servers.amqp_url))
        asyncio.run(grant(arena.servers.management_url, arena.servers.amqp_url, members.broker_passwords()))
        peers = [members.start_mail_catcher(), members.start_bale_peer()]
        running.callback(stop_all, peers, at_once=True)
        try:
            for peer in peers:
                peer.wait()
            _run_once(members)  # what is made once, such as indexes, is made
            for run in arena.runs("idle services"):
                arena.tell(run)
                seconds, sizes = _run_once(members)
                ready.append(seconds)
                for service, size in sizes.items():
                    resident[service].append(size)
        except CannotStart as error:
            raise NotMeasured(str(error)) from error
    return [
        Row("all four services ready after their start", "s", Figure(tuple(ready)), at_most=4),
        *(
            Row(f"{service} idle: resident memory", "MB", Figure(tuple(sizes)), at_most=110)
            for service, sizes in resident.items()
        ),
    ]


def _run_once(members: Members) -> tuple[float, dict[str, float]]:
    """Seconds until all are ready, and megabytes of each when they have settled."""
    started: list[Process] = []
    try:
        began = time.monotonic()
        started.extend(members.start_service(name) for name in members.modules.services)
        for process in started:
            process.wait()
        seconds = time.monotonic() - began
        time.sleep(_SETTLING_SECONDS)
        return seconds, {process.name: _resident(process) for process in started}
    finally:
        stop_all(started)


def _resident(process: Process) -> float:
    resident: int = psutil.Process(process.pid).memory_info().rss
    return resident / _MEGABYTE

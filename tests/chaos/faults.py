"""What can befall the servers and the network, each for as long as it takes until somebody notices."""

import time
from collections.abc import Callable

from tests.chaos.arena import Arena

# Longer than the heartbeat of three seconds takes to notice, and than the patience of five with the database.
_FROZEN_SECONDS = 9.0
_SILENT_SECONDS = 12.0
_REFUSING_SECONDS = 3.0


def _freeze_broker(arena: Arena) -> None:
    with arena.frozen_broker():
        time.sleep(_FROZEN_SECONDS)


def _freeze_database(arena: Arena) -> None:
    with arena.frozen_database():
        time.sleep(_FROZEN_SECONDS)


def _fill_disk(arena: Arena) -> None:
    with arena.full_disk():
        time.sleep(_FROZEN_SECONDS)


def _cut_wires(arena: Arena) -> None:
    arena.wires.cut(*arena.wires.all)
    time.sleep(0.5)
    arena.wires.refuse(*arena.wires.all)
    time.sleep(_REFUSING_SECONDS)
    arena.wires.heal(*arena.wires.all)


def _silence_broker(arena: Arena) -> None:
    arena.wires.silence(arena.wires.broker)
    time.sleep(_SILENT_SECONDS)
    arena.wires.heal(arena.wires.broker)


def _silence_database(arena: Arena) -> None:
    arena.wires.silence(arena.wires.database)
    time.sleep(_SILENT_SECONDS)
    arena.wires.heal(arena.wires.database)


FAULTS: dict[str, Callable[[Arena], None]] = {
    "SIGKILL of the broker": Arena.kill_broker,
    "SIGKILL of the database": Arena.kill_database,
    "SIGSTOP of the broker": _freeze_broker,
    "SIGSTOP of the database": _freeze_database,
    "the broker restarts in order": Arena.restart_broker,
    "both wires are cut, and refuse": _cut_wires,
    "the broker's wire falls silent": _silence_broker,
    "the database's wire falls silent": _silence_database,
    "the broker's disk is full": _fill_disk,
}
KILLING_FAULTS = ("SIGKILL of the broker", "SIGKILL of the database")

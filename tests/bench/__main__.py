"""`make bench`: measure, print a table, write `bench-results.json`."""

import signal
import sys
import time
from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from deploy.local.trouble import CannotStart
from tests.bench import table
from tests.bench.arena import Arena, NotMeasured, open_arena
from tests.bench.measurements import (
    backup,
    catching_up,
    decrees,
    delay,
    desk,
    directory,
    guests,
    handling,
    idle,
    importing,
    letters,
    pictures,
    portal,
    publishing,
    reconnecting,
    register,
    set_aside,
    signing_in,
    verification,
)
from tests.bench.rows import RESULTS, Row, write

MEASUREMENTS: dict[str, Callable[[Arena], list[Row]]] = {
    "delay": delay.measure,
    "blind": handling.measure_blind,
    "rule": handling.measure_rule,
    "publishing": publishing.measure,
    "catch-up": catching_up.measure,
    "reconnect": reconnecting.measure,
    "idle": idle.measure,
    "sign-in": signing_in.measure_check,
    "page": signing_in.measure_page,
    "portal": portal.measure,
    "desk": desk.measure,
    "directory": directory.measure_pages,
    "rosters": directory.measure_rosters,
    "post-to-portal": directory.measure_portal,
    "register": register.measure,
    "set-aside": set_aside.measure,
    "guests": guests.measure,
    "import": importing.measure,
    "letters": letters.measure,
    "decrees": decrees.measure,
    "pictures": pictures.measure,
    "backup": backup.measure,
    "verification": verification.measure,
}

_TIMES = 3
_QUICK_SIZE = 0.2

console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)


def bench(
    only: Annotated[
        list[str] | None,
        typer.Option(help=f"Measure only this, may be repeated: {', '.join(MEASUREMENTS)}.", metavar="NAME"),
    ] = None,
    *,
    quick: Annotated[bool, typer.Option("--quick", help="One run with a fifth of the events: a first look.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="A missed goal makes the exit code 1, too.")] = False,
) -> None:
    """Measure what matters beside other ways of doing the same, each in processes of its own on the same servers.

    Prints a table and writes bench-results.json, where rows that were not measured this time stay as they were.
    The exit code is 1 when something could not be measured.
    """
    chosen = only or list(MEASUREMENTS)
    if unknown := [name for name in chosen if name not in MEASUREMENTS]:
        raise typer.BadParameter(f"{', '.join(unknown)}: choose from {', '.join(MEASUREMENTS)}", param_hint="--only")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    began = time.monotonic()
    try:
        rows, failures = _measure(chosen, quick=quick)
    except CannotStart as reason:
        console.print(escape(str(reason)))
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        console.print("Stopped; nothing was written.")
        raise typer.Exit(130) from None
    write(rows)
    console.print(table.of(rows))
    for sentence in (*failures, *table.missed(rows)):
        console.print(f"[red]{escape(sentence)}[/]")
    console.print(f"[dim]{RESULTS.name} written after {time.monotonic() - began:.0f} s[/]")
    if failures or (strict and any(row.is_missed for row in rows)):
        raise typer.Exit(1)


def _measure(chosen: list[str], *, quick: bool) -> tuple[list[Row], list[str]]:
    """The rows, and a sentence for each measurement that could not be had."""
    rows: list[Row] = []
    failures: list[str] = []
    with console.status("MongoDB and RabbitMQ start") as status:
        tell = status.update if console.is_terminal else console.print
        with open_arena(times=1 if quick else _TIMES, size=_QUICK_SIZE if quick else 1, tell=tell) as arena:
            for name in chosen:
                try:
                    rows += MEASUREMENTS[name](arena)
                except NotMeasured as reason:
                    failures.append(f"{name} was not measured: {reason}.")
    return rows, failures


if __name__ == "__main__":
    typer.run(bench)

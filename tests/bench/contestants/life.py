"""How a contestant lives: a process that takes its arguments as JSON and ends with one line of JSON."""

import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop

from shared.runtime import garbage

READY = "ready"


def play(game: Callable[..., Awaitable[Any]]) -> None:
    """Run it as the services run, with their event loop and their way to collect garbage, and say what it returned."""
    garbage.collect_from_here()
    say(json.dumps(uvloop.run(_awaited(game))))


def say(line: str) -> None:
    """Tell the one who started this process."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def _awaited(game: Callable[..., Awaitable[Any]]) -> Any:
    return await game(**json.loads(sys.argv[1]))

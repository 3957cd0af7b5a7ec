"""How a contestant lives: a process that takes its arguments as JSON and ends with one line of JSON."""

import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop

READY = "ready"


def play(game: Callable[..., Awaitable[Any]]) -> None:
    """Run it on the event loop that the services run on, and say what it returned."""
    say(json.dumps(uvloop.run(_awaited(game))))


def say(line: str) -> None:
    """Tell the one who started this process."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def _awaited(game: Callable[..., Awaitable[Any]]) -> Any:
    return await game(**json.loads(sys.argv[1]))

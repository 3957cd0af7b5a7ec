"""How far a backup or a restore is, for whoever watches it at a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

Advance = Callable[[int], None]
"""Called with how much more is done."""


@contextmanager
def shown(what: str, total: int) -> Iterator[Advance]:
    """Show a bar while the block runs; where nobody watches, nothing is shown."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task(what, total=max(total, 1))
        yield lambda more: progress.advance(bar, more)

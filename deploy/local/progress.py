"""What a person sees while the stack starts: a moving line in a terminal, plain lines elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape


class Progress:
    """Tells what is being done and how long it took."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(quiet=quiet, highlight=False, soft_wrap=True)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Show this step while it lasts, and a line with its time when it is done."""
        began = time.monotonic()
        if self._console.is_terminal:
            with self._console.status(escape(what)):
                yield
        else:
            yield
        self._console.print(f"[green]✓[/] {escape(what)} [dim]({time.monotonic() - began:.1f} s)[/]")

    def say(self, text: str) -> None:
        self._console.print(escape(text))

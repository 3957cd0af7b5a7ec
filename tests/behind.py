"""What no test has to wait for: beside it the next one's place is made, and the last one's cleared away."""

import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from types import TracebackType
from typing import Self, TypeVar

Value = TypeVar("Value")


class Behind:
    """A process of its own for such work, in the order in which it was given; the end waits for all of it.

    No thread: pytest changes the environment between two tests while clients of HTTP read it.
    """

    def __init__(self) -> None:
        self._worker = ProcessPoolExecutor(
            1, mp_context=get_context("spawn"), initializer=_leave_interrupts_to_the_tests
        )
        self._clearing: list[Future[object]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._worker.shutdown()
        for cleared in self._clearing:
            cleared.result()

    @contextmanager
    def ahead(self, make: Callable[[], Value], clear: Callable[[Value], object]) -> Iterator[Callable[[], Value]]:
        """Give what gives a new one at each call, and makes the next while it is used; what is left is cleared away."""
        made = deque([self._worker.submit(make)])

        def one() -> Value:
            made.append(self._worker.submit(make))
            return made.popleft().result()

        yield one
        for left in made:
            clear(left.result())

    def clear(self, away: Callable[[], object]) -> None:
        """Do it when its turn comes. What it raises is raised at the end."""
        self._clearing.append(self._worker.submit(away))


def _leave_interrupts_to_the_tests() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)

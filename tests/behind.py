"""What no test has to wait for: beside it the next one's place is made, and the last one's cleared away."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from types import TracebackType
from typing import Self, TypeVar

Value = TypeVar("Value")


class Behind:
    """A thread of its own for such work, in the order in which it was given; the end waits for all of it."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(max_workers=1)
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

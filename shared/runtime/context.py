"""What a request or an event hands down to everything it causes: its correlation, its cause, its trace."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """Where the work at hand comes from."""

    correlation_id: str | None = None
    causation_id: str | None = None
    traceparent: str | None = None
    replay: bool = False


_cause: ContextVar[Cause] = ContextVar("cause", default=Cause())  # noqa: B039 - it is frozen


def current_cause() -> Cause:
    """The cause of what runs now; an empty one outside of requests and events."""
    return _cause.get()


@contextmanager
def caused_by(cause: Cause) -> Iterator[None]:
    """Let everything inside, and its log lines, carry this cause."""
    token = _cause.set(cause)
    try:
        yield
    finally:
        _cause.reset(token)

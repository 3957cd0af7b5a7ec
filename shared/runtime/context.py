"""The cause of the current work: ids that a request or an event passes on to everything that it causes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """The request or event that caused the current work."""

    correlation_id: str | None = None
    causation_id: str | None = None
    traceparent: str | None = None
    replay: bool = False
    sender: "Sender | None" = None
    """Who sends the one event that this work emits, when that is not the service itself."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Another system, in whose name a service publishes an event."""

    source: str
    """The event's source, such as `/guests/water`."""
    event_id: str
    """The event's id, computed from the sender and the sender's own id: the same whenever it comes again."""


_cause: ContextVar[Cause] = ContextVar("cause", default=Cause())  # noqa: B039 - it is frozen


def current_cause() -> Cause:
    """Return the cause of the current work; an empty one outside of requests and events."""
    return _cause.get()


@contextmanager
def caused_by(cause: Cause) -> Iterator[None]:
    """Make this the cause of everything inside the block, log lines included."""
    token = _cause.set(cause)
    try:
        yield
    finally:
        _cause.reset(token)

"""The handlers of a service: which use case handles which event."""

import time
from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from typing import Any, TypeVar

from shared.events import Envelope, Event
from shared.messaging.metrics import HANDLING_SECONDS
from shared.runtime.context import Cause, caused_by
from shared.store.batch import Task
from shared.store.store import Store

OneEvent = TypeVar("OneEvent", bound=Event)
Handler = Callable[[Any], Awaitable[None]]


class EventHandlers:
    """All events that a service listens to, each with one handler: two could not fail independently of each other."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def on(self, event: type[OneEvent], handler: Callable[[OneEvent], Awaitable[None]]) -> None:
        """Set the handler of an event. Raises ValueError when the event has one already."""
        if event.type in self._handlers:
            raise ValueError(f"{event.type} already has a handler")
        self._handlers[event.type] = handler

    def get(self, event_type: str) -> Handler | None:
        """Return the handler of a type, if this service has one."""
        return self._handlers.get(event_type)

    @property
    def types(self) -> Iterable[str]:
        """The types that have a handler."""
        return self._handlers.keys()


def task_of(store: Store, envelope: Envelope, handler: Handler) -> Task:
    """Return the task that runs a handler for an event: measured, and with the event as the cause of all it does."""

    async def run() -> None:
        began = time.perf_counter()
        try:
            with caused_by(_cause_of(envelope)):
                await handler(envelope.data)
        finally:
            _seconds_of(envelope.type).observe(time.perf_counter() - began)

    return Task(lane=envelope.subject, inbox_id=f"{store.service}:{envelope.id}", run=run)


def _cause_of(envelope: Envelope) -> Cause:
    return Cause(
        correlation_id=envelope.correlation_id or envelope.id,
        causation_id=envelope.id,
        traceparent=envelope.traceparent,
        replay=envelope.replay,
    )


# Looking up the labels of a metric costs more than using them.
_seconds_of = cache(HANDLING_SECONDS.labels)

"""The table of a service: event → use case."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from shared.events import Event

OneEvent = TypeVar("OneEvent", bound=Event)
Handler = Callable[[Any], Awaitable[None]]


class EventHandlers:
    """All that a service listens to. One handler an event: two would share one fate."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def on(self, event: type[OneEvent], handler: Callable[[OneEvent], Awaitable[None]]) -> None:
        """Let this use case handle the event. Raises ValueError on a second handler."""
        if event.type in self._handlers:
            raise ValueError(f"{event.type} already has a handler")
        self._handlers[event.type] = handler

    def get(self, event_type: str) -> Handler | None:
        """The handler of a type, if this service has one."""
        return self._handlers.get(event_type)

    @property
    def types(self) -> Iterable[str]:
        """What is listened to."""
        return self._handlers.keys()

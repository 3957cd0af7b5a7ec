"""All that membership listens to: nothing. The other services learn from it, and it needs none of their facts yet."""

from shared.messaging.handlers import EventHandlers


def event_handlers() -> EventHandlers:
    """The table: event → use case. Empty."""
    return EventHandlers()

"""All that membership listens to: its own revocations, which its replicas learn in the way that all services do."""

from shared.events.membership import TokensRevoked
from shared.messaging.handlers import EventHandlers
from shared.web.revocations import Revocations


def event_handlers(revocations: Revocations) -> EventHandlers:
    """The table: event → use case."""
    handlers = EventHandlers()
    handlers.on(TokensRevoked, revocations.take)
    return handlers

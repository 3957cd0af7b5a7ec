"""All that news listens to."""

from services.news.publishers.usecases import PublisherDirectory
from shared.events.membership import BodyRegistered, OfficeClosed, OfficeRegistered, OfficeUpdated, TokensRevoked
from shared.messaging.handlers import EventHandlers
from shared.web.revocations import Revocations


def event_handlers(publishers: PublisherDirectory, revocations: Revocations) -> EventHandlers:
    """The table: event → use case."""
    handlers = EventHandlers()
    handlers.on(OfficeRegistered, publishers.add_office)
    handlers.on(OfficeUpdated, publishers.update_office)
    handlers.on(OfficeClosed, publishers.close_office)
    handlers.on(BodyRegistered, publishers.add_body)
    handlers.on(TokensRevoked, revocations.take)
    return handlers

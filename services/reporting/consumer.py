"""All that reporting listens to."""

from services.reporting.activity.usecases import ActivityCounter
from services.reporting.offices.usecases import OfficeDirectory
from shared.events.membership import OfficeClosed, OfficeRegistered, OfficeUpdated, TokensRevoked
from shared.events.news import NewsPublished, NewsWithdrawn
from shared.messaging.handlers import EventHandlers
from shared.web.revocations import Revocations


def event_handlers(offices: OfficeDirectory, activity: ActivityCounter, revocations: Revocations) -> EventHandlers:
    """The table: event → use case."""
    handlers = EventHandlers()
    handlers.on(OfficeRegistered, offices.add)
    handlers.on(OfficeUpdated, offices.update)
    handlers.on(OfficeClosed, offices.close)
    handlers.on(NewsPublished, activity.count_news)
    handlers.on(NewsWithdrawn, activity.discount_news)
    handlers.on(TokensRevoked, revocations.take)
    return handlers

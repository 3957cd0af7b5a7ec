"""All that the notifier listens to."""

from services.notifier.deliveries.usecases import Announcer
from services.notifier.recipients.usecases import RecipientDirectory
from services.notifier.topics.usecases import TopicDirectory
from shared.events.membership import (
    BodyRegistered,
    DecreeIssued,
    DecreeRevoked,
    MemberContactChanged,
    OfficeClosed,
    OfficeRegistered,
    OfficeUpdated,
    PasswordLinkIssued,
    PostHolderChanged,
    TokensRevoked,
)
from shared.events.news import NewsCorrected, NewsPublished, NewsWithdrawn
from shared.events.reporting import ReportSubmitted
from shared.messaging.handlers import EventHandlers
from shared.web.revocations import Revocations


def event_handlers(
    topics: TopicDirectory, recipients: RecipientDirectory, announcer: Announcer, revocations: Revocations
) -> EventHandlers:
    """The table: event → use case."""
    handlers = EventHandlers()
    handlers.on(OfficeRegistered, topics.add_office)
    handlers.on(OfficeUpdated, topics.update_office)
    handlers.on(OfficeClosed, topics.close_office)
    handlers.on(BodyRegistered, topics.add_body)
    handlers.on(PostHolderChanged, recipients.change_holder)
    handlers.on(MemberContactChanged, recipients.change_contact)
    handlers.on(NewsPublished, announcer.announce_news)
    handlers.on(NewsCorrected, announcer.announce_correction)
    handlers.on(NewsWithdrawn, announcer.announce_withdrawal)
    handlers.on(DecreeIssued, announcer.announce_decree)
    handlers.on(DecreeRevoked, announcer.announce_revocation)
    handlers.on(PasswordLinkIssued, announcer.send_password_link)
    handlers.on(ReportSubmitted, announcer.announce_report)
    handlers.on(TokensRevoked, revocations.take)
    return handlers

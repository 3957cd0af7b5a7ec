"""The catalogue: all events, each with its publisher and listeners.

The broker's topology, the rights of its users and the documents are generated from this table.
"""

from dataclasses import dataclass

from shared.events._event import Event
from shared.events.heartbeats import HEARTBEATS
from shared.events.membership import (
    BodyRegistered,
    CertificateIssued,
    CertificateRevoked,
    DecreeAcknowledged,
    DecreeAnnulled,
    DecreeExpiring,
    DecreeIssued,
    DecreeRevoked,
    DecreeServed,
    DecreeSuperseded,
    EmailChangeAsked,
    HandoverCompleted,
    HandoverOpened,
    InvitationAnswered,
    InvitationIssued,
    InvitationRevoked,
    LetterLinkIssued,
    MemberContactChanged,
    MemberNominated,
    MembershipEnded,
    MembershipExpiring,
    MembershipGranted,
    MembershipResumed,
    MembershipSuspended,
    NominationApproved,
    NominationReturned,
    OfficeClosed,
    OfficeRegistered,
    OfficeReopened,
    OfficeUpdated,
    PasswordLinkIssued,
    PeopleMerged,
    PeopleMergeUndone,
    PostHolderChanged,
    TokensRevoked,
)
from shared.events.neighbours import NEIGHBOURS
from shared.events.news import (
    NewsApproved,
    NewsAssigned,
    NewsCommented,
    NewsCorrected,
    NewsFallingDue,
    NewsPublished,
    NewsReleased,
    NewsReturned,
    NewsWithdrawn,
    SubscribersCounted,
)
from shared.events.open_work import OPEN_WORK
from shared.events.reporting import CalendarChanged, ReportPeriodOpened, ReportSubmitted, ReportSubmittedV2

SERVICES = ("membership", "news", "reporting", "notifier")


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One event of the catalogue, with its publisher and its listeners."""

    event: type[Event]
    publisher: str
    listeners: tuple[str, ...] = ()


CATALOGUE: tuple[CatalogueEntry, ...] = (
    CatalogueEntry(OfficeRegistered, "membership", ("news", "reporting", "notifier")),
    CatalogueEntry(OfficeUpdated, "membership", ("news", "reporting", "notifier")),
    CatalogueEntry(OfficeClosed, "membership", ("news", "reporting", "notifier")),
    CatalogueEntry(OfficeReopened, "membership", ("news", "reporting", "notifier")),
    CatalogueEntry(BodyRegistered, "membership", ("news", "notifier")),
    CatalogueEntry(PostHolderChanged, "membership", ("news", "notifier")),
    CatalogueEntry(MemberContactChanged, "membership", ("notifier",)),
    CatalogueEntry(PeopleMerged, "membership", ("news", "notifier")),
    CatalogueEntry(PeopleMergeUndone, "membership", ("news", "notifier")),
    CatalogueEntry(PasswordLinkIssued, "membership", ("notifier",)),
    CatalogueEntry(EmailChangeAsked, "membership", ("notifier",)),
    CatalogueEntry(TokensRevoked, "membership", SERVICES),
    CatalogueEntry(MembershipGranted, "membership"),
    CatalogueEntry(MembershipEnded, "membership", ("membership",)),
    CatalogueEntry(MembershipSuspended, "membership"),
    CatalogueEntry(MembershipResumed, "membership"),
    CatalogueEntry(MembershipExpiring, "membership"),
    CatalogueEntry(MemberNominated, "membership"),
    CatalogueEntry(NominationReturned, "membership", ("notifier",)),
    CatalogueEntry(NominationApproved, "membership"),
    CatalogueEntry(DecreeIssued, "membership", ("membership", "notifier")),
    CatalogueEntry(DecreeRevoked, "membership", ("membership", "notifier")),
    CatalogueEntry(LetterLinkIssued, "membership", ("notifier",)),
    CatalogueEntry(DecreeServed, "membership"),
    CatalogueEntry(DecreeAcknowledged, "membership"),
    CatalogueEntry(DecreeExpiring, "membership", ("notifier",)),
    CatalogueEntry(DecreeAnnulled, "membership", ("membership", "notifier")),
    CatalogueEntry(DecreeSuperseded, "membership", ("membership",)),
    CatalogueEntry(CertificateIssued, "membership", ("membership", "notifier")),
    CatalogueEntry(CertificateRevoked, "membership", ("membership", "notifier")),
    CatalogueEntry(InvitationIssued, "membership", ("membership", "notifier")),
    CatalogueEntry(InvitationRevoked, "membership", ("membership", "notifier")),
    CatalogueEntry(InvitationAnswered, "membership"),
    CatalogueEntry(HandoverOpened, "membership", SERVICES),
    *(CatalogueEntry(listed, service, ("membership",)) for service, listed in OPEN_WORK.items()),
    CatalogueEntry(HandoverCompleted, "membership"),
    CatalogueEntry(NewsPublished, "news", ("membership", "reporting", "notifier")),
    CatalogueEntry(NewsCorrected, "news", ("notifier",)),
    CatalogueEntry(NewsWithdrawn, "news", ("reporting", "notifier")),
    CatalogueEntry(NewsReturned, "news", ("notifier",)),
    CatalogueEntry(NewsApproved, "news", ("notifier",)),
    CatalogueEntry(NewsReleased, "news", ("notifier",)),
    CatalogueEntry(NewsFallingDue, "news", ("notifier",)),
    CatalogueEntry(NewsCommented, "news", ("notifier",)),
    CatalogueEntry(NewsAssigned, "news", ("notifier",)),
    CatalogueEntry(SubscribersCounted, "notifier", ("news",)),
    *(CatalogueEntry(event, "news", ("news", "notifier")) for event in NEIGHBOURS),
    CatalogueEntry(CalendarChanged, "reporting"),
    CatalogueEntry(ReportPeriodOpened, "reporting", ("membership",)),
    # The next release takes away the listener of the first version: until then events of it may be on their way.
    CatalogueEntry(ReportSubmitted, "reporting", ("notifier",)),
    CatalogueEntry(ReportSubmittedV2, "reporting", ("notifier",)),
    *(CatalogueEntry(heartbeat, service, (service,)) for service, heartbeat in HEARTBEATS.items()),
)

BY_TYPE: dict[str, type[Event]] = {entry.event.type: entry.event for entry in CATALOGUE}


UNHEARD = frozenset(entry.event.type for entry in CATALOGUE if not entry.listeners)
"""The types that no service listens to yet."""


def heard_by(service: str) -> frozenset[str]:
    """Return the types that a service listens to."""
    return frozenset(entry.event.type for entry in CATALOGUE if service in entry.listeners)


def published_by(service: str) -> frozenset[str]:
    """Return the types that a service may publish."""
    return frozenset(entry.event.type for entry in CATALOGUE if entry.publisher == service)


_PUBLIC: tuple[type[Event], ...] = (
    NewsPublished,
    NewsCorrected,
    NewsWithdrawn,
    OfficeRegistered,
    OfficeUpdated,
    OfficeClosed,
    OfficeReopened,
    BodyRegistered,
    *NEIGHBOURS,
)
PUBLIC = frozenset(event.type for event in _PUBLIC)
"""The types that other systems may read: they tell what stands on the portal anyway."""

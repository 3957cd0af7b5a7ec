"""The catalogue: all events, each with its publisher and listeners.

The broker's topology, the rights of its users and the documents are generated from this table.
"""

from dataclasses import dataclass

from shared.events._event import Event
from shared.events.heartbeats import HEARTBEATS
from shared.events.membership import (
    BodyRegistered,
    DecreeIssued,
    DecreeRevoked,
    MemberContactChanged,
    MembershipEnded,
    MembershipGranted,
    OfficeClosed,
    OfficeRegistered,
    OfficeUpdated,
    PasswordLinkIssued,
    PostHolderChanged,
    TokensRevoked,
)
from shared.events.news import NewsCorrected, NewsPublished, NewsWithdrawn
from shared.events.reporting import CalendarChanged, ReportPeriodOpened, ReportSubmitted

SERVICES = ("membership", "news", "reporting", "notifier")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the catalogue, with its publisher and its listeners."""

    event: type[Event]
    publisher: str
    listeners: tuple[str, ...] = ()


CATALOGUE: tuple[Entry, ...] = (
    Entry(OfficeRegistered, "membership", ("news", "reporting", "notifier")),
    Entry(OfficeUpdated, "membership", ("news", "reporting", "notifier")),
    Entry(OfficeClosed, "membership", ("news", "reporting", "notifier")),
    Entry(BodyRegistered, "membership", ("news", "notifier")),
    Entry(PostHolderChanged, "membership", ("notifier",)),
    Entry(MemberContactChanged, "membership", ("notifier",)),
    Entry(PasswordLinkIssued, "membership", ("notifier",)),
    Entry(TokensRevoked, "membership", SERVICES),
    Entry(MembershipGranted, "membership"),
    Entry(MembershipEnded, "membership"),
    Entry(DecreeIssued, "membership", ("notifier",)),
    Entry(DecreeRevoked, "membership", ("notifier",)),
    Entry(NewsPublished, "news", ("reporting", "notifier")),
    Entry(NewsCorrected, "news", ("notifier",)),
    Entry(NewsWithdrawn, "news", ("reporting", "notifier")),
    Entry(CalendarChanged, "reporting"),
    Entry(ReportPeriodOpened, "reporting"),
    Entry(ReportSubmitted, "reporting", ("notifier",)),
    *(Entry(heartbeat, service, (service,)) for service, heartbeat in HEARTBEATS.items()),
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

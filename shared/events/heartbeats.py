"""Heartbeats: events that a service sends to itself, by the same route as all other events."""

from datetime import timedelta
from typing import ClassVar

from shared.events._event import Event, Instant


class Heartbeat(Event):
    """The base class of the services' heartbeats."""

    about: ClassVar[tuple[str, str]] = ("service", "service")
    kept: ClassVar[timedelta] = timedelta(hours=1)

    service: str
    beat_at: Instant


class MembershipHeartbeat(Heartbeat):
    """Sent by membership to itself, to check that its outbox, relay, queue and consumer work."""

    type: ClassVar[str] = "membership.heartbeat.v1"


class NewsHeartbeat(Heartbeat):
    """Sent by news to itself, to check that its outbox, relay, queue and consumer work."""

    type: ClassVar[str] = "news.heartbeat.v1"


class ReportingHeartbeat(Heartbeat):
    """Sent by reporting to itself, to check that its outbox, relay, queue and consumer work."""

    type: ClassVar[str] = "reporting.heartbeat.v1"


class NotifierHeartbeat(Heartbeat):
    """Sent by the notifier to itself, to check that its outbox, relay, queue and consumer work."""

    type: ClassVar[str] = "notifier.heartbeat.v1"


HEARTBEATS: dict[str, type[Heartbeat]] = {
    "membership": MembershipHeartbeat,
    "news": NewsHeartbeat,
    "reporting": ReportingHeartbeat,
    "notifier": NotifierHeartbeat,
}
"""The heartbeat of each service."""

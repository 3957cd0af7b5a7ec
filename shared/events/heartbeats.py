"""A service's message to itself, by the way that all events take."""

from datetime import timedelta
from typing import ClassVar

from pydantic import AwareDatetime

from shared.events._event import Event


class Heartbeat(Event):
    """What the heartbeats of all services have in common."""

    about: ClassVar[tuple[str, str]] = ("service", "service")
    kept: ClassVar[timedelta] = timedelta(hours=1)

    service: str
    beat_at: AwareDatetime


class MembershipHeartbeat(Heartbeat):
    """Membership's outbox, relay, queue and consumer work; nobody else listens."""

    type: ClassVar[str] = "membership.heartbeat.v1"


class NewsHeartbeat(Heartbeat):
    """News's outbox, relay, queue and consumer work; nobody else listens."""

    type: ClassVar[str] = "news.heartbeat.v1"


class ReportingHeartbeat(Heartbeat):
    """Reporting's outbox, relay, queue and consumer work; nobody else listens."""

    type: ClassVar[str] = "reporting.heartbeat.v1"


class NotifierHeartbeat(Heartbeat):
    """The notifier's outbox, relay, queue and consumer work; nobody else listens."""

    type: ClassVar[str] = "notifier.heartbeat.v1"


HEARTBEATS: dict[str, type[Heartbeat]] = {
    "membership": MembershipHeartbeat,
    "news": NewsHeartbeat,
    "reporting": ReportingHeartbeat,
    "notifier": NotifierHeartbeat,
}
"""The heartbeat of each service."""

"""The contracts between the services: the events, and the envelope in which they travel."""

from shared.events._envelope import CONTENT_TYPE, Envelope, FutureVersion, Malformed, UnknownType, decode
from shared.events._event import LARGEST_NUMBER, Event, WebAddress

__all__ = [
    "CONTENT_TYPE",
    "LARGEST_NUMBER",
    "Envelope",
    "Event",
    "FutureVersion",
    "Malformed",
    "UnknownType",
    "WebAddress",
    "decode",
]

"""The contracts between the services: the events, and the envelope in which they travel."""

from shared.events._envelope import CONTENT_TYPE, Envelope, FutureVersion, Malformed, UnknownType, decode
from shared.events._event import Event, WebAddress

__all__ = ["CONTENT_TYPE", "Envelope", "Event", "FutureVersion", "Malformed", "UnknownType", "WebAddress", "decode"]

"""The contracts: what a service may tell the others, and how it travels."""

from shared.events._envelope import Envelope, FutureVersion, Malformed, UnknownType, decode
from shared.events._event import Event

__all__ = ["Envelope", "Event", "FutureVersion", "Malformed", "UnknownType", "decode"]

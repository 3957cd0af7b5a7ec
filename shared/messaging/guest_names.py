"""How a guest's exchange, queues and user are named in the broker (ADR 38)."""

from typing import Final

RECEIPTS: Final = "ravabet.receipts"
"""The exchange through which the ingest answers guests; the routing key is the guest's name."""

GUEST_PREFIX: Final = "ravabet.guest."
"""What belongs to guests begins so; a guest's name has no dot."""

ENTRIES: Final = r"ravabet\.guest\.[a-z0-9]+\.in"
"""A regular expression for the queues from which the ingest reads."""


def user_of_guest(name: str) -> str:
    """Return the name of its user, which the gate for guests lets in (ADR 37)."""
    return f"guest.{name}"


def exchange_of_guest(name: str) -> str:
    """Return the topic exchange to which it publishes, with the type as routing key."""
    return f"{GUEST_PREFIX}{name}"


def entry_of_guest(name: str) -> str:
    """Return the queue behind its exchange, from which the ingest reads."""
    return f"{GUEST_PREFIX}{name}.in"


def receipts_of_guest(name: str) -> str:
    """Return the queue with the answers to what it published."""
    return f"{GUEST_PREFIX}{name}.receipts"


def reading_of_guest(name: str) -> str:
    """Return the queue with the public events that it may read."""
    return f"{GUEST_PREFIX}{name}.events"

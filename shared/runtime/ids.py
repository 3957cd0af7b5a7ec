"""Ids that sort by the time at which they were made, and secrets."""

import secrets
import time

import uuid_utils

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 16
_RANDOM_BITS = 32


def new_id() -> str:
    """Return an id for an aggregate: 16 letters and digits (48 bits of time in ms, 32 random bits), safe in URLs."""
    number = (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    return "".join(_ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(_LENGTH)))


def new_secret() -> str:
    """Return 192 random bits as text for URLs and cookies; nobody can guess it."""
    return secrets.token_urlsafe(24)


def new_event_id() -> str:
    """Return an id for an event: a UUID of version 7."""
    return str(uuid_utils.uuid7())

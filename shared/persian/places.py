"""Ids of places by their names, so that «محله چنار» is one place in whatever spelling systems and people write it."""

import hashlib
from functools import lru_cache

from shared.persian.text import for_finding, for_keeping


@lru_cache(maxsize=10_000)
def place_id(name: str) -> str:
    """Return the id of the place of this name: 16 hexadecimal digits, the same in every service."""
    key = for_finding(name) or for_keeping(name)
    return hashlib.blake2b(key.encode(), digest_size=8, person=b"ravabet-place").hexdigest()

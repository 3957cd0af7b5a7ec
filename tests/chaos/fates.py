"""What is to become of an event, from its number alone, so that the service and the judge agree."""

from typing import Literal
from zlib import crc32

Fate = Literal["handled", "stumbles", "poison"]

_STUMBLING, _POISON = 20, 4  # of a thousand


def fate(article: str, number: int) -> Fate:
    """Handled at once, handled after a first failure, or parked as something that can never succeed."""
    drawn = crc32(f"{article}:{number}".encode()) % 1000
    if drawn < _POISON:
        return "poison"
    return "stumbles" if drawn < _POISON + _STUMBLING else "handled"

"""The shelf from which readers get files: small ones that were asked for lately are at hand."""

from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

from shared.store.files import Files

_SMALL: Final = 1024 * 1024
_AT_HAND: Final = 48 * 1024 * 1024


@dataclass(slots=True)
class Shelf:
    """Gives out files by their hash. What it has at hand cannot be wrong: other bytes have another hash."""

    files: Files
    _at_hand: OrderedDict[str, bytes] = field(default_factory=OrderedDict, init=False)
    _bytes: int = field(default=0, init=False)

    async def whole(self, sha256: str, size: int) -> bytes | None:
        """Return a small file as a whole, checked by its hash; None for one that is to be read in parts.

        Raises NoSuchFile, FileDamaged, Unavailable.
        """
        if size > _SMALL:
            return None
        found = self._at_hand.get(sha256)
        if found is not None:
            self._at_hand.move_to_end(sha256)
            return found
        found = await self.files.read(sha256)
        if sha256 not in self._at_hand:
            self._at_hand[sha256] = found
            self._bytes += len(found)
        while self._bytes > _AT_HAND:
            self._bytes -= len(self._at_hand.popitem(last=False)[1])
        return found

    async def part(self, sha256: str, start: int, length: int) -> AsyncIterator[bytes]:
        """Return the pieces of a part of a file. Raises FileDamaged and Unavailable before the first piece, too."""
        pieces = self.files.part(sha256, start, length)
        first = await anext(pieces, b"")
        return _after(first, pieces)


async def _after(first: bytes, others: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in others:
        yield piece

"""The boxes of which an MP4, a MOV and an M4A consist (ISO 14496-12): found and emptied, never moved."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from services.news.media.erasing_outside import erase

_HEAD: Final = 8
_LONG_HEAD: Final = 16
_MOST: Final = 200_000


class BadBoxes(Exception):
    """The boxes do not fit into one another: it is cut off, or made to lead astray."""


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of a file with a name of four bytes."""

    name: bytes
    at: int
    body: int
    """Where its content begins."""
    end: int


class Boxes:
    """Reads boxes of an open file, so many of them at most."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.size = file.seek(0, 2)
        self._left = _MOST

    def top(self) -> Iterator[Box]:
        """Yield the boxes of the file. What stands behind the last one becomes an empty box, or zeros."""
        at = 0
        while at < self.size:
            box = self._box(at, self.size)
            if box is None:
                self._erase_rest(at)
                return
            yield box
            at = box.end

    def within(self, outer: Box) -> Iterator[Box]:
        """Yield the boxes in a box. Raises BadBoxes."""
        at = outer.body
        # QuickTime may end a list with four zero bytes.
        while at + _HEAD <= outer.end:
            box = self._box(at, outer.end)
            if box is None:
                raise BadBoxes
            yield box
            at = box.end
        erase(self.file, at, outer.end)

    def first(self, outer: Box, name: bytes) -> Box:
        """Return the first box of this name in a box. Raises BadBoxes when there is none."""
        found = next((each for each in self.within(outer) if each.name == name), None)
        if found is None:
            raise BadBoxes
        return found

    def read(self, at: int, length: int) -> bytes:
        """Return so many bytes. Raises BadBoxes when the file has fewer."""
        self.file.seek(at)
        found = self.file.read(length)
        if len(found) < length:
            raise BadBoxes
        return found

    def empty(self, box: Box) -> None:
        """Leave a box of the same length that says nothing, so that every offset stays true."""
        self.file.seek(box.at + 4)
        self.file.write(b"free")
        erase(self.file, box.body, box.end)

    def _box(self, at: int, end: int) -> Box | None:
        """Return the box that begins here; None when there is none that fits."""
        self._left -= 1
        if self._left < 0:
            raise BadBoxes
        self.file.seek(at)
        head = self.file.read(_LONG_HEAD)
        if len(head) < _HEAD or at + _HEAD > end:
            return None
        size, name = struct.unpack(">I4s", head[:_HEAD])
        body = at + _HEAD
        if size == 1 and len(head) == _LONG_HEAD:
            (size,), body = struct.unpack(">Q", head[_HEAD:]), at + _LONG_HEAD
        elif size == 0 and end == self.size:
            size = end - at
        if at + size < body or at + size > end:
            return None
        return Box(name, at, body, at + size)

    def _erase_rest(self, at: int) -> None:
        length = self.size - at
        erase(self.file, at, self.size)
        if length >= _HEAD:
            self.file.seek(at)
            # Without a length of its own when that does not fit: it then goes to the end.
            self.file.write(struct.pack(">I4s", length if length < 1 << 32 else 0, b"free"))

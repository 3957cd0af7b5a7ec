"""Leaves the sound in an Ogg file, and empties its comments: title, artist, place, a cover.

The comments are a packet of their own near the beginning. It stays as long as it was, so that every page stays where it
is; the sum by which each page is checked is made anew.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

_HEAD: Final = 27
_MOST_PAGES: Final = 2_000
_CONTINUED: Final = 1
_BEGINS: Final = 2
_COMMENTS: Final = {b"\x01vorbis": b"\x03vorbis", b"OpusHead": b"OpusTags", b"Speex   ": b""}
"""How a stream begins, and how the packet with its comments does."""
_FULL: Final = 255
_REVERSED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


class BadPages(Exception):
    """The pages do not follow one another, or are not of a kind whose comments we know."""


@dataclass(frozen=True, slots=True)
class _Page:
    at: int
    flags: int
    stream: bytes
    laces: bytes

    @property
    def body(self) -> int:
        return self.at + _HEAD + len(self.laces)

    @property
    def end(self) -> int:
        return self.body + sum(self.laces)


def clean_ogg(file: BinaryIO) -> None:
    """Empty the comments of every stream of an open file. Raises BadPages."""
    waiting: dict[bytes, bytes] = {}  # streams whose comments have not ended
    for page in _pages(file):
        if page.flags & _BEGINS:
            waiting[page.stream] = _beginning_of_comments(file, page)
        elif (start := waiting.get(page.stream)) is not None:
            is_over = _empty(file, page, start)
            if is_over:
                del waiting[page.stream]
            else:
                waiting[page.stream] = b""
        if not waiting:
            return
    raise BadPages


def _pages(file: BinaryIO) -> Iterator[_Page]:
    at, size = 0, file.seek(0, 2)
    for _ in range(_MOST_PAGES):
        file.seek(at)
        head = file.read(_HEAD)
        if len(head) < _HEAD or not head.startswith(b"OggS\0"):
            return
        page = _Page(at, head[5], head[14:18], file.read(head[26]))
        if page.end > size or len(page.laces) < head[26]:
            return  # cut off in the middle
        yield page
        at = page.end


def _beginning_of_comments(file: BinaryIO, page: _Page) -> bytes:
    file.seek(page.body)
    start = file.read(8)
    for begins, comments in _COMMENTS.items():
        if start.startswith(begins):
            return comments
    raise BadPages


def _empty(file: BinaryIO, page: _Page, start: bytes) -> bool:
    """Write no comments where the packet is or goes on, and return whether it ends on this page."""
    length, is_over = 0, False
    for lace in page.laces:
        length += lace
        if lace < _FULL:
            is_over = True
            break
    # Nobody as the maker, no comments; Vorbis wants a bit that says so.
    empty = start + bytes(8) + (b"\1" if start.startswith(b"\x03") else b"") if not page.flags & _CONTINUED else b""
    file.seek(page.body)
    file.write(empty[:length].ljust(length, b"\0"))
    file.seek(page.at)
    whole = bytearray(file.read(page.end - page.at))
    whole[22:26] = bytes(4)
    file.seek(page.at + 22)
    file.write(struct.pack("<I", _sum_of(bytes(whole))))
    return is_over


def _sum_of(page: bytes) -> int:
    """Return the CRC of Ogg: that of ZIP with the bits of every byte the other way round, and nothing inverted."""
    found = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{found:032b}"[::-1], 2)

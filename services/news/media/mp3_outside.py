"""Leaves the sound in an MP3, and cuts out its labels: ID3 in both versions, APE and Lyrics3."""

import struct
from typing import BinaryIO, Final

from services.news.media.erasing_outside import cut_out

_MOST_LABELS: Final = 100
_ID3: Final = 10
_HAS_FOOTER: Final = 0x10
_ID3_AT_THE_END: Final = 128
_ENHANCED: Final = 227
_APE: Final = 32
_HAS_HEADER: Final = 1 << 31


def clean_mp3(file: BinaryIO) -> None:
    """Cut every label out of an open file. Nothing may be left of one that holds no sound."""
    for _ in range(_MOST_LABELS):
        length = _at_the_beginning(file)
        if not length:
            break
        cut_out(file, 0, length)
    for _ in range(_MOST_LABELS):
        length = _at_the_end(file)
        if not length:
            break
        size = file.seek(0, 2)
        file.truncate(max(0, size - length))


def _at_the_beginning(file: BinaryIO) -> int:
    """Return how long the label is with which a file begins; 0 for none."""
    file.seek(0)
    head = file.read(_ID3)
    if len(head) < _ID3 or not head.startswith(b"ID3"):
        return 0
    return _ID3 + _seven_bits(head[6:]) + (_ID3 if head[5] & _HAS_FOOTER else 0)


def _at_the_end(file: BinaryIO) -> int:
    """Return how long the label is with which a file ends; 0 for none."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _ID3_AT_THE_END - _ENHANCED))
    tail = file.read()
    if tail[-_ID3_AT_THE_END:].startswith(b"TAG") and len(tail) >= _ID3_AT_THE_END:
        before = tail[:-_ID3_AT_THE_END]
        return _ID3_AT_THE_END + (_ENHANCED if before[-_ENHANCED:].startswith(b"TAG+") else 0)
    if tail[-_APE:].startswith(b"APETAGEX"):
        length, _, flags = struct.unpack("<III", tail[-20:-8])
        return int(length) + (_APE if flags & _HAS_HEADER else 0)
    if tail.endswith(b"LYRICS200") and tail[-15:-9].isdigit():
        return int(tail[-15:-9]) + 15
    if tail[-_ID3:].startswith(b"3DI"):
        return 2 * _ID3 + _seven_bits(tail[-4:])
    return 0


def _seven_bits(four: bytes) -> int:
    """Return a number of which each byte holds seven bits."""
    return sum((byte & 0x7F) << shift for byte, shift in zip(four, (21, 14, 7, 0), strict=True))

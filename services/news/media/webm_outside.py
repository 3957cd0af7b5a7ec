"""Leaves picture and sound in a WebM, and makes void what else is in it: tags, titles, chapters, attachments."""

from typing import BinaryIO, Final

from services.news.media.erasing_outside import erase

_SEGMENT, _CLUSTER, _INFO, _TRACKS, _TRACK = 0x18538067, 0x1F43B675, 0x1549A966, 0x1654AE6B, 0xAE
_OPENED: Final = {_SEGMENT, _INFO, _TRACKS, _TRACK}
_EMPTIED: Final = {
    0x1254C367,  # Tags
    0x1941A469,  # Attachments
    0x1043A770,  # Chapters
    0x7BA9,  # Title
    0x4461,  # DateUTC
    0x7384,  # SegmentFilename
    0x536E,  # Name of a track
    0xBF,  # a sum of what is beside it, which would not be true any more
    0xEC,  # Void: what was there before
}
_MUST_BE_THERE: Final = {0x4D80, 0x5741}
"""The programs that wrote it: players want the fields, but not what is in them."""
_VOID: Final = b"\xec"
_UNKNOWN: Final = 0x7F
"""As a length of one byte it means that nobody knows; so what is longer gets a length of eight bytes."""
_MOST: Final = 500_000
_LONGEST_ID: Final = 4
_LONGEST_SIZE: Final = 8


class BadElements(Exception):
    """The elements do not fit into one another."""


def clean_webm(file: BinaryIO) -> None:
    """Make void what is neither picture nor sound in an open file. Raises BadElements."""
    size = file.seek(0, 2)
    at = 0
    for _ in range(_MOST):
        if at >= size:
            return
        element = _element(file, at, size)
        if element is None:
            erase(file, at, size)  # cut off in the middle, or something that was put behind it
            return
        name, body, end = element
        if name in _OPENED or (name == _CLUSTER and end == size):
            at = body  # what is in it comes next; a recording on its way says no length
            continue
        if name in _EMPTIED:
            _make_void(file, at, end)
        elif name in _MUST_BE_THERE:
            erase(file, body, end)
        at = end
    raise BadElements


def _element(file: BinaryIO, at: int, size: int) -> tuple[int, int, int] | None:
    """Return name, beginning of the content and end of what is here; without a length it goes to the end."""
    file.seek(at)
    head = file.read(_LONGEST_ID + _LONGEST_SIZE)
    first = _width(head[:1])
    second = _width(head[first : first + 1])
    if not first or first > _LONGEST_ID or not second or len(head) < first + second:
        return None
    body = at + first + second
    length = int.from_bytes(head[first : first + second], "big") & ((1 << 7 * second) - 1)
    is_unknown = length == (1 << 7 * second) - 1
    end = size if is_unknown else body + length
    if end > size:
        name = int.from_bytes(head[:first], "big")
        return (name, body, size) if name in _OPENED or name == _CLUSTER else None
    return int.from_bytes(head[:first], "big"), body, end


def _width(first: bytes) -> int:
    """Return how many bytes a number has, by the first of them; 0 for one that there is not."""
    return 9 - first[0].bit_length() if first and first[0] else 0


def _make_void(file: BinaryIO, start: int, end: int) -> None:
    """Write one void element of this length."""
    length = end - start
    is_short = length - 2 < _UNKNOWN
    head = _VOID + (bytes([0x80 | (length - 2)]) if is_short else ((1 << 56) | (length - 9)).to_bytes(8, "big"))
    file.seek(start)
    file.write(head)
    erase(file, start + len(head), end)

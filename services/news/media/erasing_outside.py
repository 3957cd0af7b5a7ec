"""Takes bytes out of an open file, in pieces of a megabyte: a recording may be larger than memory."""

from typing import BinaryIO, Final

_AT_ONCE: Final = 1024 * 1024


def erase(file: BinaryIO, start: int, end: int) -> None:
    """Write zeros from `start` to before `end`; everything else stays where it is."""
    file.seek(start)
    while start < end:
        length = min(_AT_ONCE, end - start)
        file.write(bytes(length))
        start += length


def cut_out(file: BinaryIO, start: int, end: int) -> None:
    """Remove what is from `start` to before `end`; what comes after it moves up."""
    while True:
        file.seek(end)
        piece = file.read(_AT_ONCE)
        if not piece:
            break
        file.seek(start)
        file.write(piece)
        start, end = start + len(piece), end + len(piece)
    file.truncate(start)

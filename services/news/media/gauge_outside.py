"""Measures files by their headers, in pure Python, beside the requests."""

import asyncio
import io
import re
import struct
from typing import BinaryIO, Final

_HEAD_OF_WEBM: Final = 64 * 1024
_LONGEST: Final = 24 * 3600.0
_SCALE: Final = re.compile(rb"\x2a\xd7\xb1([\x81-\x84])")
_LENGTH: Final = re.compile(rb"\x44\x89(\x84|\x88)")
_MOST_BOXES: Final = 1_000


class HeaderGauge:
    """Asks imagesize and tinytag, which read no more than headers; what they cannot read, they do not know."""

    async def size_of(self, file: BinaryIO) -> tuple[int, int]:
        """Return width and height of a picture by its header; zeros when it does not tell."""
        return await asyncio.to_thread(_size_of, file)

    async def seconds_of(self, file: BinaryIO, media_type: str) -> float | None:
        """Return how long a recording is; None when it does not tell."""
        measure = _MEASURES.get(media_type, _seconds_of_sound)
        found = await asyncio.to_thread(measure, file)
        return round(found, 1) if found and 0 < found < _LONGEST else None


def _size_of(file: BinaryIO) -> tuple[int, int]:
    import imagesize  # noqa: PLC0415 - only when somebody uploads

    file.seek(0)
    try:
        width, height = imagesize.get(io.BytesIO(file.read(1024 * 1024)))
    except Exception:  # noqa: BLE001 - a header that nobody foresaw; the studio reads it with all care
        return 0, 0
    return max(0, int(width)), max(0, int(height))


def _seconds_of_sound(file: BinaryIO) -> float | None:
    from tinytag import TinyTag  # noqa: PLC0415 - as above

    file.seek(0)
    try:
        return TinyTag.get(file_obj=file, tags=False).duration
    except Exception:  # noqa: BLE001 - as above
        return None


def _seconds_of_webm(file: BinaryIO) -> float | None:
    """Duration times scale, which stand in the first kilobytes unless the recording was cut off."""
    file.seek(0)
    head = file.read(_HEAD_OF_WEBM)
    length, scale = _LENGTH.search(head), _SCALE.search(head)
    if not length:
        return None
    size = length[1][0] & 0x7F
    raw = head[length.end() : length.end() + size]
    if len(raw) < size:
        return None
    (ticks,) = struct.unpack(">f" if size == 4 else ">d", raw)  # noqa: PLR2004
    nanoseconds = int.from_bytes(head[scale.end() : scale.end() + (scale[1][0] & 0x7F)], "big") if scale else 1_000_000
    return float(ticks) * nanoseconds / 1e9


def _seconds_of_mp4(file: BinaryIO) -> float | None:
    """What the box `mvhd` in `moov` says, wherever that stands."""
    end = file.seek(0, 2)
    moov = _box(file, 0, end, b"moov")
    mvhd = _box(file, *moov, b"mvhd") if moov else None
    if not mvhd:
        return None
    file.seek(mvhd[0])
    content = file.read(32)
    try:
        scale, ticks = (
            struct.unpack(">20xIQ", content) if content[:1] == b"\1" else struct.unpack(">12xII", content[:20])
        )
    except struct.error:
        return None
    return ticks / scale if scale else None


def _box(file: BinaryIO, at: int, end: int, name: bytes) -> tuple[int, int] | None:
    """Return where the content of a box begins and ends."""
    for _ in range(_MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8 or at >= end:  # noqa: PLR2004
            return None
        size, kind = struct.unpack(">I4s", head[:8])
        body = 8
        if size == 1 and len(head) == 16:  # noqa: PLR2004
            (size,), body = struct.unpack(">Q", head[8:]), 16
        size = size or end - at
        if size < body:
            return None
        if kind == name:
            return at + body, min(end, at + size)
        at += size
    return None


_MEASURES: Final = {"video/webm": _seconds_of_webm, "video/mp4": _seconds_of_mp4, "audio/mp4": _seconds_of_mp4}

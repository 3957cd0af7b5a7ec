"""Leaves picture and sound in an MP4, a MOV or an M4A, and takes out what else a phone wrote into it.

A phone writes the place, its owner's name and its own into boxes of many kinds, and positions and faces into tracks
beside the picture. So what is kept is a list, and everything else becomes an empty box of the same length.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from services.news.media.boxes_outside import BadBoxes, Box, Boxes
from services.news.media.erasing_outside import erase
from services.news.media.kinds_domain import PICTURE_CODECS, must_be_playable

_KEPT: Final[Mapping[bytes, frozenset[bytes]]] = {
    b"": frozenset({b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"sidx", b"mfra"}),
    b"moov": frozenset({b"mvhd", b"trak", b"mvex"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf", b"elng"}),
    b"minf": frozenset({b"vmhd", b"smhd", b"hdlr", b"dinf", b"stbl"}),
    b"stbl": frozenset(
        {b"stsd", b"stts", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss", b"ctts", b"cslg", b"stps"}
        | {b"sdtp", b"sbgp", b"sgpd"}
    ),
    b"moof": frozenset({b"mfhd", b"traf"}),
    b"traf": frozenset({b"tfhd", b"tfdt", b"trun", b"sdtp", b"sbgp", b"sgpd"}),
    b"mvex": frozenset({b"mehd", b"trex"}),
}
"""What may stand in each box that holds others; the first row is the file."""
_TIMED: Final = {b"mvhd", b"tkhd", b"mdhd"}
_SHOWN: Final = {b"vide", b"soun"}
_NAME_OF_HANDLER: Final = 24
_NAME_OF_CODER: Final = slice(50, 82)
_MOST_CODECS: Final = 16
_MOST_SAMPLES: Final = 1_000_000


def clean_mp4(file: BinaryIO) -> str:
    """Take everything out of an open file but picture and sound, and return its type, by what is in it.

    Raises BadBoxes, and FileNotTaken when no browser plays it.
    """
    boxes = Boxes(file)
    top = list(boxes.top())
    media = [box for box in top if box.name == b"mdat"]
    movie = next((box for box in top if box.name == b"moov"), None)
    if movie is None:
        raise BadBoxes
    codecs = [codec for track in boxes.within(movie) if track.name == b"trak" for codec in _codecs_of(boxes, track)]
    must_be_playable(codecs)
    gone = {number for box in list(boxes.within(movie)) if (number := _without(boxes, box, media)) is not None}
    for box in top:
        _clean(boxes, box, b"", gone)
    return "video/mp4" if any(kind == "vide" for kind, _ in codecs) else "audio/mp4"


def _codecs_of(boxes: Boxes, track: Box) -> Iterator[tuple[str, str]]:
    """Yield what a track is, `vide` or `soun`, with each of its codecs; nothing for other tracks."""
    kind = _kind_of(boxes, track)
    if kind not in _SHOWN:
        return
    table = _table(boxes, track, b"stsd")
    entries = Box(b"stsd", table.at, table.body + 8, table.end)
    for number, entry in enumerate(boxes.within(entries)):
        if number >= _MOST_CODECS:
            raise BadBoxes
        yield kind.decode(), entry.name.decode("latin-1")


def _kind_of(boxes: Boxes, track: Box) -> bytes:
    handler = boxes.first(boxes.first(track, b"mdia"), b"hdlr")
    return boxes.read(handler.body + 8, 4)


def _table(boxes: Boxes, track: Box, name: bytes) -> Box:
    information = boxes.first(boxes.first(track, b"mdia"), b"minf")
    return boxes.first(boxes.first(information, b"stbl"), name)


def _without(boxes: Boxes, track: Box, media: list[Box]) -> int | None:
    """Take out a track that is neither picture nor sound, with all that it points to, and return its number."""
    if track.name != b"trak" or _kind_of(boxes, track) in _SHOWN:
        return None
    header = boxes.first(track, b"tkhd")
    is_long = boxes.read(header.body, 1) == b"\1"
    (number,) = struct.unpack(">I", boxes.read(header.body + (20 if is_long else 12), 4))
    left = boxes.size
    for start, end in list(_chunks(boxes, track)):
        left -= end - start
        if left < 0:
            raise BadBoxes  # it points to more than there is, to keep us busy
        if any(each.body <= start and end <= each.end for each in media):
            erase(boxes.file, start, end)
    boxes.empty(track)
    return int(number)


def _chunks(boxes: Boxes, track: Box) -> Iterator[tuple[int, int]]:
    """Yield where the samples of a track begin and end, chunk by chunk."""
    sizes = iter(_sizes(boxes, track))
    runs = _rows(boxes, _table(boxes, track, b"stsc"), ">III")
    try:
        starts = [start for (start,) in _rows(boxes, _table(boxes, track, b"stco"), ">I")]
    except BadBoxes:
        starts = [start for (start,) in _rows(boxes, _table(boxes, track, b"co64"), ">Q")]
    samples, following = 0, 0
    for number, start in enumerate(starts, 1):
        while following < len(runs) and runs[following][0] <= number:
            samples, following = runs[following][1], following + 1
        yield start, start + sum(size for size, _ in zip(sizes, range(min(samples, _MOST_SAMPLES)), strict=False))


def _sizes(boxes: Boxes, track: Box) -> Iterator[int]:
    table = _table(boxes, track, b"stsz")
    same, count = struct.unpack(">II", boxes.read(table.body + 4, 8))
    if count > _MOST_SAMPLES:
        raise BadBoxes
    if same:
        yield from (same for _ in range(count))
    else:
        yield from struct.unpack(f">{count}I", boxes.read(table.body + 12, 4 * count))


def _rows(boxes: Boxes, table: Box, form: str) -> list[tuple[int, ...]]:
    (count,) = struct.unpack(">I", boxes.read(table.body + 4, 4))
    if count > _MOST_SAMPLES:
        raise BadBoxes
    return list(struct.iter_unpack(form, boxes.read(table.body + 8, count * struct.calcsize(form))))


def _clean(boxes: Boxes, box: Box, outer: bytes, gone: set[int]) -> None:
    if box.name not in _KEPT[outer] or (box.name == b"traf" and _number_of(boxes, box) in gone):
        boxes.empty(box)
    elif box.name in _KEPT:
        for inner in list(boxes.within(box)):
            _clean(boxes, inner, box.name, gone)
    elif box.name in _TIMED:
        times = 16 if boxes.read(box.body, 1) == b"\1" else 8
        erase(boxes.file, box.body + 4, min(box.end, box.body + 4 + times))
    elif box.name == b"hdlr":
        erase(boxes.file, min(box.end, box.body + _NAME_OF_HANDLER), box.end)
    elif box.name == b"stsd":
        _forget_coders(boxes, box)
    elif box.name == b"dinf":
        _forget_disks(boxes, box)


def _number_of(boxes: Boxes, fragment: Box) -> int:
    header = boxes.first(fragment, b"tfhd")
    return int.from_bytes(boxes.read(header.body + 4, 4), "big")


def _forget_coders(boxes: Boxes, table: Box) -> None:
    """Pictures say by which program or camera they were compressed, in 32 bytes."""
    for entry in boxes.within(Box(b"stsd", table.at, table.body + 8, table.end)):
        if entry.end - entry.at >= _NAME_OF_CODER.stop and entry.name.decode("latin-1") in PICTURE_CODECS:
            erase(boxes.file, entry.at + _NAME_OF_CODER.start, entry.at + _NAME_OF_CODER.stop)


def _forget_disks(boxes: Boxes, box: Box) -> None:
    """A MOV says from which disk and folder it came; both are of use on one computer only."""
    references = boxes.first(box, b"dref")
    for each in boxes.within(Box(b"dref", references.at, references.body + 8, references.end)):
        erase(boxes.file, min(each.end, each.body + 4), each.end)

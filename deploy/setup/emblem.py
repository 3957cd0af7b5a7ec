"""Reads a county's emblem, and refuses what is no picture or could do more in a browser than be looked at."""

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped] # it has no types
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped] # it has no types

from deploy.setup.trouble import CannotSetUp
from shared.runtime.county import Emblem

_LARGEST: Final = 200 * 1024
_SIDES: Final = range(32, 2049)
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SAMPLES: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""How many numbers a dot has, by PNG's kinds of colour."""

_SVG: Final = "{http://www.w3.org/2000/svg}"
_DRAWN: Final = frozenset(
    {
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "title",
        "desc",
        "metadata",
        "style",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "textPath",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
        "marker",
        "switch",
        "image",
        "filter",
    }
)
_NOTES: Final = (
    "http://www.inkscape.org/",
    "http://sodipodi.sourceforge.net/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://creativecommons.org/ns#",
    "http://purl.org/dc/",
)
"""Drawing programs note authors, licences and their own settings in these spaces; browsers leave them alone."""
_LEADS_OUTSIDE: Final = re.compile(r"@import|url\(\s*['\"]?(?!['\"]?#)|javascript:|\\[0-9a-f]", re.IGNORECASE)
_INNER_PICTURE: Final = re.compile(r"data:image/(png|jpeg);base64,", re.IGNORECASE)


def read_emblem(file: Path) -> Emblem:
    """Return the emblem in a file. Raises CannotSetUp with a sentence when it is not fit to be one."""
    try:
        size = file.stat().st_size
        if size > _LARGEST:
            raise CannotSetUp(f"The emblem {file} has {size // 1024} KB: make it smaller than {_LARGEST // 1024} KB.")
        body = file.read_bytes()
    except OSError as error:
        raise CannotSetUp(f"The emblem {file} cannot be read ({error.strerror}).") from error
    if body.startswith(_PNG):
        if trouble := _trouble_of_png(body):
            raise CannotSetUp(f"The emblem {file} {trouble}.")
        return Emblem("png", body)
    if b"<svg" in body:
        if trouble := next(_troubles_of_svg(body), ""):
            raise CannotSetUp(f"The emblem {file} {trouble}: save it as a plain SVG, or as a PNG.")
        return Emblem("svg", body)
    raise CannotSetUp(f"The emblem {file} is no picture of the kinds PNG and SVG.")


def _trouble_of_png(body: bytes) -> str:
    try:
        chunks = list(_chunks(body))
        width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
        if width not in _SIDES or height not in _SIDES:
            return f"has {width} × {height} dots: make both sides {_SIDES[0]} to {_SIDES[-1]}"
        inflating = zlib.decompressobj()
        row = 1 + (width * depth * _SAMPLES[colour] + 7) // 8
        whole = 2 * height * row  # more than enough: interlaced pictures have a few rows more
        drawn = inflating.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"), whole)
    except (ValueError, KeyError, IndexError, struct.error, zlib.error):
        return "is a damaged PNG"
    is_whole = inflating.eof and (interlaced or len(drawn) == height * row)
    return "" if is_whole and chunks[-1][0] == b"IEND" else "is a damaged PNG"


def _chunks(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the pieces of a PNG. Raises ValueError or struct.error when one is damaged."""
    at = len(_PNG)
    while at < len(body):
        (length,) = struct.unpack_from(">I", body, at)
        kind, data = body[at + 4 : at + 8], body[at + 8 : at + 8 + length]
        (sum_of_it,) = struct.unpack_from(">I", body, at + 8 + length)
        if zlib.crc32(kind + data) != sum_of_it:
            raise ValueError(kind)
        yield kind, data
        at += 12 + length


def _troubles_of_svg(body: bytes) -> Iterator[str]:
    try:
        root: Element = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError):
        yield "is a damaged SVG, or declares entities"
        return
    if root.tag != f"{_SVG}svg":
        yield "is no SVG"
    if b"<?xml-stylesheet" in body:
        yield "loads a style from elsewhere"
    for element in root.iter():
        tag = str(element.tag)
        space, _, name = tag.rpartition("}")
        if not (space.strip("{").startswith(_NOTES) or (tag.startswith(_SVG) and name in _DRAWN)):
            yield f"holds <{name or tag}>, which could do more than be looked at"
        if _LEADS_OUTSIDE.search(element.text or ""):
            yield "refers to something outside itself"
        yield from _troubles_of_attributes(element)


def _troubles_of_attributes(element: Element) -> Iterator[str]:
    for attribute, value in element.attrib.items():
        name = attribute.rpartition("}")[2].lower()
        if name.startswith("on"):
            yield f"holds a script ({name})"
        if name in {"href", "src", "base"} and not (value.startswith("#") or _INNER_PICTURE.match(value)):
            yield "refers to something outside itself"
        if _LEADS_OUTSIDE.search(value):
            yield "refers to something outside itself"

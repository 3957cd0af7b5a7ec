"""What a file is: told by its bytes, and never by its name or by what its sender says."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from typing_extensions import override

from shared.language.shown import digits
from shared.language.speech import gettext as _

HEAD: Final = 4096
TAIL: Final = 66_000
"""Bytes at the beginning and at the end of a file that are looked at; the directory of a ZIP stands at its end."""
_MB: Final = 1024 * 1024


class Kind(StrEnum):
    """What people do with it."""

    PICTURE = "picture"
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"


KINDS: Final[Mapping[str, tuple[Kind, str]]] = {
    "image/jpeg": (Kind.PICTURE, "jpg"),
    "image/png": (Kind.PICTURE, "png"),
    "image/webp": (Kind.PICTURE, "webp"),
    "image/avif": (Kind.PICTURE, "avif"),
    "image/heic": (Kind.PICTURE, "heic"),
    "image/gif": (Kind.PICTURE, "gif"),
    "application/pdf": (Kind.DOCUMENT, "pdf"),
    "audio/mpeg": (Kind.AUDIO, "mp3"),
    "audio/mp4": (Kind.AUDIO, "m4a"),
    "audio/ogg": (Kind.AUDIO, "ogg"),
    "video/mp4": (Kind.VIDEO, "mp4"),
    "video/webm": (Kind.VIDEO, "webm"),
}
"""The types that are taken, with their kind and the end of their names: also all with which a file is ever served."""
KIND_NAMES: Final = {
    Kind.PICTURE: "تصویر",
    Kind.DOCUMENT: "پرونده PDF",
    Kind.AUDIO: "صدا",
    Kind.VIDEO: "ویدئو",
}

_PLAIN: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
)
_BRANDS: Final = {
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"), "image/heic"),
    **dict.fromkeys((b"M4A ", b"M4B "), "audio/mp4"),
    **dict.fromkeys(
        (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV"), "video/mp4"
    ),
}
_FRAME_OF_MP3: Final = re.compile(rb"\xff[\xe2-\xe7\xf2-\xf7\xfa\xfb]")
_RUNS: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|svg|script|iframe|object|embed|\?php)[\s>/]", re.IGNORECASE
)
_ZIP: Final = b"PK\x05\x06"


class FileNotTaken(Exception):
    """A file of a kind that is not taken; the sentence says what to do instead."""


class FileTooLarge(Exception):
    """A file with more bytes than its kind may have."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(most)

    @override
    def __str__(self) -> str:
        return _("این پرونده از %(most)s مگابایت بزرگ‌تر است.", most=digits(self.most // _MB))


def type_of(head: bytes, tail: bytes) -> str:
    """Return the type of a file, of those in KINDS. Raises FileNotTaken with a sentence for people.

    What holds a page or a program besides a picture or a recording is refused, though only pictures that are made anew
    are served as such.
    """
    found = _type_by_signature(head)
    if found is None:
        raise FileNotTaken(_sentence_for(head))
    if _RUNS.search(head) or _ZIP in tail:
        raise FileNotTaken("در این پرونده چیز دیگری هم پنهان است و پذیرفته نمی‌شود؛ آن را از نو ذخیره کنید.")
    return found


def _type_by_signature(head: bytes) -> str | None:
    for signature, media_type in _PLAIN:
        if head.startswith(signature):
            return media_type
    if head[4:8] == b"ftyp":
        return _type_by_brands(head)
    match head[:4]:
        case b"RIFF":
            return "image/webp" if head[8:12] == b"WEBP" else None
        case b"OggS":
            return "audio/ogg" if b"theora" not in head else None
        case b"\x1a\x45\xdf\xa3":
            return "video/webm" if b"webm" in head[:64] else None
        case _:
            pass
    return "audio/mpeg" if _FRAME_OF_MP3.match(head) else None


def _type_by_brands(head: bytes) -> str | None:
    end = min(int.from_bytes(head[:4], "big"), 128)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, end, 4))]
    return next((_BRANDS[brand] for brand in brands if brand in _BRANDS), None)


def _sentence_for(head: bytes) -> str:
    if head[4:12] == b"ftypqt  ":
        return "ویدئوی QuickTime پذیرفته نمی‌شود؛ آن را در قالب MP4 ذخیره کنید."
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if _RUNS.search(head) or start == b"<":
        return "پرونده‌های SVG و HTML پذیرفته نمی‌شوند، چون برنامه در آن‌ها جا می‌گیرد؛ تصویر را PNG کنید."
    return (
        "این نوع پرونده پذیرفته نمی‌شود: تصویر (JPEG، PNG، WebP، AVIF، HEIC، GIF)، PDF، صدا (MP3، M4A، OGG)"
        " یا ویدئو (MP4، WebM) ارسال کنید."
    )

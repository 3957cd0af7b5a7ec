"""What a file is: told by its bytes, and never by its name or by what its sender says."""

import re
from collections.abc import Collection, Mapping
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
        (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV", b"qt  "),
        "video/mp4",
    ),
}
"""A MOV of an iPhone (`qt  `) is an MP4 by another name: browsers play it when it is served as one."""
PICTURE_CODECS: Final = frozenset({"avc1", "avc3", "av01", "vp08", "vp09"})
_PLAYED: Final = {
    "vide": PICTURE_CODECS,
    "soun": frozenset({"mp4a", "Opus", "fLaC", ".mp3"}),
}
"""Codecs in MP4 that every browser of these years plays, in pictures and sound."""
_HEVC: Final = {"hvc1", "hev1", "dvh1", "dvhe"}
_FRAME_OF_MP3: Final = re.compile(rb"\xff[\xe2-\xe7\xf2-\xf7\xfa\xfb]")
_RUNS: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|svg|script|iframe|object|embed|\?php)[\s>/]", re.IGNORECASE
)
_ZIP: Final = b"PK\x05\x06"


class FileNotTaken(Exception):
    """A file of a kind that is not taken; the sentence says what to do instead."""


class CleanerAway(Exception):
    """No PDF can be cleaned at present; the same one may be later."""

    @override
    def __str__(self) -> str:
        return _("بخشی که PDFها را آماده می‌کند اکنون کار نمی‌کند؛ کمی بعد دوباره تلاش کنید.")


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


def must_be_playable(codecs: Collection[tuple[str, str]]) -> None:
    """Raise FileNotTaken when browsers do not play what is in an MP4: pairs of `vide` or `soun` and the codec."""
    if not codecs:
        raise FileNotTaken("در این پرونده نه تصویری هست و نه صدایی.")
    for kind, codec in codecs:
        if codec in _HEVC:
            raise FileNotTaken(
                "این ویدئو با HEVC فشرده شده است و بسیاری از مرورگرها آن را پخش نمی‌کنند. در آیفون از"
                " «Settings › Camera › Formats» گزینه «Most Compatible» را انتخاب کنید، یا آن را به MP4 با H.264 تبدیل"
                " کنید."
            )
        if codec not in _PLAYED[kind]:
            raise FileNotTaken("مرورگرها این ویدئو یا صدا را پخش نمی‌کنند؛ آن را در قالب MP4 با H.264 و AAC ذخیره کنید.")


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
    if head[4:8] in {b"moov", b"mdat", b"wide"}:
        return "ویدئوی QuickTime قدیمی پذیرفته نمی‌شود؛ آن را در قالب MP4 با H.264 و AAC ذخیره کنید."
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if _RUNS.search(head) or start == b"<":
        return "پرونده‌های SVG و HTML پذیرفته نمی‌شوند، چون برنامه در آن‌ها جا می‌گیرد؛ تصویر را PNG کنید."
    return (
        "این نوع پرونده پذیرفته نمی‌شود: تصویر (JPEG، PNG، WebP، AVIF، HEIC، GIF)، PDF، صدا (MP3، M4A، OGG)"
        " یا ویدئو (MP4، WebM) ارسال کنید."
    )

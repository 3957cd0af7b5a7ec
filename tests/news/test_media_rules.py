"""What files are, how long recordings are, and what may be said and done with media; without any server."""

import io
import struct
from datetime import UTC, datetime

import pytest

from services.news.articles.media_domain import MOST_SHOWN, Shown, shown_media
from services.news.desk.media_forms import TypedMedia
from services.news.media.domain import (
    Described,
    Licence,
    Media,
    MediaId,
    MediaNotFound,
    MediaWithdrawn,
    NotDescribed,
    Rendition,
    State,
    described,
    file_name,
)
from services.news.media.gauge_outside import HeaderGauge
from services.news.media.kinds_domain import FileNotTaken, type_of
from services.news.media.uploads_domain import read_metadata
from services.news.pictures.domain import Focus

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
MP3 = (b"\xff\xfb\x90\x00" + bytes(413)) * 200
WEBM = (
    b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"
    b"\x15\x49\xa9\x66\x90\x2a\xd7\xb1\x83\x0f\x42\x40\x44\x89\x88" + struct.pack(">d", 7_250.0)
)
M4A = (
    struct.pack(">I4s4sI", 16, b"ftyp", b"M4A ", 0)
    + struct.pack(">I4s", 8, b"free")
    + struct.pack(">I4s", 124, b"moov")
    + struct.pack(">I4s4xQQIQ76x", 116, b"mvhd", 0, 0, 0, 0)
)


def ftyp(*brands: bytes) -> bytes:
    return struct.pack(">I4s4sI", 16 + 4 * len(brands[1:]), b"ftyp", brands[0], 0) + b"".join(brands[1:])


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\xff\xd8\xff\xe1", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (ftyp(b"avif"), "image/avif"),
        (ftyp(b"mif1", b"mif1", b"heic"), "image/heic"),
        (ftyp(b"mif1", b"avif"), "image/avif"),
        (ftyp(b"isom", b"mp42"), "video/mp4"),
        (M4A, "audio/mp4"),
        (MP3, "audio/mpeg"),
        (b"ID3\x04", "audio/mpeg"),
        (b"OggS\0\x02", "audio/ogg"),
        (WEBM, "video/webm"),
        (b"%PDF-1.7", "application/pdf"),
    ],
)
def test_a_file_is_what_its_bytes_say(head: bytes, media_type: str) -> None:
    assert type_of(head, head) == media_type


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\0" * 40,
        b"RIFF\0\0\0\0WAVE",
        b"RIFF",
        b"\xff\xff\xff\xff",
        ftyp(b"xxxx"),
        b"\xef\xbb\xbf <svg/>",
        b" %PDF-1.7",
    ],
)
def test_anything_else_is_refused(head: bytes) -> None:
    with pytest.raises(FileNotTaken):
        type_of(head, head)


@pytest.mark.parametrize(
    ("content", "media_type", "seconds"),
    [
        (WEBM, "video/webm", 7.2),
        (WEBM[:40], "video/webm", None),
        (MP3, "audio/mpeg", 5.2),
        (M4A, "audio/mp4", None),
        (b"OggS", "audio/ogg", None),
        (b"", "video/mp4", None),
        (struct.pack(">I4s", 1, b"moov") + bytes(3), "video/mp4", None),
        (struct.pack(">I4s", 0, b"free") * 3, "video/mp4", None),
    ],
)
async def test_how_long_a_recording_is(content: bytes, media_type: str, seconds: float | None) -> None:
    assert await HeaderGauge().seconds_of(io.BytesIO(content), media_type) == seconds


async def test_a_header_that_tells_nothing_is_left_to_the_studio() -> None:
    assert await HeaderGauge().size_of(io.BytesIO(b"\xff\xd8\xff")) == (0, 0)


def a_picture(**changes: object) -> Media:
    rendition = Rendition("480-aa.webp", "page", "image/webp", "aa", 10, 480, 320)
    fields = {"state": State.READY, "renditions": (rendition,), "said": Described(alt="نهر")} | changes
    return Media(
        id=MediaId("m1"),
        media_type="image/jpeg",
        sha256="ff",
        size=100,
        name="a.jpg",
        owners=("office/water",),
        uploaded_by="p-1",
        uploaded_at=NOON,
        **fields,  # type: ignore[arg-type]
    )


def test_a_withdrawn_picture_stays_withdrawn_whatever_comes_later() -> None:
    media = a_picture()

    assert media.withdraw(explanation="کودک", at=NOON) == {"ff", "aa"}
    assert media.withdraw(explanation="دیگر", at=NOON) == frozenset()
    media.develop(10, 10, [Rendition("480-bb.webp", "page", "image/webp", "bb", 10)])
    media.refuse("too_hard")

    assert (media.state, media.renditions, media.due) == (State.WITHDRAWN, (), False)
    assert media.withdrawal
    assert media.withdrawal.explanation == "کودک"
    with pytest.raises(MediaWithdrawn):
        media.find("480-aa.webp")


def test_a_file_is_found_by_its_whole_name_only() -> None:
    media = a_picture()

    assert media.find("480-aa.webp").sha256 == "aa"
    with pytest.raises(MediaNotFound):
        media.find("480")


def test_what_articles_show_stays_described() -> None:
    media = a_picture()

    with pytest.raises(NotDescribed):
        media.describe(Described(), is_used=True)
    assert media.said.alt == "نهر"
    media.describe(Described(decorative=True), is_used=True)
    media.describe(Described(), is_used=False)
    with pytest.raises(NotDescribed):
        media.must_be_showable()


def test_a_moved_focal_point_has_the_card_made_anew_and_the_same_one_does_not() -> None:
    media = a_picture()

    media.look_at(Focus())
    assert not media.due
    media.look_at(Focus(0.2, 0.4))
    assert media.due
    with pytest.raises(ValueError, match="within"):
        Focus(1.2, 0)


def test_descriptions_are_cleaned() -> None:
    said = described(alt="  نهر\u202e  تازه\n", decorative=False, credit=" سارا ", licence="free beer")

    assert said == Described(alt="نهر تازه", credit="سارا", licence=Licence.OWN)
    assert described(alt="نهر", decorative=True).alt == ""


@pytest.mark.parametrize(("given", "kept"), [("C:\\عکس\\نهر.jpg", "نهر.jpg"), ("../../a.jpg", "a.jpg"), ("", "")])
def test_a_name_is_without_folders(given: str, kept: str) -> None:
    assert file_name(given) == kept


def test_metadata_that_cannot_be_read_is_left_out() -> None:
    assert read_metadata("alt 2YbZh9ix,bad %%%,latin /w==,empty") == {"alt": "نهر", "empty": ""}


def test_each_is_shown_once_in_the_order_of_its_number() -> None:
    fields = {"order-a": "۲", "order-b": "1", "order-c": "x", "caption-b": " نهر "}

    typed = TypedMedia.of(["a", "b", "c", "a"], fields)

    assert typed.read() == (Shown(MediaId("b"), "نهر"), Shown(MediaId("a")), Shown(MediaId("c")))
    assert typed.version == -1
    assert len(shown_media((str(number), "") for number in range(100))) == MOST_SHOWN

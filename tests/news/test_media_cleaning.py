"""What makers write into recordings and PDFs is not given to readers; opened by exiftool and by other libraries."""

import io
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from tinytag import TinyTag

from services.news.media.cleaner_outside import FileCleaner
from services.news.media.gauge_outside import HeaderGauge
from services.news.media.kinds_domain import HEAD, FileNotTaken, type_of
from services.news.media.mp3_outside import clean_mp3
from tests.news.recordings import SAMPLES, a_pdf, a_track, an_mp4, box
from tests.news.test_pictures import a_picture, needs_exiftool, tags_of, with_a_place, written

PERSONAL = (b"Ali", b"Zahra", b"35.68", b"Apple", b"secret")
ENDLESS = a_track(b"meta", b"mebx", chunks=(0,)).replace(b"stsz" + bytes(11), b"stsz" + bytes(8) + b"\xff" * 3)


@pytest.fixture
async def cleaner() -> AsyncIterator[FileCleaner]:
    cleaner = FileCleaner()
    yield cleaner
    await cleaner.close()


async def cleaned(cleaner: FileCleaner, content: bytes) -> tuple[bytes, str]:
    """Return what is shown instead of a file, and its type."""
    file, media_type = await cleaner.clean(io.BytesIO(content), type_of(content[:HEAD], content[-HEAD:]))
    file.seek(0)
    return file.read(), media_type


@needs_exiftool
@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("phone.mov", "video/mp4"),
        ("fragments.mp4", "video/mp4"),
        ("voice.m4a", "audio/mp4"),
        ("song.mp3", "audio/mpeg"),
        ("song.ogg", "audio/ogg"),
        ("voice.ogg", "audio/ogg"),
        ("clip.webm", "video/webm"),
    ],
)
async def test_a_recording_loses_place_and_names_and_keeps_its_length(
    cleaner: FileCleaner, name: str, media_type: str, tmp_path: Path
) -> None:
    content = (SAMPLES / name).read_bytes()
    assert any(word in content for word in PERSONAL)

    found, of_type = await cleaned(cleaner, content)

    assert of_type == media_type
    assert not [word for word in PERSONAL if word in found]
    told = tags_of(found, tmp_path)
    assert not {each for each in told if each.startswith(("GPS", "Artist", "Title", "Comment", "Author", "Picture"))}
    assert "Error" not in told
    gauge = HeaderGauge()
    assert await gauge.seconds_of(io.BytesIO(found), media_type) == await gauge.seconds_of(
        io.BytesIO(content), media_type
    )
    if not name.endswith("mp3"):
        assert len(found) == len(content)  # nothing moves, so that every offset stays true
    assert (await cleaned(cleaner, found))[0] == found


def test_another_library_reads_what_is_left_of_an_mp3() -> None:
    file = io.BytesIO((SAMPLES / "song.mp3").read_bytes())
    ape = struct.pack("<8sIIII8x", b"APETAGEX", 2000, 32 + 20, 1, 1 << 31)
    file.seek(0, 2)
    file.write(ape + b"Artist Zahra Zahra..".ljust(20) + ape + b"LYRICSBEGINAli000014LYRICS200" + b"TAG".ljust(128))

    clean_mp3(file)

    assert b"Zahra" not in file.getvalue()
    assert b"Ali" not in file.getvalue()
    file.seek(0)
    tag = TinyTag.get(file_obj=file, filename="a.mp3")
    assert (tag.artist, round(tag.duration or 0)) == (None, 1)


async def test_tracks_of_places_go_with_all_that_they_point_to(cleaner: FileCleaner) -> None:
    """A phone writes where it was beside each picture, an action camera even more."""
    place = b"+35.6892+051.3890/"
    empty = an_mp4(a_track(b"vide", b"avc1"), a_track(b"meta", b"mebx", number=2, chunks=(0,), size=len(place)))
    at = len(empty)
    movie = an_mp4(
        a_track(b"vide", b"avc1"),
        a_track(b"meta", b"mebx", number=2, chunks=(at,), size=len(place)),
        data=place + b"picture",
    )

    found, _ = await cleaned(cleaner, movie)

    assert movie[at:].startswith(place)
    assert found[at:] == bytes(len(place)) + b"picture"
    assert b"mebx" not in found
    assert len(found) == len(movie)


async def test_what_is_written_behind_a_recording_goes_too(cleaner: FileCleaner) -> None:
    movie = an_mp4()

    assert (await cleaned(cleaner, movie))[0] == movie
    for behind in (b"place of Ali in more than a few bytes", b"Ali", box(b"uuid", b"Ali"), box(b"free", b"Ali")):
        found, _ = await cleaned(cleaner, movie + behind)
        assert found.startswith(movie)
        assert b"Ali" not in found


@pytest.mark.parametrize(
    "content",
    [
        an_mp4()[:-30],
        an_mp4(b"\0\0\0\3junk"),
        an_mp4(a_track(b"meta", b"mebx")),
        an_mp4(a_track(b"vide", b"avc1"), a_track(b"meta", b"mebx", chunks=(0,) * 1000, size=0x7FFFFFFF)),
        an_mp4(a_track(b"vide", b"avc1"), ENDLESS),
        box(b"ftyp", b"isom", bytes(4)) + box(b"moov", box(b"moov") * 300),
        b"OggS\0\2" + bytes(100),
        (SAMPLES / "song.ogg").read_bytes()[:100],
        b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm" + b"\xec\x80" * 600_000,
        a_pdf()[:200],
        b"%PDF-1.7\n%%EOF\n",
        a_pdf(password="geheim"),
    ],
    ids=[
        "cut",
        "junk",
        "no picture",
        "bomb",
        "large table",
        "no track",
        "ogg",
        "cut ogg",
        "webm",
        "cut pdf",
        "no pdf",
        "locked",
    ],
)
async def test_what_is_broken_or_made_to_lead_astray_is_refused_in_a_sentence(
    cleaner: FileCleaner, content: bytes
) -> None:
    with pytest.raises(FileNotTaken, match=r".{20}"):
        await cleaned(cleaner, content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ((SAMPLES / "high-efficiency.mov").read_bytes(), "Most Compatible"),
        (an_mp4(a_track(b"vide", b"hvc1")), "Most Compatible"),
        (an_mp4(a_track(b"vide", b"mp4v")), "H.264"),
        (an_mp4(a_track(b"vide", b"avc1"), a_track(b"soun", b"samr")), "AAC"),
    ],
)
async def test_what_browsers_do_not_play_is_refused_with_what_to_do(
    cleaner: FileCleaner, content: bytes, said: str
) -> None:
    with pytest.raises(FileNotTaken, match=said):
        await cleaned(cleaner, content)


async def test_a_pdf_loses_its_maker_and_stays_readable(cleaner: FileCleaner) -> None:
    content = a_pdf(author="Zahra Private")

    found, _ = await cleaned(cleaner, content)

    assert b"Zahra" in content
    assert b"Zahra" not in found
    with pikepdf.open(io.BytesIO(found)) as pdf:
        assert (len(pdf.pages), "/Info" in pdf.trailer, "/Metadata" in pdf.Root) == (1, False, False)
    assert (await cleaned(cleaner, found))[0] == found


async def test_a_photograph_in_a_pdf_loses_its_place_too(cleaner: FileCleaner) -> None:
    photograph = written(a_picture(60, 40), "JPEG", exif=with_a_place())
    with pikepdf.open(io.BytesIO(a_pdf())) as pdf:
        stream = pikepdf.Stream(pdf, photograph, Filter=pikepdf.Name.DCTDecode, Subtype=pikepdf.Name.Image)
        pdf.pages[0].obj["/Photograph"] = pdf.make_indirect(stream)
        with_photograph = io.BytesIO()
        pdf.save(with_photograph)

    found, _ = await cleaned(cleaner, with_photograph.getvalue())

    assert b"Telefon" in with_photograph.getvalue()
    assert b"Telefon" not in found
    with pikepdf.open(io.BytesIO(found)) as pdf:
        picture = Image.open(io.BytesIO(pdf.pages[0].obj["/Photograph"].read_raw_bytes()))
        picture.load()
        assert (picture.size, dict(picture.getexif())) == ((60, 40), {})


async def test_a_sealed_letter_is_shown_as_it_is_and_a_lock_against_changes_stays(cleaner: FileCleaner) -> None:
    sealed = a_pdf(author="Zahra", signed=True)
    assert (await cleaned(cleaner, sealed))[0] == sealed

    found, _ = await cleaned(cleaner, a_pdf(author="Zahra", owner="o"))
    with pikepdf.open(io.BytesIO(found)) as pdf:
        assert (pdf.is_encrypted, "/Info" in pdf.trailer) == (True, False)

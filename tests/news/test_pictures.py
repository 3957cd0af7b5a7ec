"""What the studio makes of pictures, opened by another library, and what it refuses."""

import io
import json
import shutil
import struct
import subprocess
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pillow_heif
import pytest
import pyvips
from PIL import Image, ImageCms, ImageDraw, TiffImagePlugin

from services.news.pictures.domain import (
    Developed,
    Focus,
    PictureInPasses,
    PictureRefused,
    PictureTooHard,
    PictureTooLarge,
    crop_around,
    widths_of,
)
from services.news.pictures.studio_outside import Studio

MIDDLE = Focus()
needs_exiftool = pytest.mark.skipif(shutil.which("exiftool") is None, reason="apt-get install libimage-exiftool-perl")


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    studio = Studio()
    yield studio
    await studio.close()


def a_picture(width: int = 2000, height: int = 1000, mode: str = "RGB") -> Image.Image:
    """Red at the left, blue at the right."""
    picture = Image.new(mode, (width, height), "blue")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 2, height), fill="red")
    return picture


def written(picture: Image.Image, name: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, name, **options)
    return file.getvalue()


def with_a_place() -> Image.Exif:
    """EXIF as a phone writes it: turned by 90 degrees, with camera and place."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Telefon"
    exif.get_ifd(0x8825).update({1: "N", 2: (TiffImagePlugin.IFDRational(35), 41, 20), 3: "E", 4: (51, 23, 0)})
    return exif


def opened(content: bytes) -> pyvips.Image:
    """Read by libvips, all of it: a file that is cut short fails."""
    picture = pyvips.Image.new_from_buffer(content, "", fail_on="warning")
    picture.avg()
    return picture


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "HEIF"])
async def test_each_kind_becomes_pictures_for_pages_and_a_card(studio: Studio, name: str) -> None:
    pillow_heif.register_heif_opener()

    found = await studio.develop(written(a_picture(), name), MIDDLE)

    assert (found.width, found.height) == (2000, 1000)
    sizes = {(each.use, each.media_type, each.width, each.height) for each in found.made}
    assert sizes == {
        *(("page", f"image/{kind}", width, width // 2) for kind in ("webp", "avif") for width in (480, 960, 1600)),
        ("card", "image/jpeg", 1200, 630),
    }
    for each in found.made:
        picture = opened(each.content)
        assert (picture.width, picture.height) == (each.width, each.height)


@needs_exiftool
async def test_what_the_camera_wrote_is_gone_and_the_picture_is_upright(studio: Studio, tmp_path: Path) -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF/></x:xmpmeta>'
    taken = written(a_picture(1200, 600), "JPEG", exif=with_a_place(), xmp=xmp, comment=b"of the author")
    assert "GPSLatitude" in tags_of(taken, tmp_path)

    found = await studio.develop(taken, MIDDLE)

    assert (found.width, found.height) == (600, 1200)
    for each in found.made:
        told = tags_of(each.content, tmp_path)
        assert not {name for name in told if name.startswith(("GPS", "Make", "XMP", "Orientation", "Comment"))}
    largest = opened(next(each.content for each in found.made if each.media_type == "image/webp"))
    top, bottom = largest(300, 50), largest(300, 1100)
    assert top[0] > 200 > top[2], "red is on top after the turn"
    assert bottom[2] > 200 > bottom[0]


async def test_colours_of_another_profile_are_changed_to_srgb(studio: Studio) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    broken = written(a_picture(600, 300), "JPEG", icc_profile=b"not a profile")
    other = written(a_picture(600, 300), "PNG", icc_profile=lab.tobytes())

    for content in (broken, other):
        found = await studio.develop(content, MIDDLE)
        assert all("icc-profile-data" not in opened(each.content).get_fields() for each in found.made)


async def test_a_small_picture_is_not_made_larger(studio: Studio) -> None:
    found = await studio.develop(written(a_picture(300, 200), "PNG"), MIDDLE)

    assert {each.width for each in found.made if each.use == "page"} == {300}


@pytest.mark.parametrize(
    ("mode", "name"), [("RGBA", "PNG"), ("P", "GIF"), ("L", "PNG"), ("I;16", "PNG"), ("CMYK", "JPEG")]
)
async def test_every_mode_of_colours_is_read(studio: Studio, mode: str, name: str) -> None:
    found = await studio.develop(written(Image.new(mode, (700, 300)), name), MIDDLE)

    assert len(found.made) == 5


async def test_the_card_keeps_the_focal_point(studio: Studio) -> None:
    wide = written(a_picture(4000, 1000), "JPEG")

    left, right = [card_of(await studio.develop(wide, Focus(x, 0.5))) for x in (0.1, 0.9)]

    assert left(600, 300)[0] > 200 > left(600, 300)[2]
    assert right(600, 300)[2] > 200 > right(600, 300)[0]


@pytest.mark.parametrize("focus", [Focus(0, 0), Focus(1, 1), MIDDLE])
@pytest.mark.parametrize("size", [(4000, 1000), (100, 4000), (1, 1), (1200, 630)])
def test_a_crop_lies_within_its_picture(size: tuple[int, int], focus: Focus) -> None:
    left, top, right, bottom = crop_around(*size, focus)

    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    assert all(width >= 1 and height >= 1 for width, height in widths_of(*size))


async def test_a_bomb_is_refused_by_its_header(studio: Studio) -> None:
    """60,000 by 60,000 pixels of nothing: 10 GB of memory in some kilobytes."""
    with pytest.raises(PictureTooLarge, match="مگاپیکسل"):
        await studio.develop(a_png_bomb(60_000, 60_000), MIDDLE)


async def test_what_needs_too_much_memory_ends_its_worker_and_the_next_picture_is_made() -> None:
    studio = Studio(memory=260_000_000)
    try:
        with pytest.raises(PictureTooHard):
            await studio.develop(a_png_bomb(7_000, 7_000), MIDDLE)
        assert (await studio.develop(written(a_picture(600, 300), "PNG"), MIDDLE)).width == 600
    finally:
        await studio.close()


async def test_what_takes_too_long_is_broken_off() -> None:
    studio = Studio(seconds=0.2)
    try:
        with pytest.raises(PictureTooHard):
            await studio.develop(a_png_bomb(7_000, 7_000), MIDDLE)
    finally:
        await studio.close()


@pytest.mark.parametrize("end", [0, 20, 900])
async def test_a_picture_that_is_cut_short_is_refused(studio: Studio, end: int) -> None:
    with pytest.raises(PictureRefused, match="باز نمی‌شود"):
        await studio.develop(written(a_picture(), "JPEG")[:end], MIDDLE)


def card_of(developed: Developed) -> pyvips.Image:
    return opened(next(each.content for each in developed.made if each.use == "card"))


def tags_of(content: bytes, folder: Path) -> dict[str, object]:
    file = folder / "picture"
    file.write_bytes(content)
    said = subprocess.run(["exiftool", "-json", "-G0:1", file], capture_output=True, check=True).stdout  # noqa: S603, S607
    (told,) = json.loads(said)
    return {name.rpartition(":")[2] if "XMP" not in name else "XMP": value for name, value in told.items()}


def a_png_bomb(width: int, height: int) -> bytes:
    """A PNG of black RGB pixels, made without having them."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    squeeze = zlib.compressobj(1)
    row = bytes(1 + 3 * width)
    rows = (
        b"".join(squeeze.compress(row) for _ in range(min(height, 7_000) if width < 10_000 else 10)) + squeeze.flush()
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def test_a_progressive_picture_that_is_too_large_for_its_passes_is_told_as_what_it_is(studio: Studio) -> None:
    content = written(a_picture(800, 600), "JPEG", progressive=True)
    assert (await studio.develop(content, MIDDLE)).width == 800
    size = struct.pack(">HH", 600, 800)
    assert content.count(size) == 1

    with pytest.raises(PictureInPasses, match=r"Progressive.*کوچک‌تر"):
        await studio.develop(content.replace(size, struct.pack(">HH", 12_240, 16_320)), MIDDLE)

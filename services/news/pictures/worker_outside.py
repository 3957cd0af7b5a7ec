"""Develops pictures: `python -m services.news.pictures.worker_outside`, which only the studio starts.

A picture comes from anybody who may write, so this process can do nothing but compute: it knows no secret, opens no
file and no connection once it is ready, and the kernel stops it when a picture takes too much time or memory.
"""

import io
import json
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

import pillow_heif
from PIL import Image, ImageCms, JpegImagePlugin, UnidentifiedImageError

from services.news.pictures.domain import (
    SHARED,
    WIDTHS,
    Focus,
    PictureRefused,
    crop_around,
    fitted,
    must_be_readable,
    widths_of,
)
from shared.runtime.worker_frames import DONE, FAULT, READY, answer, framed, read_bytes, read_request
from shared.runtime.worker_limits import ended_after, shut_in

_FORMATS: Final = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF")
_OF_JPEG: Final = {"JPEG", "MPO"}
_NICE: Final = 19
"""Requests come first: the service answers them on the same cores."""
_ROTATED: Final = {5, 6, 7, 8}
"""Values of EXIF's orientation by which width and height change places."""
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SAVED: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "image/webp": ("WEBP", {"quality": 78, "method": 2}),
    "image/avif": ("AVIF", {"quality": 60, "speed": 9, "max_threads": 1}),
    "image/jpeg": ("JPEG", {"quality": 82, "optimize": True, "progressive": True}),
}
_SRGB: Final = ImageCms.createProfile("sRGB")


def work(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more; the first one says how many bytes of addresses may be used."""
    opening = read_request(requests)
    if opening is None:
        return
    os.nice(_NICE)
    Image.init()
    pillow_heif.register_heif_opener(thumbnails=False)
    # The frames say how many bytes there are, and `must_be_readable` how many pixels.
    Image.MAX_IMAGE_PIXELS = None
    _develop(_first(), Focus())  # what is loaded at first use is loaded before files are out of reach
    shut_in(opening["memory"])
    answer(answers, READY)
    while request := read_request(requests):
        content = read_bytes(requests)
        with ended_after(request["seconds"]):
            kind, found = _answered(content, Focus(*request["focus"]))
        answer(answers, kind, found)


def _answered(content: bytes, focus: Focus) -> tuple[bytes, bytes]:
    try:
        return DONE, _develop(content, focus)
    except PictureRefused as refused:
        reason = refused.reason
    except MemoryError:
        os.abort()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError, KeyError, IndexError):
        # What Pillow and its plugins raise for a picture that is broken.
        reason = PictureRefused.reason
    return FAULT, json.dumps({"reason": reason}).encode()


def _develop(content: bytes, focus: Focus) -> bytes:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
        media_type = "image/jpeg" if opened.format in _OF_JPEG else Image.MIME.get(opened.format or "", "")
        must_be_readable(media_type, *opened.size, in_passes=_in_passes(opened))
        size = _upright(opened)
        picture = _shown(opened, size)
    made = list(_made(picture, size, focus))
    said = {"width": size[0], "height": size[1], "made": [each for each, _ in made]}
    return framed(json.dumps(said).encode()) + b"".join(framed(bytes_of) for _, bytes_of in made)


def _in_passes(picture: Image.Image) -> int:
    """Return how many bytes of coefficients the decoder of a progressive JPEG keeps; 0 for all others."""
    if not isinstance(picture, JpegImagePlugin.JpegImageFile) or "progressive" not in picture.info:
        return 0
    layers = [across * down for _, across, down, _ in picture.layer]
    return 2 * picture.size[0] * picture.size[1] * sum(layers) // max(*layers, 1)


def _upright(picture: Image.Image) -> tuple[int, int]:
    """Return width and height as people see them, and let JPEG be read no larger than it is needed."""
    width, height = picture.size
    is_rotated = picture.getexif().get(_ORIENTATION) in _ROTATED
    size = (height, width) if is_rotated else (width, height)
    needed = fitted(*size, WIDTHS[-1])
    picture.draft(None, needed[::-1] if is_rotated else needed)
    return size


def _shown(opened: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the largest of the pictures for pages: upright, in sRGB, and nothing but pixels.

    It is made small first: each copy of a whole picture would take some hundred megabytes.
    """
    profile, turn = opened.info.get("icc_profile"), opened.getexif().get(_ORIENTATION, 1)
    width, height = fitted(*size, WIDTHS[-1])
    picture = _of_eight_bits(opened)
    needed = (height, width) if turn in _ROTATED else (width, height)
    if picture.size != needed:
        picture = picture.resize(needed, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turn in _TURNS:
        picture = picture.transpose(_TURNS[turn])
    picture = _in_srgb(picture, profile)
    picture.info = {}  # what is left there would be written into each file
    return picture


def _of_eight_bits(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith(("I", "F")):
        return picture.convert("I").point(lambda value: value / 256).convert("RGB")
    if picture.mode in {"RGB", "RGBA", "CMYK"} and "transparency" not in picture.info:
        return picture
    has_alpha = picture.mode in {"LA", "PA", "RGBa", "La"} or "transparency" in picture.info
    return picture.convert("RGBA" if has_alpha else "RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            changed = ImageCms.profileToProfile(
                picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), _SRGB, outputMode=mode
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            changed = None  # a profile that is broken or of other colours says nothing
        if changed is not None:
            return changed
    return picture.convert(mode)


def _made(picture: Image.Image, size: tuple[int, int], focus: Focus) -> Iterator[tuple[Mapping[str, Any], bytes]]:
    smaller = picture
    for width, height in reversed(widths_of(*size)):
        if smaller.size != (width, height):
            smaller = smaller.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        for media_type in ("image/avif", "image/webp"):
            yield _saved("page", media_type, smaller)
    card = picture.crop(crop_around(*picture.size, focus))
    card.thumbnail(SHARED, Image.Resampling.LANCZOS)
    if card.mode == "RGBA":
        white = Image.new("RGB", card.size, "white")
        white.paste(card, mask=card.getchannel("A"))
        card = white
    yield _saved("card", "image/jpeg", card)


def _saved(use: str, media_type: str, picture: Image.Image) -> tuple[Mapping[str, Any], bytes]:
    written = io.BytesIO()
    name, options = _SAVED[media_type]
    picture.save(written, name, **options)
    width, height = picture.size
    return {"use": use, "media_type": media_type, "width": width, "height": height}, written.getvalue()


def _first() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 64)).save(written, "JPEG", icc_profile=ImageCms.ImageCmsProfile(_SRGB).tobytes())
    for name in ("HEIF", "AVIF", "WEBP", "PNG", "GIF"):
        other = io.BytesIO()
        Image.new("RGB", (64, 64)).save(other, name)
        Image.open(io.BytesIO(other.getvalue())).load()
    return written.getvalue()


if __name__ == "__main__":
    work(sys.stdin.buffer, sys.stdout.buffer)

"""What is made of a picture, and why nothing may be made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from typing_extensions import override

from shared.language.shown import digits
from shared.language.speech import gettext as _

WIDTHS: Final = (480, 960, 1600)
"""Of the pictures on pages, in pixels: a phone's list, a phone's article or a list on a desk, an article on a desk."""
TALLEST: Final = 4_800
"""No picture on a page is higher, whatever its width."""
SHARED: Final = (1200, 630)
"""Width and height of the picture on the card that messengers show for a link."""
MOST_PIXELS_OF_JPEG: Final = 220_000_000
"""A phone of 200 megapixels makes one; JPEG is read at an eighth of its size, which needs little memory."""
MOST_BYTES_IN_PASSES: Final = 450_000_000
"""Of a progressive JPEG, of which the decoder keeps all coefficients, two bytes each."""
SURELY_IN_PASSES: Final = MOST_BYTES_IN_PASSES // 6
"""As many pixels of one are read whatever it says of its colours: three coefficients for each."""
MOST_PIXELS: Final = 50_000_000
"""Of all others, which have to be read as a whole."""
PICTURES: Final[Mapping[str, str]] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "image/avif": "AVIF",
    "image/heic": "HEIC",
    "image/gif": "GIF",
}
"""What can be read, and how people call it."""


class PictureRefused(Exception):
    """Nothing can be made of this picture; tried again, it fails again."""

    reason = "unreadable"
    """What stands for it in a document."""

    @override
    def __str__(self) -> str:
        return why_refused(self.reason)


class PictureTooLarge(PictureRefused):
    """It has more pixels than are read."""

    reason = "too_large"


class PictureTooHard(PictureRefused):
    """It takes more time or memory than a picture may, whatever it says of itself."""

    reason = "too_hard"


class PictureInPasses(PictureRefused):
    """A JPEG whose pixels stand in it in several passes: it has to be read as a whole, and is too large for that."""

    reason = "in_passes"


class StudioBroken(Exception):
    """No picture can be made at present; the same one may succeed later."""

    @override
    def __str__(self) -> str:
        return _("بخش ساخت تصویر اکنون کار نمی‌کند؛ کمی بعد دوباره تلاش کنید.")


@dataclass(frozen=True, slots=True)
class Focus:
    """The point of a picture that a crop keeps, from 0 at the left and the top to 1."""

    x: float = 0.5
    y: float = 0.5

    def __post_init__(self) -> None:
        if not (0 <= self.x <= 1 and 0 <= self.y <= 1):
            raise ValueError("a focal point lies within its picture")


@dataclass(frozen=True, slots=True)
class Made:
    """One picture that was made of another."""

    use: str
    """`page` or `card`."""
    media_type: str
    width: int
    height: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Developed:
    """All that was made of a picture, and its own size as people see it."""

    width: int
    height: int
    made: Sequence[Made]


def must_be_readable(media_type: str, width: int, height: int, *, in_passes: int = 0) -> None:
    """Raise PictureTooLarge when a picture of this size is not read. It is asked before anything is decoded.

    `in_passes` is how many bytes of coefficients a progressive JPEG has; raises PictureInPasses for too many.
    """
    most = MOST_PIXELS_OF_JPEG if media_type == "image/jpeg" else MOST_PIXELS
    if width * height > most:
        raise PictureTooLarge
    if in_passes > MOST_BYTES_IN_PASSES:
        raise PictureInPasses


def why_refused(reason: str) -> str:
    """Return the sentence for what a document says of a refused picture."""
    match reason:
        case "too_large":
            return _(
                "این تصویر بیش از حد بزرگ است: تا %(jpeg)s مگاپیکسل در قالب JPEG و تا %(others)s مگاپیکسل در قالب‌های"
                " دیگر پذیرفته می‌شود.",
                jpeg=digits(MOST_PIXELS_OF_JPEG // 1_000_000),
                others=digits(MOST_PIXELS // 1_000_000),
            )
        case "in_passes":
            return _(
                "این JPEG «تدریجی» (progressive) است و برای این نوع بیش از حد بزرگ است: تا %(most)s مگاپیکسل پذیرفته"
                " می‌شود. در برنامه ویرایش عکس تیک «Progressive» را بردارید و دوباره ذخیره کنید، یا آن را کوچک‌تر کنید.",
                most=digits(SURELY_IN_PASSES // 1_000_000),
            )
        case "too_hard":
            return _("باز کردن این تصویر بیش از حد زمان یا حافظه خواست؛ آن را کوچک‌تر کنید و دوباره ارسال کنید.")
        case _:
            return _("این تصویر باز نمی‌شود؛ شاید ناقص رسیده باشد. دوباره ارسال کنید یا آن را در قالب JPEG ذخیره کنید.")


def fitted(width: int, height: int, most: int) -> tuple[int, int]:
    """Return the size on a page that is `most` pixels wide; nothing is made larger than it is."""
    scale = min(1.0, most / width, TALLEST / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def widths_of(width: int, height: int) -> Sequence[tuple[int, int]]:
    """Return the sizes that are made for pages, the smallest first, each once."""
    return tuple(dict.fromkeys(fitted(width, height, most) for most in WIDTHS))


def crop_around(width: int, height: int, focus: Focus) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of the largest part in the shape of a card that is nearest to the focus."""
    shape = SHARED[0] / SHARED[1]
    across, down = (width, round(width / shape)) if width / height < shape else (round(height * shape), height)
    across, down = max(1, min(across, width)), max(1, min(down, height))
    left = round(min(max(focus.x * width - across / 2, 0), width - across))
    top = round(min(max(focus.y * height - down / 2, 0), height - down))
    return left, top, left + across, top + down

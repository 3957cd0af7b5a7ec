"""The same pictures as one writes it at first: Pillow within the service, the whole photograph decoded."""

import io
import time
from statistics import median
from typing import Any

from PIL import Image, ImageOps

from tests.bench.contestants.life import play
from tests.bench.contestants.photographs import a_photograph, peak_of

_WIDTHS = (480, 960, 1600)


async def develop(pictures: int) -> dict[str, Any]:
    """Return the seconds that one takes, and the most megabytes of the process, which does nothing else meanwhile."""
    taken, times = a_photograph(), []
    for _ in range(pictures):
        began = time.perf_counter()
        _develop(taken)
        times.append(time.perf_counter() - began)
    return {"seconds": median(times), "peak": peak_of()}


def _develop(taken: bytes) -> None:
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(taken))).convert("RGB")
    for width in _WIDTHS:
        smaller = picture.resize((width, picture.height * width // picture.width), Image.Resampling.LANCZOS)
        smaller.save(io.BytesIO(), "WEBP", quality=78)
        smaller.save(io.BytesIO(), "AVIF", quality=60)
    ImageOps.fit(picture, (1200, 630)).save(io.BytesIO(), "JPEG", quality=82)


if __name__ == "__main__":
    play(develop)

"""A photograph of twelve megapixels as a phone takes it: much detail, four megabytes of JPEG."""

import io

from PIL import Image

_SIZE = (4000, 3000)


def a_photograph() -> bytes:
    """Return the JPEG."""
    width, height = _SIZE
    grain = Image.effect_noise((width // 8, height // 8), 80).resize(_SIZE, Image.Resampling.BICUBIC)
    turned = [grain.transpose(way) for way in (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM)]
    written = io.BytesIO()
    Image.merge("RGB", (grain, *turned)).save(written, "JPEG", quality=90)
    return written.getvalue()


def peak_of(process: int | str = "self") -> float:
    """Return the most memory that a process of this machine ever held, in megabytes."""
    with open(f"/proc/{process}/status", encoding="ascii") as file:  # noqa: PTH123
        line = next(line for line in file if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 1e6

"""Paints scenes, which makes photographs of what a drawing says, and prints the paper."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Final

import typst
from PIL import Image

from deploy.local.county.scenery.land import LANDS, shades_of, sky
from deploy.local.county.scenery.shapes import HEIGHT, WIDTH, drawing
from deploy.local.county.scenery.things import THINGS
from services.membership.typesetting.worker_outside import FONTS

_PAPER: Final = Path(__file__).with_name("guide.typ")
_QUALITY: Final = 90
_SHEET: Final = f"""#set page(width: {WIDTH}pt, height: {HEIGHT}pt, margin: 0pt)
#image(bytes(sys.inputs.drawing), format: "svg", width: 100%, height: 100%)
"""


class Painter:
    """Paints one scene after another; nothing of one is left in the next."""

    def __init__(self) -> None:
        self._easel = typst.Compiler(ignore_system_fonts=True)

    def painted(self, sky_name: str, land: str, things: Sequence[str], *, seed: str) -> bytes:
        """Return a scene as a JPEG of 1600 × 1067 points. Raises KeyError for what nobody can draw."""
        drawing_of_it = drawn(sky_name, land, things, seed=seed)
        pixels = self._easel.compile(_SHEET.encode(), format="png", ppi=72.0, sys_inputs={"drawing": drawing_of_it})
        written = BytesIO()
        with Image.open(BytesIO(_one(pixels))) as picture:
            picture.convert("RGB").save(written, "JPEG", quality=_QUALITY)
        return written.getvalue()


def drawn(sky_name: str, land: str, things: Sequence[str], *, seed: str) -> str:
    """Return a scene as SVG. Raises KeyError for what nobody can draw."""
    dice = Random(seed)  # noqa: S311 - only where a tree stands
    behind, (below, _) = sky(sky_name, dice), LANDS[land]
    layers = (below(dice), *(THINGS[each](dice) for each in things))
    return drawing(behind, *layers, shades=shades_of(sky_name, land))


def printed(said: str) -> bytes:
    """Return the paper of one page as a PDF; `said` is JSON with what stands on it."""
    printer = typst.Compiler(root=_PAPER.parent, font_paths=[FONTS], ignore_system_fonts=True)
    return _one(printer.compile(str(_PAPER), format="pdf", sys_inputs={"said": said}))


def _one(made: bytes | list[bytes] | None) -> bytes:
    """Return the one page of something. Raises ValueError when there is none, or more."""
    if not isinstance(made, bytes):
        raise ValueError("not one page")  # noqa: TRY004 - it is no matter of types
    return made

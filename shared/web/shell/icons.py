"""Tabler icons (MIT) as one sprite; a page carries only the symbols it uses."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup

_SHEET: Final = (Path(__file__).parent / "static" / "icons" / "sprite.svg").read_text("utf-8")
SYMBOLS: Final[dict[str, str]] = {
    found.group(1): found.group(0) for found in re.finditer(r'<symbol id="i-([a-z0-9-]+)".*?</symbol>', _SHEET)
}
_USED: Final = re.compile(r'<use href="#i-([a-z0-9-]+)"')


@cache
def icon(name: str, *, turns: bool = False) -> Markup:
    """The drawing, silent for screen readers; `turns` for one that points along the line of reading.

    A name that is not in the sprite is a KeyError: a page never shows an empty place.
    """
    SYMBOLS[name]
    direction = " icon-turns" if turns else ""
    return Markup('<svg class="icon{}" aria-hidden="true"><use href="#i-{}"/></svg>').format(direction, name)


def with_sprite(page: str) -> str:
    """Put the symbols that the page uses in front of its end."""
    used = sorted(set(_USED.findall(page)))
    if not used:
        return page
    symbols = "".join(SYMBOLS[name] for name in used)
    return page.replace("</body>", f'<svg class="sprite" id="sprite" aria-hidden="true">{symbols}</svg></body>', 1)

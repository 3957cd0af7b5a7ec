"""Tabler icons (MIT) from one sprite; a page holds only the symbols that it uses."""

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
    """Return an icon, hidden from screen readers; with `turns` it is mirrored by the direction of reading.

    Raises KeyError for a name that is not in the sprite, so that no page shows an empty place.
    """
    SYMBOLS[name]
    direction = " icon-turns" if turns else ""
    return Markup('<svg class="icon{}" aria-hidden="true"><use href="#i-{}"/></svg>').format(direction, name)


def with_sprite(page: str) -> str:
    """Add the symbols that a page uses to the end of its body."""
    used = sorted(set(_USED.findall(page)))
    if not used:
        return page
    symbols = "".join(SYMBOLS[name] for name in used)
    return page.replace("</body>", f'<svg class="sprite" id="sprite" aria-hidden="true">{symbols}</svg></body>', 1)

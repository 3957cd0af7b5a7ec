"""Which way a line of a message runs in programs that decide it by its first letter."""

import unicodedata
from typing import Final

_RIGHT_TO_LEFT_MARK: Final = "\u200f"
_ISOLATES: Final = frozenset({"LRI", "RLI", "FSI"})


def from_right(text: str) -> str:
    """Return the text so that each of its lines with Persian in it runs from right to left.

    Mail programs and messengers turn a line that begins with a Latin letter the other way. A mark at its head, which
    nobody sees, prevents that. A line without Persian stays as it is: a URL, or a name.
    """
    return "\n".join(_line(each) for each in text.split("\n"))


def _line(line: str) -> str:
    has_persian = any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in line)
    return f"{_RIGHT_TO_LEFT_MARK}{line}" if has_persian and _first_strong(line) == "L" else line


def _first_strong(line: str) -> str:
    """The direction of the first letter that has one; what stands in isolates does not count (Unicode's rule P2)."""
    depth = 0
    for kind in map(unicodedata.bidirectional, line):
        if kind in _ISOLATES:
            depth += 1
        elif kind == "PDI":
            depth = max(depth - 1, 0)
        elif depth == 0 and kind in {"L", "R", "AL"}:
            return kind
    return ""

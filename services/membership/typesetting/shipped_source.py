"""The templates that come with a release, and what all of them have in common."""

from functools import cache
from pathlib import Path
from typing import Final

from services.membership.typesetting.domain import Template

_FOLDER: Final = Path(__file__).parent / "typst"

VERSIONS: Final = {"decree": 1, "certificate": 1, "invitation": 1}
"""Each shipped template, and the version that a release gives it: one more with every change of what it prints."""


@cache
def letterhead() -> str:
    """Return what `letterhead.typ` holds: the head and the foot, and how text is set."""
    return (_FOLDER / "letterhead.typ").read_text(encoding="utf-8")


@cache
def shipped(name: str) -> Template:
    """Return a template that comes with this release. Raises KeyError when there is none of this name."""
    version = VERSIONS[name]
    return Template(name, version, (_FOLDER / f"{name}.typ").read_text(encoding="utf-8"))

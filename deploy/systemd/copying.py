"""Copies what a server without containers needs out of this folder."""

import shutil
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent


def copy_units(into: Path) -> None:
    """Copy the units and the two commands, `install` and `ravabet`, into a new folder."""
    shutil.copytree(_HERE, into, symlinks=False, ignore=shutil.ignore_patterns("*.py", "__pycache__"))

"""Writes the folder that is carried to a server without containers: wheels, units, the two commands, the texts."""

import shutil
from pathlib import Path
from typing import Final

from deploy.images.building import PROJECT, put_wheels
from deploy.systemd.copying import copy_units

_TEXTS: Final = ("README.md", "RUNBOOK.md")


def write_folder(folder: Path, source: Path = PROJECT) -> None:
    """Write all into a new folder; `source` is the folder of the project.

    Raises CannotBuild with a sentence when something is missing.
    """
    (folder / "wheels").mkdir(parents=True)
    put_wheels(folder / "wheels", source)
    copy_units(folder / "systemd")
    for name in _TEXTS:
        shutil.copy(PROJECT / "deploy" / name, folder)

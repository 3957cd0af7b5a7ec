"""`python -m deploy.systemd FOLDER`: all that a server without containers needs, in one folder."""

import shutil
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deploy.images.trouble import CannotBuild
from deploy.systemd.writing import write_folder

say, complain = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)


def write(folder: Annotated[Path, typer.Argument(help="A folder that is not there yet.", metavar="FOLDER")]) -> None:
    """Write wheels, units and `install` into a new folder, to be carried to the server."""
    if folder.exists():
        complain.print(f"{folder} is there already: name another folder.")
        raise typer.Exit(1)
    try:
        write_folder(folder)
    except CannotBuild as error:
        shutil.rmtree(folder)
        complain.print(str(error))
        raise typer.Exit(1) from error
    say.print(f"{folder} is written. On the server, as root: {folder.name}/systemd/install")


typer.run(write)

"""`python -m deploy.bundle --key KEY`: writes `ravabet-<version>.tar` out of the images that were built here."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deploy.bundle.making import IMAGES, Contents, gather, pack, seal
from deploy.images.building import put_wheels
from deploy.images.sbom import write_sbom
from deploy.images.trouble import CannotBuild
from shared.runtime.version import own_version

say, complain = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)


def make(
    *,
    key: Annotated[Path, typer.Option(help="The maintainers' private SSH key, or the public half of one in an agent.")],
    into: Annotated[Path, typer.Option("--into", help="The folder for the bundle.")] = Path(),
    version: Annotated[str, typer.Option(help="The tag of the images.")] = own_version().release,
) -> None:
    """Write the bundle of a release whose images are here (`make images`).

    Exit code 1, and a sentence, when it fails.
    """
    contents = Contents(version, IMAGES, sbom=write_sbom, wheels=put_wheels)
    try:
        with tempfile.TemporaryDirectory(prefix=".ravabet-bundle-", dir=into) as work:
            folder = Path(work) / f"ravabet-{version}"
            gather(contents, folder)
            seal(folder, key)
            say.print(f"{pack(folder, into)}")
    except CannotBuild as error:
        complain.print(str(error))
        raise typer.Exit(1) from error
    except OSError as error:
        complain.print(f"The bundle cannot be written into {into} ({error.strerror}).")
        raise typer.Exit(1) from error


if __name__ == "__main__":
    typer.run(make)

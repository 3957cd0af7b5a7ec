"""`python -m deploy.images`: `build` makes the images, `sbom` lists what is in one."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deploy.images.building import Release, build
from deploy.images.sbom import write_sbom
from deploy.images.trouble import CannotBuild
from shared.events.catalogue import SERVICES
from shared.runtime.version import own_version

app = typer.Typer(help="Container images.", no_args_is_help=True, pretty_exceptions_enable=False)
say, complain = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)

_ALL = (*SERVICES, "gateway")
_OWN = own_version().release

Names = Annotated[list[str] | None, typer.Argument(help=f"Some of {', '.join(_ALL)}; all of them, when none is named.")]
Tag = Annotated[str, typer.Option(help="The tag of the images.")]
Output = Annotated[Path, typer.Option("--output", "-o", help="A file; - is this terminal.")]


@app.command("build")
def build_images(
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Some of {', '.join(_ALL)}; all, when none is named.")
    ] = None,
    *,
    tag: Tag = _OWN,
    version: Annotated[str, typer.Option(help="The version that they tell of themselves.")] = _OWN,
    fresh: Annotated[bool, typer.Option("--fresh", help="Use no layer of an earlier build.")] = False,
) -> None:
    """Build images from this folder. Exit code 1, and a sentence, when that fails."""
    wanted = names or list(_ALL)
    if unknown := [each for each in wanted if each not in _ALL]:
        raise typer.BadParameter(f"{unknown[0]}: choose from {', '.join(_ALL)}", param_hint="NAMES")
    try:
        for image in build(wanted, Release.here(version), tag=tag, fresh=fresh):
            say.print(image)
    except CannotBuild as error:
        complain.print(str(error))
        raise typer.Exit(1) from error


@app.command("sbom")
def sbom(image: str, output: Output = Path("-")) -> None:
    """Write the CycloneDX list of all Python and Debian packages in an image, such as ravabet/news:0.1.0."""
    try:
        text = write_sbom(image)
    except CannotBuild as error:
        complain.print(str(error))
        raise typer.Exit(1) from error
    if output == Path("-"):
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")
        say.print(f"{output}")


app()

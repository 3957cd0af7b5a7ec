"""`ravabet contracts`: whether contracts fit together, and the contracts for those who have none of our code."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.events._shapes import Schema
from shared.events.checking import Fault, compared, released, unmet
from shared.events.exporting import exported
from shared.operations.contracts_wheel import write_wheel
from shared.operations.stores import complain
from shared.runtime.version import own_version

app = typer.Typer(
    help="Check that contracts of events fit together, and write them for other systems.", no_args_is_help=True
)

_BROKEN = 1
_NOT_CHECKED = 2

Folder = Annotated[Path, typer.Argument(help="Where to write; files of an earlier export are written anew.")]
Against = Annotated[
    Path | None,
    typer.Option(help="A folder with the schemas of the release before, as `export` writes it: <type>.json each."),
]
Schemas = Annotated[
    Path | None,
    typer.Option(help="A folder with the schemas to be checked, of another repository; without it, this release's."),
]
Needs = Annotated[Path | None, typer.Option(help='A JSON file: {"needs": {"news.published.v1": ["url", "lead?"]}}.')]


class _Needs(BaseModel):
    """What another system reads of our events."""

    model_config = ConfigDict(extra="forbid")

    consumer: str = ""
    needs: dict[str, list[str]]


class _Unreadable(Exception):
    """A folder or file that was named cannot be used; the message says why."""


@app.command()
def check(
    against: Against = None,
    schemas: Schemas = None,
    needs: Needs = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Say whether schemas fit those of the release before (--against), and have what somebody reads (--needs).

    Exit code 0 when all fits, 1 when something breaks, 2 when it could not be checked.
    """
    if against is None and needs is None:
        raise typer.BadParameter("say what to check: --against, --needs, or both")
    try:
        offered = _schemas_in(schemas) if schemas else released()
        faults = compared(_schemas_in(against), offered) if against else []
        faults += unmet(_needs_in(needs).needs, offered) if needs else []
    except _Unreadable as error:
        complain.print(f"Nothing was checked: {error}", highlight=False)
        raise typer.Exit(_NOT_CHECKED) from error
    _tell(faults, len(offered), as_json=as_json)
    if faults:
        raise typer.Exit(_BROKEN)


@app.command()
def export(folder: Folder) -> None:
    """Write JSON Schemas, samples, asyncapi.yaml and the catalogue, for systems in any language."""
    files = exported()
    try:
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(content, encoding="utf-8")
    except OSError as error:
        complain.print(f"It could not be written: {error.strerror}: {error.filename}", highlight=False)
        raise typer.Exit(_NOT_CHECKED) from error
    typer.echo(f"{len(files)} files are in {folder}. Begin with {folder / 'README.md'}.")


@app.command()
def wheel(folder: Folder) -> None:
    """Write the contracts alone as a package for other systems in Python, which needs Pydantic and no more."""
    try:
        file = write_wheel(folder, own_version().release)
    except OSError as error:
        complain.print(f"It could not be written: {error.strerror}: {error.filename}", highlight=False)
        raise typer.Exit(_NOT_CHECKED) from error
    typer.echo(f"{file}: to be installed with pip install {file.name}")


def _schemas_in(folder: Path) -> dict[str, Schema]:
    inner = folder / "schemas"
    files = sorted((inner if inner.is_dir() else folder).glob("*.json"))
    if not files:
        raise _Unreadable(f"there is no schema in {folder}")
    return {file.stem: _object_in(file) for file in files}


def _needs_in(file: Path) -> _Needs:
    try:
        return _Needs.model_validate(_object_in(file))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise _Unreadable(f"{file}: {'.'.join(map(str, first['loc'])) or 'it'}: {first['msg']}") from error


def _object_in(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise _Unreadable(f"{file} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise _Unreadable(f"{file} is not JSON") from error
    if not isinstance(found, dict):
        raise _Unreadable(f"{file} is no object of JSON")
    return found


def _tell(faults: list[Fault], checked: int, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"checked": checked, "faults": [asdict(fault) for fault in faults]}, ensure_ascii=False))
        return
    for fault in faults:
        typer.echo(f"{fault.event_type}: {fault.sentence}")
    typer.echo(f"{len(faults)} faults." if faults else f"All fits: {checked} types of events.")

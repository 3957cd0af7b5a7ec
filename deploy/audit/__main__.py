"""`make audit`, or `python -m deploy.audit`: are there known faults in the libraries that are locked?

The exit code is 0 when there are none but those that are allowed, 1 when there are some or the list of what is allowed
has an entry that is over or wrong, and 3 when not everything could be looked at, as without a network.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from deploy.audit.allowed import AllowList
from deploy.audit.asking import Answer, ask
from deploy.audit.trouble import CannotAudit, OutOfReach
from shared.persian.jalali import day_of
from shared.runtime.clock import utc_now

_PROJECT: Final = Path(__file__).parents[2]
_LOCKED: Final = tuple(_PROJECT / "requirements" / f"{name}.txt" for name in ("base", "dev", "uv"))
_ALLOWED: Final = Path(__file__).with_name("allowed.toml")
_FOUND, _OUT_OF_REACH = 1, 3

say = Console(soft_wrap=True, highlight=False, markup=False)
complain = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


def audit(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Locked requirements; all of this project by default.")
    ] = None,
    *,
    allowed: Annotated[Path, typer.Option(help="The list of what is allowed, and until when.")] = _ALLOWED,
    osv_url: Annotated[
        str, typer.Option(help="A server of your own that speaks OSV, where the index is out of reach.")
    ] = "",
) -> None:
    """Ask for known faults of the locked libraries.

    Exit code 0: none but allowed ones; 1: some, or an entry of the list is over or wrong; 3: not all was looked at.
    """
    try:
        entries = AllowList.read(allowed)
    except CannotAudit as error:
        complain.print(str(error))
        raise typer.Exit(_FOUND) from error
    is_over = _tell_what_is_over(entries, day_of(utc_now()))
    try:
        answer = ask(files or _LOCKED, osv_url=osv_url)
    except OutOfReach as error:
        complain.print(str(error))
        raise typer.Exit(_FOUND if is_over else _OUT_OF_REACH) from error
    has_found = _tell_faults(answer, entries)
    if answer.unknown:
        complain.print(f"Nothing could be learned of {', '.join(answer.unknown)}.")
    say.print(f"{answer.looked_at} libraries looked at, {len(answer.faults)} known faults.")
    if has_found or is_over:
        raise typer.Exit(_FOUND)
    if answer.unknown:
        raise typer.Exit(_OUT_OF_REACH)


def _tell_what_is_over(entries: AllowList, today: date) -> bool:
    over = [entry for entry in entries.allowed if entry.until < today]
    for entry in over:
        complain.print(
            f"{entry.id} of {entry.package} was allowed until {entry.until}: use a release without it, or look again "
            "whether it is a danger here, and write another day."
        )
    return bool(over)


def _tell_faults(answer: Answer, entries: AllowList) -> bool:
    """Say each fault that nothing allows, and each entry that is about none. Return whether there is such a fault."""
    open_faults = [each for each in answer.faults if not any(map(each.is_allowed_by, entries.allowed))]
    for fault in open_faults:
        complain.print(fault.sentence)
    for entry in entries.allowed:
        if not any(each.is_allowed_by(entry) for each in answer.faults):
            say.print(f"{entry.id} of {entry.package} is found no more: take it off the list of what is allowed.")
    return bool(open_faults)


if __name__ == "__main__":
    typer.run(audit)

"""`ravabet letters register`: checks the register of letters."""

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from shared.operations.stores import complain, with_store

if TYPE_CHECKING:
    from services.membership.register.domain import Verdict

say = Console(soft_wrap=True, highlight=False, markup=False)

app = typer.Typer(help="Check the register of letters.", no_args_is_help=True)

_FAULTS = {
    "missing": "a row is not there",
    "changed": "a row is not as it was written",
    "relinked": "a row does not follow the one before it",
    "cut_off": "rows at its end were removed or added",
}


@app.callback()
def _register() -> None:
    """Check the register of letters."""


@app.command()
def check(*, as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Walk the chains of all books of the register, from the first row to the last.

    Exit code 1 when one of them is broken; then the first broken page is named. Keep the hash that stands at the end of
    each book elsewhere, as on the printed pages: it shows later whether a whole book was written anew.
    """
    # To import the services takes a second, which `ravabet --help` should not cost.
    from services.membership.register.check_queries import RegisterChecks  # noqa: PLC0415

    verdicts = with_store("membership", lambda store: RegisterChecks(store).all())
    if as_json:
        say.print_json(json.dumps({"books": [_as_json(verdict) for verdict in verdicts]}))
    elif not verdicts:
        say.print("No letter has been registered yet.")
    else:
        for verdict in verdicts:
            (complain if verdict.broken else say).print(sentence_of(verdict), highlight=False, markup=False)
    if any(verdict.broken for verdict in verdicts):
        raise typer.Exit(1)


def sentence_of(verdict: "Verdict") -> str:
    """Return what a check has found in a book, for operators."""
    book = f"Register {verdict.book.series}/{verdict.book.year}"
    if broken := verdict.broken:
        where = f"page {broken.page}, row {broken.position} of the {broken.volume} volume"
        return f"{book} is broken at {where}: {_FAULTS[broken.fault]}."
    sound = f"{book}: {verdict.rows:,} rows on {verdict.pages:,} pages are sound, up to {verdict.hash}."
    return f"{sound} {verdict.missing:,} numbers have no row." if verdict.missing else sound


def _as_json(verdict: "Verdict") -> dict[str, object]:
    broken = verdict.broken
    return {
        "series": verdict.book.series,
        "year": verdict.book.year,
        "rows": verdict.rows,
        "pages": verdict.pages,
        "hash": verdict.hash,
        "missing": verdict.missing,
        "broken": {
            "volume": broken.volume.value,
            "page": broken.page,
            "row": broken.position,
            "fault": broken.fault.value,
        }
        if broken
        else None,
    }

"""`ravabet audit`: checks that nobody has changed an audit trail, and exports it."""

from datetime import date
from typing import Annotated

import typer
from rich.console import Console

from shared.operations.sheet import sheet
from shared.operations.stores import Service, complain, with_store
from shared.operations.trail import Search, Words, walk
from shared.persian.jalali import NotADate, parse_jalali
from shared.store.audit import check
from shared.store.store import Store

app = typer.Typer(help="Check and export the audit trail of a service.", no_args_is_help=True)
say = Console(soft_wrap=True)

Day = Annotated[str | None, typer.Option(help="A Jalali day such as 1405-09-02, itself included.")]


@app.command()
def verify(service: Service) -> None:
    """Check the chain from its first row to its last. Exit code 1 when it is broken; then it says where and how.

    It prints the hash of the last sound row. Keep that hash elsewhere: it shows later if the whole chain was rewritten.
    """
    verdict = with_store(service, check.verify)
    sound = f"{verdict.sound} rows are sound, up to {verdict.hash}."
    if verdict.broken is None:
        say.print(sound, highlight=False)
        return
    complain.print(f"The chain breaks at row {verdict.broken.sequence}: {verdict.broken.fault}.", highlight=False)
    complain.print(sound, highlight=False)
    raise typer.Exit(1)


@app.command()
def export(
    service: Service,
    since: Day = None,
    until: Day = None,
    *,
    content: Annotated[
        bool, typer.Option("--content", help="Include the contents before and after, which only auditors may see.")
    ] = False,
) -> None:
    """Write the rows as CSV to standard output, the oldest first."""
    search = Search(since=_day(since, "--since"), until=_day(until, "--until"))

    async def write(store: Store) -> None:
        words = Words()
        async for text in sheet(walk(store, search.where(words)), words, content=content):
            typer.echo(text, nl=False)

    with_store(service, write)


def _day(typed: str | None, option: str) -> date | None:
    try:
        return parse_jalali(typed) if typed else None
    except NotADate as error:
        raise typer.BadParameter(f"{typed} is not a Jalali day such as 1405-09-02", param_hint=option) from error

"""What operators do with the audit trail: check that nobody touched it, and hand it over."""

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

app = typer.Typer(help="The audit trail of a service.", no_args_is_help=True)
say = Console(soft_wrap=True)

Day = Annotated[str | None, typer.Option(help="A Jalali day such as 1405-09-02; it belongs to what is wanted.")]


@app.command()
def verify(service: Service) -> None:
    """Walk the chain from its first row to its last. Exit code 1 when it is broken, with the place and what is wrong.

    The hash is that of the last sound row: kept elsewhere it shows, later, whether a whole chain was rewritten.
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
        bool, typer.Option("--content", help="With what was before and after, which is for auditors alone.")
    ] = False,
) -> None:
    """Write the rows as CSV to the standard output, the oldest first."""
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
        raise typer.BadParameter(f"{typed} is no Jalali day such as 1405-09-02", param_hint=option) from error

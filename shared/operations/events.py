"""`ravabet events`: shows and retries events that are set aside, and pauses handlers."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from shared.events.catalogue import heard_by
from shared.messaging.pauses import Pauses
from shared.messaging.set_aside import COLLECTION, PARKED, WAITING, SetAside
from shared.operations.stores import Service, complain, with_store

app = typer.Typer(help="Show and retry events that wait or are parked; pause handlers.", no_args_is_help=True)
say = Console(soft_wrap=True)

EventType = Annotated[str, typer.Argument(help="The type, such as news.published.v1.")]


@app.command("list")
def list_set_aside(
    service: Service,
    state: Annotated[str | None, typer.Option(help=f"Show only {WAITING} or only {PARKED} events.")] = None,
    limit: Annotated[int, typer.Option(help="Show at most this many, the oldest first.")] = 50,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line, for scripts.")] = False,
) -> None:
    """Show the events that wait or are parked, and why. The data of an event is never shown."""
    if state not in {None, WAITING, PARKED}:
        raise typer.BadParameter(f"{state}: choose {WAITING} or {PARKED}", param_hint="--state")
    where = {"state": state} if state else {}
    rows = with_store(service, lambda store: store.find(COLLECTION, where, sort=[("received_at", 1)], limit=limit))
    if as_json:
        for row in rows:
            typer.echo(json.dumps(_shown(row), ensure_ascii=False))
    elif rows:
        say.print(_table(rows))
    else:
        say.print("No event waits and none is parked.")


@app.command()
def retry(service: Service, event_ids: Annotated[list[str], typer.Argument(help="Ids, as `list` shows them.")]) -> None:
    """Retry waiting or parked events now. Exit code 1 when one of them was not found."""
    found = with_store(service, lambda store: SetAside(store).retry_now(event_ids))
    say.print(f"{found} of {len(event_ids)} events found; they are tried again within a second.")
    if found < len(event_ids):
        raise typer.Exit(1)


@app.command()
def pause(
    service: Service, event_type: EventType, why: Annotated[str, typer.Option(help="The reason, for other operators.")]
) -> None:
    """Pause the handler of a type: its events wait, and later events of the same subjects wait behind them."""
    if event_type not in heard_by(service):
        raise typer.BadParameter(f"{service} does not listen to {event_type}", param_hint="EVENT_TYPE")
    with_store(service, lambda store: Pauses(store).pause(event_type, why))
    say.print(f"{event_type} now waits in {service}. To end this: ravabet events resume {service} {event_type}")


@app.command()
def resume(service: Service, event_type: EventType) -> None:
    """Resume the handler of a type, beginning with the events that waited. Exit code 1 when it was not paused."""
    if not with_store(service, lambda store: Pauses(store).resume(event_type)):
        complain.print(f"{event_type} was not paused in {service}.")
        raise typer.Exit(1)
    say.print(f"{service} handles {event_type} again.")


@app.command()
def paused(service: Service) -> None:
    """Show which handlers are paused, since when and why."""
    rows = with_store(service, lambda store: Pauses(store).listed())
    for event_type, row in rows.items():
        say.print(f"{event_type}  since {row['since']:%Y-%m-%d %H:%M} UTC: {row['why']}", highlight=False)
    if not rows:
        say.print("No handler is paused.")


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    times = {name: row[name] and row[name].isoformat() for name in ("received_at", "next_at")}
    return {"id": row["_id"]} | {name: row[name] for name in ("state", "type", "subject", "attempts", "error")} | times


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table("id", "state", "type", "subject", "tries", "next try (UTC)", "why", box=None)
    for row in rows:
        next_at = f"{row['next_at']:%Y-%m-%d %H:%M:%S}" if row["next_at"] else "–"
        table.add_row(
            row["_id"], row["state"], row["type"], row["subject"], str(row["attempts"]), next_at, row["error"]
        )
    return table

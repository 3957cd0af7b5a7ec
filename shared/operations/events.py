"""What operators do with events that wait or are parked, and with handlers that must not run for now."""

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

app = typer.Typer(help="Events that wait or are parked, and handlers that are paused.", no_args_is_help=True)
say = Console(soft_wrap=True)

EventType = Annotated[str, typer.Argument(help="The type, such as news.published.v1.")]


@app.command("list")
def list_set_aside(
    service: Service,
    state: Annotated[str | None, typer.Option(help=f"Only {WAITING} or {PARKED}.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many, the oldest first.")] = 50,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, for scripts.")] = False,
) -> None:
    """Show what is set aside, and why. Never shows what an event says."""
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
        say.print("Nothing waits and nothing is parked.")


@app.command()
def retry(service: Service, event_ids: Annotated[list[str], typer.Argument(help="Ids, as `list` shows them.")]) -> None:
    """Try events again now, waiting or parked ones. Exit code 1 when one of them is not there."""
    found = with_store(service, lambda store: SetAside(store).retry_now(event_ids))
    say.print(f"{found} of {len(event_ids)} will be tried again within a second.")
    if found < len(event_ids):
        raise typer.Exit(1)


@app.command()
def pause(
    service: Service, event_type: EventType, why: Annotated[str, typer.Option(help="For whoever finds it paused.")]
) -> None:
    """Let the events of a type wait instead of handling them; those of the same subject wait behind them."""
    if event_type not in heard_by(service):
        raise typer.BadParameter(f"{service} does not listen to {event_type}", param_hint="EVENT_TYPE")
    with_store(service, lambda store: Pauses(store).pause(event_type, why))
    say.print(f"{service} lets {event_type} wait from now on: ravabet events resume {service} {event_type} ends it.")


@app.command()
def resume(service: Service, event_type: EventType) -> None:
    """Handle the events of a paused type again, those that waited first. Exit code 1 when it was not paused."""
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

"""`ravabet events`: shows events that are set aside or were missed, and pauses handlers."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from shared.events.catalogue import heard_by
from shared.messaging.missed import Missed
from shared.messaging.pauses import Pauses
from shared.messaging.set_aside import COLLECTION, DISCARDED, PARKED, STATES, WAITING
from shared.operations.missed import Stores, find_events, missed_of, publishers_for, send_again, told
from shared.operations.stores import Service, complain, require, with_store, with_stores

app = typer.Typer(
    help="Show and retry events that wait, are parked or were missed; pause handlers.", no_args_is_help=True
)
say = Console(soft_wrap=True)

Result = TypeVar("Result")

EventType = Annotated[str, typer.Argument(help="The type, such as news.published.v1.")]

Since = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d"],
        help="Look no further back than this time (UTC), and count also types that the service has never handled.",
    ),
]


@app.command("list")
def list_set_aside(
    service: Service,
    state: Annotated[str | None, typer.Option(help=f"Show only {WAITING}, {PARKED} or {DISCARDED} events.")] = None,
    limit: Annotated[int, typer.Option(help="Show at most this many, the oldest first.")] = 50,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line, for scripts.")] = False,
) -> None:
    """Show the events that wait or are parked, and why. The data of an event is never shown."""
    must_be_a_state(state)
    where = {"state": state} if state else {"state": {"$ne": DISCARDED}}
    rows = with_store(service, lambda store: store.find(COLLECTION, where, sort=[("received_at", 1)], limit=limit))
    if as_json:
        for row in rows:
            typer.echo(json.dumps(_shown(row), ensure_ascii=False))
    elif rows:
        say.print(_table(rows))
    else:
        say.print("No event waits and none is parked.")


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


@app.command()
def missed(
    service: Service,
    since: Since = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line, for scripts.")] = False,
) -> None:
    """Show which events were sent and never came to a service. Exit code 1 when there are any.

    It compares the archives of the publishers with what the service has handled, so it needs their databases, too.
    """
    found = _missed(service, since)
    if as_json:
        for each in found:
            typer.echo(json.dumps(_told_of(each)))
    else:
        for sentence in told(found) or [f"{service} missed nothing of the types that it has ever handled."]:
            say.print(sentence, highlight=False)
    if found:
        raise typer.Exit(1)


@app.command("send-again")
def send_missed_again(
    service: Service,
    event_ids: Annotated[list[str] | None, typer.Argument(help="Only these, also overtaken ones; else all.")] = None,
    since: Since = None,
) -> None:
    """Send the events that a service missed to it alone. It handles them as though they came late, and tells people.

    Events that were overtaken by a later one of the same subject are left out unless their ids are given: they may tell
    what is no longer true. Exit code 1 when an id was not found.
    """
    if event_ids:
        found = _with_archives(service, lambda stores: find_events(stores, service, event_ids))
        chosen = found
    else:
        found = _missed(service, since)
        chosen = [each for each in found if not each.is_overtaken]
    with_stores(lambda stores: send_again(stores, service, chosen))
    say.print(f"{len(chosen)} events are with {service}, which handles each once, within seconds.", highlight=False)
    for each in found:
        if each not in chosen:
            say.print(f"Left out, since a later event of {each.subject} was handled: {each.event_id}", highlight=False)
    if event_ids and len(chosen) < len(set(event_ids)):
        complain.print(f"{len(chosen)} of {len(set(event_ids))} events found.", highlight=False)
        raise typer.Exit(1)


def must_be_a_state(state: str | None) -> None:
    """Raise BadParameter when there is no such state."""
    if state not in {None, *STATES}:
        raise typer.BadParameter(f"{state}: choose {WAITING}, {PARKED} or {DISCARDED}", param_hint="--state")


def _missed(service: str, since: datetime | None) -> list[Missed]:
    at = since.replace(tzinfo=UTC) if since else None
    return _with_archives(service, lambda stores: missed_of(stores, service, since=at, also_unheard=since is not None))


def _with_archives(service: str, use: Callable[[Stores], Awaitable[Result]]) -> Result:
    """Call a function with the databases of a service and of all whose events it hears; each must be known."""
    for name in (service, *publishers_for(service)):
        require(name)
    return with_stores(use)


def _told_of(missed: Missed) -> dict[str, Any]:
    return {
        "id": missed.event_id,
        "type": missed.event_type,
        "subject": missed.subject,
        "sent_at": missed.sent_at.isoformat(),
        "overtaken": missed.is_overtaken,
    }


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

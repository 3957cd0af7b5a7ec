"""The commands of `ravabet events` by which operators look at what was set aside, and decide about it."""

import json
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.table import Table

from shared.messaging.decisions import FROM, PER_SECOND, Decisions, Deed, Preview
from shared.messaging.groups import Choice, Group, groups_of, with_fingerprint
from shared.messaging.set_aside import DISCARDED, PARKED, WAITING
from shared.operations.events import must_be_a_state, say
from shared.operations.set_aside_event import SetAsideEvent, find_event
from shared.operations.stores import Service, complain, with_store
from shared.runtime.actor import Actor, acting
from shared.store.store import Store

EventIds = Annotated[list[str] | None, typer.Argument(help="Ids, as `list` shows them.")]
GroupOption = Annotated[
    str | None, typer.Option("--group", help="A fingerprint, as `groups` shows it, in place of ids.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Change nothing; say what would be done.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line, for scripts.")]

_DONE = {Deed.RETRY: "sent on", Deed.DISCARD: "discarded", Deed.RESTORE: "restored"}


def groups(
    service: Service,
    state: Annotated[str | None, typer.Option(help=f"Show only {WAITING}, {PARKED} or {DISCARDED} events.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show the events that are set aside in groups of one reason, the group with the oldest event first."""
    must_be_a_state(state)
    found = [group for group in with_store(service, groups_of) if state in {None, group.state}]
    if as_json:
        for group in found:
            typer.echo(json.dumps(_told(group), ensure_ascii=False))
    elif found:
        say.print(_table(found))
    else:
        say.print("No event is set aside.")


def show(
    service: Service,
    event_id: Annotated[str, typer.Argument(help="An id, as `list` shows it.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, for scripts.")] = False,
) -> None:
    """Show all about one event that is set aside. What is personal in it is masked.

    Exit code 1 when there is no such event.
    """
    event = with_store(service, lambda store: find_event(store, event_id))
    if event is None:
        complain.print(f"No event with the id {event_id} is set aside in {service}.", highlight=False, markup=False)
        raise typer.Exit(1)
    if as_json:
        typer.echo(json.dumps(_all_about(event), ensure_ascii=False, default=str))
        return
    for name, value in _all_about(event).items():
        if name not in {"history", "data"} and value not in (None, ""):
            say.print(f"{name}: {value}", highlight=False, markup=False)
    for name, value in event.data.items():
        say.print(f"  {name} = {json.dumps(value, ensure_ascii=False)}", highlight=False, markup=False)
    for entry in event.history:
        say.print(f"  {entry['at']:%Y-%m-%d %H:%M:%S} UTC  {entry['what']}", highlight=False, markup=False)


def retry(
    service: Service,
    event_ids: EventIds = None,
    group: GroupOption = None,
    *,
    per_second: Annotated[int, typer.Option(min=1, help="Try so many in each second.")] = PER_SECOND,
    dry_run: DryRun = False,
) -> None:
    """Try waiting or parked events again, in this service alone and with all tries ahead of them.

    Events that somebody has sent on already, and that have not failed since, are left out. Exit code 1 when one of the
    ids, or the group, was not found.
    """
    order = _Order(service, Deed.RETRY, tuple(event_ids or ()), group or "")
    if dry_run:
        return order.rehearse(f", {per_second} in each second")

    def so(changed: int) -> str:
        if changed <= per_second:
            return "they are tried again within a second"
        return f"{per_second} are tried again in each second, which takes {changed // per_second} s"

    return order.carry_out(lambda decisions, choice: decisions.retry(choice, per_second=per_second), so)


def discard(
    service: Service,
    reason: Annotated[str, typer.Option(help="Why, for other operators and the audit trail.")],
    event_ids: EventIds = None,
    group: GroupOption = None,
    *,
    dry_run: DryRun = False,
) -> None:
    """Give waiting or parked events up: they are tried no more, and what waits behind them is handled without them.

    They are kept for 120 days, and `restore` takes it back. Exit code 1 when one of the ids, or the group, was not
    found.
    """
    why = " ".join(reason.split())
    if not why:
        raise typer.BadParameter("say why", param_hint="--reason")
    order = _Order(service, Deed.DISCARD, tuple(event_ids or ()), group or "")
    if dry_run:
        return order.rehearse("")
    back = f"they are tried no more. To take it back: {order.command_for(Deed.RESTORE)}"
    return order.carry_out(lambda decisions, choice: decisions.discard(choice, reason=why), lambda _: back)


def restore(
    service: Service, event_ids: EventIds = None, group: GroupOption = None, *, dry_run: DryRun = False
) -> None:
    """Take discards back: the events wait or are parked as before. Exit code 1 when one was not found."""
    order = _Order(service, Deed.RESTORE, tuple(event_ids or ()), group or "")
    if dry_run:
        return order.rehearse("")
    so = "they wait or are parked as before"
    return order.carry_out(lambda decisions, choice: decisions.restore(choice), lambda _: so)


@dataclass(frozen=True, slots=True)
class _Order:
    """What an operator wants to be done with which events."""

    service: str
    deed: Deed
    ids: tuple[str, ...]
    group: str

    def __post_init__(self) -> None:
        """Raise BadParameter unless there are either ids or a group."""
        if bool(self.ids) == bool(self.group):
            raise typer.BadParameter("give either ids or --group", param_hint="EVENT_IDS")

    def rehearse(self, how: str) -> None:
        """Say what would be done."""

        async def look(store: Store) -> Preview:
            return await Decisions(store, by=_operator()).preview(self.deed, await self._choice(store))

        found = with_store(self.service, look)
        say.print(
            f"{found.number} events would be {_DONE[self.deed]}{how}. Nothing was changed.",
            highlight=False,
            markup=False,
        )
        self._say_beside(found)
        self._exit_unless_found(found.number + found.asked_before)

    def carry_out(self, act: Callable[[Decisions, Choice], Awaitable[int]], so: Callable[[int], str]) -> None:
        """Do it, and say what was done; `so` makes the end of the sentence from the number of events."""

        async def run(store: Store) -> tuple[Preview, int]:
            decisions, choice = Decisions(store, by=_operator()), await self._choice(store)
            return await decisions.preview(self.deed, choice), await act(decisions, choice)

        with acting(lambda: Actor(deed=f"ravabet events {self.deed}")):
            found, changed = with_store(self.service, run)
        there = changed + found.asked_before
        number = f"{there} of {len(self.ids)} events found" if self.ids else f"{there} events found"
        say.print(f"{number}; {so(changed)}." if there else f"{number}.", highlight=False, markup=False)
        self._say_beside(found)
        self._exit_unless_found(there)

    def command_for(self, deed: Deed) -> str:
        """Return the command that does another deed with the same events."""
        return " ".join(["ravabet events", deed, self.service, *(self.ids or ("--group", self.group))])

    async def _choice(self, store: Store) -> Choice:
        if self.ids:
            return Choice(ids=self.ids)
        found = with_fingerprint(await groups_of(store), self.group, FROM[self.deed])
        return Choice.of(*found) if found else Choice(fingerprint=self.group)

    def _say_beside(self, found: Preview) -> None:
        if found.asked_before:
            say.print(
                f"Somebody had sent {found.asked_before} of them on before; these stay as they are.", highlight=False
            )
        if found.behind:
            say.print(f"{found.behind} events wait behind them, and are handled without them.", highlight=False)

    def _exit_unless_found(self, number: int) -> None:
        if number < max(1, len(set(self.ids))):
            raise typer.Exit(1)


def _operator() -> str:
    """Return who gives the command: the person behind `sudo`, if there is one."""
    return os.environ.get("SUDO_USER") or "command line"


def _table(found: Sequence[Group]) -> Table:
    table = Table("group", "state", "events", "type", "subjects", "tries", "first (UTC)", "last (UTC)", "why", box=None)
    for group in found:
        table.add_row(
            group.fingerprint,
            group.state,
            str(group.number),
            group.event_type or "–",
            str(group.subjects),
            str(group.tries),
            f"{group.first_at:%Y-%m-%d %H:%M}",
            f"{group.last_at:%Y-%m-%d %H:%M}",
            group.sentence,
        )
    return table


def _told(group: Group) -> dict[str, Any]:
    return {
        "group": group.fingerprint,
        "state": group.state,
        "type": group.event_type,
        "events": group.number,
        "subjects": group.subjects,
        "tries": group.tries,
        "first_at": group.first_at.isoformat(),
        "last_at": group.last_at.isoformat(),
        "example": group.example_id,
        "error": group.sentence,
    }


def _all_about(event: SetAsideEvent) -> dict[str, Any]:
    return {
        "id": event.id,
        "state": event.state,
        "type": event.event_type,
        "subject": event.subject,
        "seq": event.seq,
        "group": event.fingerprint,
        "error": event.sentence,
        "tries": event.tries,
        "received_at": event.received_at.isoformat(),
        "next_at": event.next_at.isoformat() if event.next_at else None,
        **event.head,
        "data": dict(event.data),
        "unknown_fields": event.unknown_fields,
        "bytes": event.size,
        "asked": event.asked and f"by {event.asked['by']} at {event.asked['at']:%Y-%m-%d %H:%M:%S} UTC",
        "discarded": event.discarded
        and f"by {event.discarded['by']} at {event.discarded['at']:%Y-%m-%d %H:%M:%S} UTC: {event.discarded['reason']}",
        "history": [{"at": entry["at"].isoformat(), "what": entry["what"]} for entry in event.history],
    }

"""`ravabet migrate`: gives documents that earlier releases stored the form of this release, while the services run."""

import asyncio
import json
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text
from typing_extensions import override

from shared.operations.stores import Service, complain, require, with_store
from shared.store.lease import Lease
from shared.store.migrations.migration import Migration, in_order
from shared.store.migrations.run import (
    LEASE_SECONDS,
    AlwaysMore,
    CannotChange,
    Interrupted,
    Refused,
    RunElsewhere,
    Runner,
    left,
    preview,
)
from shared.store.store import Store

say = Console(soft_wrap=True, highlight=False)

_NAMED_AT_MOST = 5


@dataclass(slots=True)
class Outcome:
    """What a run has done for one migration, or would do."""

    name: str
    says: str
    collection: str
    left: int
    """How many documents had the old form before."""
    changed: int = 0
    fields: list[str] = field(default_factory=list)
    """The fields that a run would set or remove."""
    beside: dict[str, list[str]] = field(default_factory=dict)
    """The ids of documents that a run would add to other collections, unless they are there."""
    examples: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """The ids of documents that cannot be changed, each with the reason."""
    trouble: str = ""
    """A sentence that says why something is left to be done; empty when nothing is."""


def migrate(
    service: Service,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; tell what would be changed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Give documents that earlier releases stored the form of this release, while the services run.

    Run it when all processes of the service have the new release. It is safe to repeat and to interrupt: it goes on
    where it was ended, even by a kill. Exit code 1 when something is left to be done; then a sentence says why.
    """
    require(service)
    migrations = _migrations_of(service)
    told = Console(quiet=True) if as_json else say
    work = _Preview(told) if dry_run else _Run(service, told)
    outcomes = with_store(service, lambda store: _each(store, migrations, work))
    if as_json:
        say.print_json(json.dumps({"service": service, "migrations": [asdict(each) for each in outcomes]}))
    elif not outcomes:
        say.print(f"There is nothing to migrate in {service}.")
    elif dry_run:
        say.print(f"Nothing was written. To do it: ravabet migrate {service}")
    if any(each.trouble for each in outcomes):
        raise typer.Exit(1)


def _migrations_of(service: str) -> Sequence[Migration]:
    # To import the services takes seconds, which `ravabet --help` should not cost.
    from deploy.manifests import FEATURES  # noqa: PLC0415

    return in_order(each for feature in FEATURES[service] for each in feature.migrations)


async def _each(store: Store, migrations: Sequence[Migration], work: "_Preview | _Run") -> list[Outcome]:
    """Take the migrations that are left one after the other; faulty documents of one do not hold up the next."""
    outcomes = []
    for migration in migrations:
        if number := await left(store, migration):
            outcome = Outcome(migration.name, migration.says, migration.collection, number)
            outcomes.append(outcome)
            work.told.print(f"{migration.name}: {migration.says}")
            await work.take(store, migration, outcome)
            if outcome.trouble:
                complain.print(outcome.trouble, highlight=False)
            if outcome.trouble and not outcome.refused:
                break
    return outcomes


@dataclass(frozen=True, slots=True)
class _Preview:
    """Finds out what a run would do."""

    told: Console

    async def take(self, store: Store, migration: Migration, outcome: Outcome) -> None:
        found = await preview(store, migration, examples=_NAMED_AT_MOST)
        outcome.fields = sorted(found.fields)
        outcome.beside = {collection: sorted(map(str, keys)) for collection, keys in found.beside.items()}
        outcome.examples = [str(each) for each in found.examples]
        outcome.refused = _reasons(found.refused)
        if found.documents:
            examples = ", ".join(outcome.examples)
            number = f"{found.documents:,} documents of {outcome.collection}"
            self.told.print(f"  {number} would be changed, such as {examples}: {', '.join(outcome.fields)}.")
        for collection, keys in outcome.beside.items():
            self.told.print(f"  To {collection} would be added, unless they are there: {', '.join(keys)}.")
        if found.refused:
            self.told.print(f"  These cannot be changed: {_listed(outcome.refused)}.")


@dataclass(frozen=True, slots=True)
class _Run:
    """Does what is left."""

    service: str
    told: Console

    async def take(self, store: Store, migration: Migration, outcome: Outcome) -> None:
        lease = Lease(store, "migrations", seconds=LEASE_SECONDS)
        with _progress(self.told, outcome) as report, _asked_to_end() as ending:
            try:
                await Runner(store, lease, report=report, is_to_end=ending.is_set).run(migration)
            except (RunElsewhere, Interrupted, AlwaysMore) as reason:
                outcome.trouble = self._sentence(reason, outcome)
            except CannotChange as reason:
                outcome.refused = _reasons(reason.refused)
                outcome.trouble = self._sentence(reason, outcome)
            finally:
                await lease.give_back()
        if not outcome.trouble:
            self.told.print(f"  Done: {outcome.changed:,} documents of {outcome.collection} were changed.")

    def _sentence(self, reason: RunElsewhere | Interrupted | AlwaysMore | CannotChange, outcome: Outcome) -> str:
        again = f"ravabet migrate {self.service}"
        match reason:
            case RunElsewhere():
                wait = f"If it was killed, wait for {LEASE_SECONDS} seconds; then: {again}"
                return f"Another run migrates {self.service} now. {wait}"
            case Interrupted():
                return f"Ended after {outcome.changed:,} documents of {outcome.name}. To go on from there: {again}"
            case AlwaysMore():
                older = f"a process of {self.service} still has the release before"
                return f"{outcome.name} finds documents of the old form again and again: {older}. Then: {again}"
            case CannotChange():
                others = "All others were changed. When these are repaired"
                return f"{outcome.name} cannot change {_listed(outcome.refused)}. {others}: {again}"


@contextmanager
def _progress(told: Console, outcome: Outcome) -> Iterator[Callable[[int], None]]:
    """Show how far a migration is, in a terminal, and note in the outcome how many documents it has changed."""
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), _Speed(), TimeRemainingColumn())
    with Progress(*columns, console=told, transient=True, disable=not told.is_terminal) as progress:
        task = progress.add_task(outcome.collection, total=outcome.left)

        def report(changed: int) -> None:
            outcome.changed = changed
            progress.update(task, completed=changed)

        yield report


class _Speed(ProgressColumn):
    """Documents per second."""

    @override
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed or 0:,.0f}/s")


@contextmanager
def _asked_to_end() -> Iterator[asyncio.Event]:
    """Let Ctrl-C, and the signal by which a system stops a program, end the run after its batch."""
    asked, loop, signals = asyncio.Event(), asyncio.get_running_loop(), (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        loop.add_signal_handler(number, asked.set)
    try:
        yield asked
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


def _reasons(refused: Sequence[Refused]) -> list[str]:
    return [f"{each.key} ({each.reason})" for each in refused]


def _listed(refused: Sequence[str]) -> str:
    others = f" and {len(refused) - _NAMED_AT_MOST} more" if len(refused) > _NAMED_AT_MOST else ""
    return ", ".join(refused[:_NAMED_AT_MOST]) + others

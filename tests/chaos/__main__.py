"""`make chaos`: services and servers are killed, frozen and cut off while they work; nothing is lost or done twice."""

import secrets
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from deploy.local import containers
from deploy.local.rabbit import node_programs
from deploy.local.trouble import CannotStart
from tests.chaos import table
from tests.chaos.arena import open_arena
from tests.chaos.campaign import Outcome, Plan, Strike, run
from tests.chaos.faults import FAULTS, KILLING_FAULTS
from tests.chaos.reckoning import Reckoning
from tests.chaos.steps import STEPS
from tests.chaos.storm import Aftermath, StormPlan, rage

_FEWEST_KILLS = 40
_COMPLAINTS_SHOWN = 20

console = Console(highlight=False, soft_wrap=True)


def chaos(
    events: Annotated[int, typer.Option(help="How many events are published at least.", min=100)] = 20_000,
    rabbit: Annotated[
        list[str] | None,
        typer.Option(help="On this RabbitMQ only, machine or docker; else on each that is to be had.", metavar="NAME"),
    ] = None,
    rounds: Annotated[int, typer.Option(help="How often each step is struck by SIGKILL.", min=1)] = 2,
    only: Annotated[
        str | None, typer.Option(help="Only this campaign, steps or storm; else both.", metavar="NAME")
    ] = None,
    *,
    broken: Annotated[bool, typer.Option("--broken", help="Let the services do wrong: it must be found out.")] = False,
    seed: Annotated[int | None, typer.Option(help="Of all chance; drawn anew when not given.")] = None,
) -> None:
    """Kill, freeze and cut off services and servers at every step of their work, and count what came about.

    Then a storm: the services of a whole stack are killed at random while articles are published, and each follower's
    letters are counted.

    The exit code is 0 only when nothing was lost, done twice or done out of order, each step was struck and there were
    40 kills. The last line is `lost=N duplicated=N`. Logs and data of a bad campaign are kept.
    """
    if unknown := set(rabbit or ()) - set(_RABBITS):
        raise typer.BadParameter(f"{', '.join(unknown)}: choose from {', '.join(_RABBITS)}", param_hint="--rabbit")
    if only not in {None, *_CAMPAIGNS}:
        raise typer.BadParameter(f"{only}: choose from {', '.join(_CAMPAIGNS)}", param_hint="--only")
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    console.print(f"seed {seed}; the same once more: --seed {seed}")
    plan = replace(_whole_plan(events, seed, rounds), is_broken=broken)
    try:
        named = _to_be_had(rabbit or list(_RABBITS)) if only != _STORM else []
        outcomes = [_campaign(name, plan) for name in named]
        storms = [_storm(StormPlan(seed))] if only != _STEPS and not broken else []
    except CannotStart as reason:
        console.print(escape(str(reason)))
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        console.print("Stopped; no process is left behind.")
        raise typer.Exit(130) from None
    if not outcomes and only != _STORM:
        raise typer.Exit(1)
    found: list[Reckoning | Aftermath] = [*(outcome.reckoning for outcome in outcomes), *storms]
    lost, duplicated = sum(len(each.lost) for each in found), sum(len(each.duplicated) for each in found)
    console.print(f"lost={lost} duplicated={duplicated}")
    if lost or duplicated or any(_complaints(outcome) for outcome in outcomes):
        raise typer.Exit(1)


def _whole_plan(events: int, seed: int, rounds: int) -> Plan:
    kills: list[Strike] = [(step, "SIGKILL") for step in STEPS]
    freezes: list[Strike] = [(step, "SIGSTOP") for step in STEPS]
    return Plan(events=events, seed=seed, strikes=kills * rounds + freezes, faults=[*FAULTS, *KILLING_FAULTS * rounds])


def _to_be_had(rabbits: Sequence[str]) -> list[str]:
    """Of these the ones that can be started here; a line for each that cannot."""
    found = []
    for name in rabbits:
        try:
            _RABBITS[name]()
        except CannotStart as reason:
            console.print(escape(f"Nothing on the RabbitMQ of {name}: {reason}"))
        else:
            found.append(name)
    return found


def _seek_in_docker() -> None:
    if not containers.can_be_had():
        raise CannotStart(f"Docker does not answer, or has no {containers.RABBIT_IMAGE} and cannot fetch it.")


def _campaign(rabbit: str, plan: Plan) -> Outcome:
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="ravabet-chaos-"))
    is_kept = False
    try:
        with open_arena(folder, in_docker=rabbit == "docker") as arena:
            console.print(f"RabbitMQ {arena.broker_version}: {len(plan.strikes)} strikes, {len(plan.faults)} faults")
            outcome = run(arena, plan, lambda line: console.print(escape(line)))
            title = f"RabbitMQ {arena.broker_version}, {time.monotonic() - began:.0f} s"
        is_kept = bool(complaints := _complaints(outcome))
    finally:
        if not is_kept:
            shutil.rmtree(folder, ignore_errors=True)
    console.print(table.of(outcome, title))
    console.print(table.summary(outcome))
    for sentence in complaints[:_COMPLAINTS_SHOWN]:
        console.print(f"[red]{escape(sentence)}[/]")
    if complaints:
        console.print(f"{len(complaints)} complaints; logs and data are kept in {folder}")
    return outcome


def _storm(plan: StormPlan) -> Aftermath:
    folder = Path(tempfile.mkdtemp(prefix="ravabet-storm-"))
    complaints = ["the storm did not come to its end"]
    try:
        console.print(f"A storm over a whole stack: {plan.kills} kills, {plan.articles} articles")
        aftermath = rage(folder, plan, lambda line: console.print(escape(line)))
        complaints = [*aftermath.lost, *aftermath.duplicated]
    finally:
        if not complaints:
            shutil.rmtree(folder, ignore_errors=True)
    console.print(escape(aftermath.summary()))
    for sentence in complaints[:_COMPLAINTS_SHOWN]:
        console.print(f"[red]{escape(sentence)}[/]")
    if complaints:
        console.print(f"{len(complaints)} complaints; logs and data are kept in {folder}")
    return aftermath


def _complaints(outcome: Outcome) -> list[str]:
    return table.complaints(outcome, fewest_kills=_FEWEST_KILLS)


_STEPS, _STORM = _CAMPAIGNS = ("steps", "storm")
_RABBITS: dict[str, Callable[[], object]] = {"machine": node_programs, "docker": _seek_in_docker}

if __name__ == "__main__":
    typer.run(chaos)

"""What a campaign did, for people."""

from rich.table import Table

from tests.chaos.campaign import Outcome
from tests.chaos.steps import CHAPTERS, STEPS


def of(outcome: Outcome, title: str) -> Table:
    """How often each step was struck, and what befell the servers."""
    table = Table(title=title, title_justify="left", show_footer=True)
    table.add_column("between the steps, after", footer="all")
    for name in ("SIGKILL", "SIGSTOP"):
        number = sum(times for (_, struck_by), times in outcome.strikes.items() if struck_by == name)
        table.add_column(name, footer=str(number), justify="right")
    for chapter, steps in CHAPTERS.items():
        table.add_section()
        for step in steps:
            row = [str(outcome.strikes[step, name]) for name in ("SIGKILL", "SIGSTOP")]
            table.add_row(f"{chapter}: {step.words}", *row)
    table.add_section()
    for name, times in outcome.faults.items():
        table.add_row(name, f"{times}×")
    return table


def summary(outcome: Outcome) -> str:
    """The counts in a sentence."""
    found = outcome.reckoning
    return (
        f"{outcome.kills} kills; {found.committed} events committed, {found.handled} took effect, "
        f"{found.parked} parked (poison, and what was no event), {found.onward} took effect at the peer; "
        f"out of order: {len(found.misplaced)}"
    )


def complaints(outcome: Outcome, *, fewest_kills: int) -> list[str]:
    """A sentence for all that keeps this campaign from being a good one."""
    spared = [
        f"never struck by {name}: {step.role}, {step.words}"
        for step in STEPS
        for name in ("SIGKILL", "SIGSTOP")
        if not outcome.strikes[step, name]
    ]
    few = [f"only {outcome.kills} kills, fewer than {fewest_kills}"] if outcome.kills < fewest_kills else []
    return [*outcome.reckoning.faults, *outcome.missed, *spared, *few]

"""A short campaign of the fault tests; `make chaos` is the long one, with every step and every fault."""

import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.rabbit import node_programs
from deploy.local.trouble import CannotStart
from tests.chaos.arena import Arena, open_arena
from tests.chaos.campaign import Plan, Strike, run
from tests.chaos.steps import STEPS, step

pytestmark = [
    pytest.mark.system,
    pytest.mark.timeout(600),
    pytest.mark.slow("hundreds of events, while what carries them is struck"),
]


@pytest.fixture(scope="module")
def arena() -> Iterator[Arena]:
    """Servers that may be killed."""
    with (
        tempfile.TemporaryDirectory(prefix="ravabet-chaos-", ignore_cleanup_errors=True) as folder,
        open_arena(Path(folder), in_docker=_must_be_in_docker()) as arena,
    ):
        yield arena


def test_nothing_is_lost_or_done_twice_while_services_and_the_broker_are_struck(arena: Arena) -> None:
    """Where an event is in two hands, each side is struck; once more at a step of chance, which the seed names."""
    seed = secrets.randbelow(1_000_000)
    strikes: list[Strike] = [
        (step("publish.sent", "publisher"), "SIGKILL"),
        (step("commit.after", "receiver"), "SIGKILL"),
        (step("commit.before", "receiver"), "SIGSTOP"),
        (STEPS[seed % len(STEPS)], "SIGKILL"),
    ]

    outcome = run(arena, Plan(events=500, seed=seed, strikes=strikes, faults=["SIGKILL of the broker"]), print)

    assert outcome.missed == [], f"seed {seed}"
    assert outcome.reckoning.faults == [], f"seed {seed}"
    assert outcome.kills == len(strikes)
    assert outcome.reckoning.handled >= 450


def test_a_relay_that_marks_too_early_and_a_receiver_without_an_inbox_are_found_out(arena: Arena) -> None:
    """The fault tests see what they are there to see."""
    strikes: list[Strike] = [
        (step("outbox.read", "publisher"), "SIGKILL"),
        (step("commit.after", "receiver"), "SIGKILL"),
    ]

    outcome = run(arena, Plan(events=300, seed=1, strikes=strikes, faults=[], is_broken=True), print)

    assert outcome.reckoning.lost
    assert outcome.reckoning.duplicated


def _must_be_in_docker() -> bool:
    try:
        node_programs()
    except CannotStart:
        return True
    return False

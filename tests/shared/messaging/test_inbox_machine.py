"""Inbox and batch against a simple truth: an event counts once, in the order of its lane, or not at all."""

from collections import defaultdict
from typing import Literal

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from shared.store.batch import Failed, Handled, Postponed, Task, run_batch
from shared.store.driver import DriverName
from tests.shared.messaging.listener import told
from tests.shared.messaging.machine import World, a_world, examine

Fate = Literal["well", "fails", "fails late"]
LANES = 3
EVENTS = st.tuples(st.integers(0, 30), st.sampled_from(["well", "well", "well", "fails", "fails late"]))


class InboxMachine(RuleBasedStateMachine):
    """Batches of events that come once or again, and whose handlers fail early, late or not at all."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.truth: dict[str, list[int]] = defaultdict(list)

    @rule(events=st.lists(EVENTS, max_size=12))
    def handle(self, events: list[tuple[int, Fate]]) -> None:
        outcomes = self.world.run(run_batch(self.world.store, [self._task(number, fate) for number, fate in events]))

        assert len(outcomes) == len(events)
        stopped: set[str] = set()
        for (number, fate), outcome in zip(events, outcomes, strict=True):
            lane = f"lane/{number % LANES}"
            if number in self.truth[lane]:
                assert isinstance(outcome, Handled) or lane in stopped, outcome
            elif lane in stopped:
                # The same event once more gets its first outcome.
                assert isinstance(outcome, Postponed | Failed), outcome
            elif fate == "well":
                assert isinstance(outcome, Handled), outcome
                self.truth[lane].append(number)
            else:
                assert isinstance(outcome, Failed), outcome
                stopped.add(lane)

    @rule(lane=st.integers(0, LANES - 1))
    def change_a_lane_from_outside(self, lane: int) -> None:
        """A request does, beside the events."""

        async def change() -> None:
            async with self.world.store.unit_of_work() as work:
                key = f"lane/{lane}"
                row = await work.get("lanes", key) or {"_id": key, "numbers": [], "version": 0}
                await work.put("lanes", row | {"version": row["version"] + 1})

        self.world.run(change())

    @invariant()
    def each_event_had_one_effect_or_none(self) -> None:
        store = self.world.store
        rows = {row["_id"]: row["numbers"] for row in self.world.run(store.find("lanes", {}))}
        truth = {lane: numbers for lane, numbers in self.truth.items() if numbers}
        assert {lane: numbers for lane, numbers in rows.items() if numbers} == truth
        inbox = {row["_id"] for row in self.world.run(store.find("inbox", {}))}
        assert inbox == {f"x:{number}" for numbers in truth.values() for number in numbers}
        outbox = self.world.run(store.find("outbox", {}, sort=[("seq", 1)]))
        for lane, numbers in truth.items():
            seqs = [row["seq"] for row in outbox if row["subject"] == f"article/{lane}"]
            assert seqs == [*range(1, len(numbers) + 1)]
        assert len(outbox) == sum(map(len, truth.values()))

    def _task(self, number: int, fate: Fate) -> Task:
        lane, store = f"lane/{number % LANES}", self.world.store

        async def run() -> None:
            async with store.unit_of_work() as work:
                row = await work.get("lanes", lane)
                seen = row or {"_id": lane, "numbers": [], "version": 0}
                after = seen | {"numbers": [*seen["numbers"], number], "version": seen["version"] + 1}
                where = {"_id": lane, "version": seen["version"]}
                assert await work.replace("lanes", where, after, insert=row is None)
                work.emit(told(lane))
                if fate == "fails late":
                    await work.count("lanes", {})
                if fate != "well":
                    raise ZeroDivisionError

        return Task(lane=lane, inbox_id=f"x:{number}", run=run)


def test_an_event_counts_once_in_its_order_or_not_at_all(mongo_url: str, driver: DriverName) -> None:
    """Traps 2, 14, 16, 19 and 54, in whatever mixture."""
    with a_world(mongo_url, driver) as world:
        examine(InboxMachine, world)

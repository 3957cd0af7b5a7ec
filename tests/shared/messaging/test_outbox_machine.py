"""Outbox and relay against a simple truth: what was kept is what arrives, in order, whatever the broker answers."""

from collections import defaultdict
from typing import Any, cast

import hypothesis.strategies as st
from aio_pika.exceptions import DeliveryError
from aiormq import spec
from aiormq.channel import Channel
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from typing_extensions import override

from shared.messaging.relay import Relay
from shared.store.batch import Task, run_batch
from shared.store.driver import DriverName
from tests.shared.messaging.listener import tell, told
from tests.shared.messaging.machine import World, a_world, examine

ARTICLES = st.sampled_from(["a1", "a2", "a3"])
ANSWERS = st.lists(st.sampled_from(["confirmed", "confirmed", "refused", "lost"]), max_size=12)


class Wire:
    """A channel whose broker answers as it is told to; what reached the broker is remembered."""

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.answers: list[str] = []

    async def basic_publish(self, _: bytes, *, properties: spec.Basic.Properties, **__: Any) -> None:
        answer = self.answers.pop(0) if self.answers else "confirmed"
        if answer == "refused":
            raise DeliveryError(None, spec.Basic.Nack())
        self.arrived.append(str(properties.message_id))
        if answer == "lost":
            raise TimeoutError


class OutboxMachine(RuleBasedStateMachine):
    """Units that are kept or fail, and a relay that is answered, refused, or hears nothing."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.wire = Wire()
        self.relay = Relay(world.store, url="amqp://unused")
        self.truth: dict[str, int] = defaultdict(int)
        self.batches = 0

    @rule(articles=st.lists(ARTICLES, min_size=1, max_size=4))
    def keep(self, articles: list[str]) -> None:
        self.world.run(tell(self.world.store, *map(told, articles)))
        for article in articles:
            self.truth[f"article/{article}"] += 1

    @rule(articles=st.lists(ARTICLES, min_size=1, max_size=4))
    def fail(self, articles: list[str]) -> None:
        async def unit() -> None:
            async with self.world.store.unit_of_work() as work:
                work.emit(*map(told, articles))
                raise ZeroDivisionError

        try:
            self.world.run(unit())
        except ZeroDivisionError:
            return
        raise AssertionError

    @rule(tasks=st.lists(st.tuples(ARTICLES, st.booleans()), min_size=1, max_size=6))
    def keep_as_a_batch(self, tasks: list[tuple[str, bool]]) -> None:
        """Each in a lane of its own, some failing after they had emitted."""
        self.batches += 1

        async def handle(article: str, *, fails: bool) -> None:
            async with self.world.store.unit_of_work() as work:
                work.emit(told(article))
            if fails:
                raise ZeroDivisionError

        self.world.run(
            run_batch(
                self.world.store,
                [
                    Task(f"lane/{n}", f"x:{self.batches}:{n}", lambda a=article, f=fails: handle(a, fails=f))  # type: ignore[misc]
                    for n, (article, fails) in enumerate(tasks)
                ],
            )
        )
        for article, fails in tasks:
            self.truth[f"article/{article}"] += not fails

    @rule(answers=ANSWERS)
    def send(self, answers: list[str]) -> None:
        self.wire.answers = list(answers)
        try:
            self.world.run(self.relay._relay_once(cast("Channel", self.wire)))
        except ConnectionError:
            assert "refused" in answers or "lost" in answers

    @rule()
    def crash_before_marking(self) -> None:
        """What the process that crashed had sent is pending for the next one."""
        before = self.world.run(self.world.store.find("outbox", {"state": "pending"}))
        self.send([])
        rows = self.world.store.driver.collection("outbox")
        again = {"_id": {"$in": [row["_id"] for row in before]}}
        self.world.run(_update(rows, again, {"$set": {"state": "pending"}}))

    @invariant()
    def what_arrived_is_the_beginning_of_what_was_kept_in_its_order(self) -> None:
        rows = {row["_id"]: row for row in self.world.run(self.world.store.find("outbox", {}))}
        first = [rows[event_id] for event_id in dict.fromkeys(self.wire.arrived)]
        for subject in self.truth:
            arrived = [row["seq"] for row in first if row["subject"] == subject]
            assert arrived == [*range(1, len(arrived) + 1)]
        assert {row["_id"] for row in rows.values() if row["state"] == "sent"} <= set(self.wire.arrived)
        assert len(rows) == sum(self.truth.values())

    @override
    def teardown(self) -> None:
        """In the end the broker is well, and everything arrives."""
        self.send([])
        rows = {row["_id"]: row for row in self.world.run(self.world.store.find("outbox", {}))}
        assert {row["state"] for row in rows.values()} <= {"sent"}
        arrived = [rows[event_id] for event_id in dict.fromkeys(self.wire.arrived)]
        for subject, number in self.truth.items():
            assert [row["seq"] for row in arrived if row["subject"] == subject] == [*range(1, number + 1)]


async def _update(rows: Any, where: Any, change: Any) -> None:
    await rows.update_many(where, change)


def test_everything_that_was_kept_arrives_once_in_order(mongo_url: str, driver: DriverName) -> None:
    """Traps 1, 3, 4, 5, 11 and 50, in whatever mixture."""
    with a_world(mongo_url, driver) as world:
        examine(OutboxMachine, world)

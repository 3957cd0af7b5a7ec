"""What is set aside, against a simple truth: each event is handled or set aside, and none overtakes another."""

from collections import defaultdict
from datetime import timedelta

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from typing_extensions import override

from shared.messaging.decisions import Decisions
from shared.messaging.delivery import Delivery
from shared.messaging.errors import Permanent
from shared.messaging.groups import Choice
from shared.messaging.set_aside import DISCARDED, PARKED, WAITING
from shared.store.driver import DriverName
from tests.shared.messaging.listener import Listener, delivery, told
from tests.shared.messaging.machine import World, a_world, examine
from tests.shared.messaging.process import Process

ARTICLES = st.sampled_from(["a1", "a2", "a3"])
TYPE = "news.published.v1"


class SetAsideMachine(RuleBasedStateMachine):
    """Events that fail for a while or for ever, pauses, restarts, deaths, and time that passes."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.listener = Listener(world.store)
        self.sent: dict[str, list[Delivery]] = defaultdict(list)
        self.repeated: set[str] = set()
        self.restart()

    @rule()
    def restart(self) -> None:
        """Another process takes over; what it knows is in the database."""
        self.process = Process(self.world.store, self.listener.handlers)
        self.world.run(self.process.pauses.refresh())

    @rule(articles=st.lists(ARTICLES, min_size=1, max_size=5))
    def deliver(self, articles: list[str]) -> None:
        batch = []
        for article in articles:
            number = len(self.sent[article]) + 1
            event = delivery(told(article, number), seq=number, event_id=f"{article}:{number}", now=self.world.store)
            self.sent[article].append(event)
            batch.append(event)
        self._hand_in(batch)

    @rule(article=ARTICLES)
    def deliver_the_last_one_again(self, article: str) -> None:
        """Its acknowledgement was lost. A parked one would be tried anew, which is another story."""
        last = f"{article}:{len(self.sent[article])}"
        if self.sent[article] and self._fate(last) not in {PARKED, DISCARDED}:
            self.repeated.add(last)
            self._hand_in(self.sent[article][-1:])

    @rule(article=ARTICLES, is_permanent=st.booleans())
    def begin_to_fail(self, article: str, *, is_permanent: bool) -> None:
        self.listener.faults[article] = Permanent("never") if is_permanent else RuntimeError("not yet")

    @rule(seconds=st.sampled_from([10, 60, 600, 3_600, 21_600]))
    def die_in_a_try(self, seconds: int) -> None:
        """What was tried with it counts as one try for a single event, and as none for many."""
        self.world.now += timedelta(seconds=seconds)
        self.world.run(self.process.dies_in_a_try(self.listener))
        self.restart()

    @rule(article=ARTICLES)
    def work_again(self, article: str) -> None:
        self.listener.faults.pop(article, None)

    @rule(article=ARTICLES)
    def discard_the_first_that_waits(self, article: str) -> None:
        """A person gives it up; what waits behind it goes on without it."""
        where = {"state": WAITING, "subject": f"article/{article}"}
        for row in self.world.run(self.world.store.find("set_aside", where, sort=[("seq", 1)], limit=1)):
            # One that was handled and came again is no matter for a person.
            if row["_id"] not in self.repeated:
                self.world.run(Decisions(self.world.store, by="x").discard(Choice(ids=(row["_id"],)), reason="x"))

    @rule()
    def pause(self) -> None:
        self.world.run(self.process.pauses.pause(TYPE, "a reason"))
        self.world.run(self.process.pauses.refresh())

    @rule()
    def resume(self) -> None:
        self.world.run(self.process.pauses.resume(TYPE))

    @rule(seconds=st.sampled_from([1, 10, 60, 600, 3_600, 21_600]))
    def let_time_pass(self, seconds: int) -> None:
        self.world.now += timedelta(seconds=seconds)
        self.world.run(self.process.retry_due())

    @invariant()
    def every_event_is_in_one_place_and_none_overtook_another(self) -> None:
        store = self.world.store
        handled = {row["_id"].removeprefix("notifier:") for row in self.world.run(store.find("inbox", {}))}
        rows = self.world.run(store.find("set_aside", {}))
        aside = {row["_id"] for row in rows}
        assert handled | aside == {
            f"{article}:{n + 1}" for article, sent in self.sent.items() for n in range(len(sent))
        }
        # What was handled and comes again may wait once more; its turn shows that there is nothing to do.
        assert handled & aside <= self.repeated
        assert all(row["attempts"] <= 5 for row in rows)
        heard = self.world.run(self.listener.heard())
        waiting = {row["_id"] for row in rows if row["state"] == WAITING} - handled
        for article, numbers in heard.items():
            assert numbers == sorted(set(numbers))
            assert {f"{article}:{number}" for number in numbers} <= handled
            assert not any(f"{article}:{n}" in waiting for n in range(1, max(numbers, default=0)))

    @override
    def teardown(self) -> None:
        """In the end everything works, and nothing waits."""
        self.listener.faults.clear()
        self.resume()
        for _ in range(3):
            self.let_time_pass(21_600)
        assert self.world.run(self.world.store.find("set_aside", {"state": WAITING})) == []
        self.every_event_is_in_one_place_and_none_overtook_another()

    def _hand_in(self, batch: list[Delivery]) -> None:
        """As the consumer does: what was left comes first in the next batch."""
        for _ in range(10):
            if not batch:
                return
            batch = self.world.run(self.process.handle(batch))
        raise AssertionError(f"{len(batch)} were never handled")

    def _fate(self, event_id: str) -> str | None:
        row = self.world.run(self.world.store.get("set_aside", event_id))
        return str(row["state"]) if row else None


def test_every_event_is_handled_or_waits_or_is_parked_and_none_overtakes(mongo_url: str, driver: DriverName) -> None:
    """Traps 29, 30, 31 and 50, in whatever mixture."""
    with a_world(mongo_url, driver) as world:
        examine(SetAsideMachine, world)

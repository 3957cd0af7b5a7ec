"""What a channel brought: handed out in order, two batches at a time, acknowledged only when all before is settled."""

import asyncio
from collections import defaultdict

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from shared.messaging import window as windows
from shared.messaging.delivery import Delivery
from shared.messaging.window import Window
from tests.shared.messaging.listener import delivery, told

SUBJECTS = ("a", "b", "c")


async def test_a_later_event_of_a_subject_waits_for_the_batch_that_has_an_earlier_one() -> None:
    window = Window()
    window.put(_brought("a", 1))
    first = await window.take()
    window.put(_brought("a", 2))
    waiting = asyncio.create_task(window.take())
    await asyncio.sleep(0)

    window.put(_brought("b", 3))
    assert [found.tag for found in await waiting] == [3]

    assert window.settle(first, []) == 1
    assert [found.tag for found in await window.take()] == [2]


async def test_a_worker_that_waits_is_woken_when_the_subject_is_free_again() -> None:
    window = Window()
    window.put(_brought("a", 1))
    first = await window.take()
    window.put(_brought("a", 2))
    waiting = asyncio.create_task(window.take())
    await asyncio.sleep(0)
    assert not waiting.done()

    window.settle(first, [])
    async with asyncio.timeout(5):
        assert [found.tag for found in await waiting] == [2]


async def test_nothing_is_handed_out_after_the_end() -> None:
    window = Window()
    waiting = asyncio.create_task(window.take())
    await asyncio.sleep(0)
    window.close()
    window.put(_brought("a", 1))

    async with asyncio.timeout(5):
        assert await waiting == []
    assert await window.take() == []


async def test_a_batch_has_its_limits() -> None:
    window = Window()
    for tag in range(1, windows._BATCH_EVENTS + 51):
        window.put(_brought(f"a{tag}", tag))

    assert len(await window.take()) == windows._BATCH_EVENTS
    assert len(await window.take()) == 50


async def test_it_is_idle_only_when_nothing_waits_and_nothing_is_in_hand() -> None:
    window = Window()
    window._moved_at -= 100
    assert window.idle_seconds >= 100
    window.put(_brought("a", 1))
    window._moved_at -= 100
    assert window.idle_seconds == 0
    batch = await window.take()
    assert window.idle_seconds == 0
    window.settle(batch, [])
    assert window.idle_seconds < 50


class WindowMachine(RuleBasedStateMachine):
    """Two workers and a broker, in any order of steps."""

    def __init__(self) -> None:
        super().__init__()
        self.window = Window()
        self.subjects: list[str] = []
        self.hands: list[list[Delivery]] = []
        self.finished: dict[str, list[int]] = defaultdict(list)
        self.settled: set[int] = set()
        self.acknowledged = 0

    @rule(subject=st.sampled_from(SUBJECTS))
    def arrives(self, subject: str) -> None:
        self.subjects.append(subject)
        self.window.put(_brought(subject, len(self.subjects)))

    @precondition(lambda self: len(self.hands) < 2)
    @rule()
    def takes(self) -> None:
        if batch := self.window._take_now():
            self.hands.append(batch)

    @precondition(lambda self: self.hands)
    @rule(chance=st.data())
    def settles(self, chance: st.DataObject) -> None:
        """The first of some subjects are finished, the rest is left for the next batch."""
        batch = self.hands.pop(chance.draw(st.integers(0, len(self.hands) - 1)))
        left_subjects = set(chance.draw(st.lists(st.sampled_from(SUBJECTS))))
        unfinished = [found for found in batch if found.subject.removeprefix("article/") in left_subjects]
        for found in batch:
            if found not in unfinished:
                self.finished[found.subject].append(found.tag)
                self.settled.add(found.tag)
        self.acknowledged = self.window.settle(batch, unfinished) or self.acknowledged

    @invariant()
    def no_subject_is_in_two_hands(self) -> None:
        subjects = [subject for batch in self.hands for subject in {found.subject for found in batch}]
        assert len(subjects) == len(set(subjects))

    @invariant()
    def each_subject_keeps_its_order(self) -> None:
        for tags in self.finished.values():
            assert tags == sorted(tags)

    @invariant()
    def only_what_is_settled_is_acknowledged_and_as_much_as_can_be(self) -> None:
        assert set(range(1, self.acknowledged + 1)) <= self.settled
        assert self.acknowledged + 1 not in self.settled


TestWindow = WindowMachine.TestCase
TestWindow.settings = settings(max_examples=60, stateful_step_count=40, deadline=None, derandomize=True)


def _brought(article: str, tag: int) -> Delivery:
    return Delivery.read(delivery(told(article, tag)).body, tag, None)

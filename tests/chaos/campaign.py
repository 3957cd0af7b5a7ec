"""A campaign: services at work, faults one after the other, and the reckoning at the end."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from pymongo.collection import Collection

from tests.chaos.arena import PEER, PUBLISHER, RECEIVER, Arena
from tests.chaos.faults import FAULTS, KILLING_FAULTS
from tests.chaos.reckoning import Reckoning, reckon
from tests.chaos.replicas import Replica, ended_afterwards
from tests.chaos.service import ENOUGH, HOLD, LEASE_SECONDS, Orders
from tests.chaos.steps import Role, Step
from tests.chaos.waiting import NeverCame, Value, until

Signal = Literal["SIGKILL", "SIGSTOP"]
Strike = tuple[Step, Signal]
Say = Callable[[str], None]

# Waits for conditions; so long only a broken or a hopelessly slow machine makes them.
_PATIENCE = 90.0
_QUIET_SECONDS = 2.0
_EVENTS_A_SECOND = 60
_WRITERS = 8
_FARTHEST_BEHIND = 300

_GARBAGE: tuple[str, ...] = (
    "not JSON at all: %s",
    '{"specversion": "0.3", "id": "%s"}',
    '{"specversion": "1.0", "id": "%s", "type": "news.published.v1"}',
    '{"specversion": "1.0", "id": "%s", "type": "news.published.v1", "data": {"article_id": 7}}',
    '{"specversion": "1.0", "id": "%s", "type": "No Type"}',
)
"""Each is put with a name of its own, so that no two are the same bytes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a campaign is."""

    events: int
    seed: int
    strikes: Sequence[Strike]
    faults: Sequence[str]
    is_broken: bool = False
    """Whether the services do wrong on purpose."""


@dataclass(slots=True)
class Outcome:
    """What a campaign did and found."""

    strikes: Counter[tuple[Step, str]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    """Faults that could not be brought about, or from which nobody recovered."""
    reckoning: Reckoning = field(default_factory=Reckoning)

    @property
    def kills(self) -> int:
        """How often a process of a service or a server was ended by SIGKILL."""
        of_services = sum(number for (_, signal_name), number in self.strikes.items() if signal_name == "SIGKILL")
        return of_services + sum(self.faults[name] for name in KILLING_FAULTS)


def run(arena: Arena, plan: Plan, say: Say) -> Outcome:
    """Let the services work, bring the faults about, and reckon."""
    arena.clear()
    replicas = _replicas(arena, plan)
    with ended_afterwards(replicas):
        campaign = Campaign(arena, replicas, plan, say)
        campaign.work_has_begun()
        for act in campaign.acts():
            act()
        campaign.finish()
    return campaign.outcome


class Campaign:
    """Strikes services and servers, and sees that work goes on after each blow."""

    def __init__(self, arena: Arena, replicas: Sequence[Replica], plan: Plan, say: Say) -> None:
        self.outcome = Outcome()
        self._arena = arena
        self._replicas = replicas
        self._plan = plan
        self._say = say
        self._chance = random.Random(plan.seed)
        self._garbage: list[str] = []

    def work_has_begun(self) -> None:
        """Return when events have come all the way."""
        until(lambda: self._progress().heard, "the first events", within=_PATIENCE)

    def acts(self) -> Iterator[Callable[[], None]]:
        """All blows in a random order."""
        acts: list[Callable[[], None]] = [
            *(partial(self.strike, *blow) for blow in self._plan.strikes),
            *(partial(self.bring, name) for name in self._plan.faults),
        ]
        self._chance.shuffle(acts)
        yield from acts

    def strike(self, step: Step, signal_name: Signal) -> None:
        """Kill or freeze the process that next reaches the step; a standby goes on."""
        with self._noted(f"{signal_name} at: {step.role}, {step.words}"):
            victim = self._struck(step, signal_name)
            if signal_name == "SIGKILL":
                until(lambda: not victim.is_running, "the end of the process", within=_PATIENCE)
                victim.start()
            else:
                until(lambda: victim.is_frozen, "the process standing still", within=_PATIENCE)
                self._until_standby_works()
                victim.thaw()
            self._until_work_goes_on()
            self.outcome.strikes[step, signal_name] += 1

    def bring(self, name: str) -> None:
        """Bring a fault of a server or of the network about."""
        with self._noted(name):
            FAULTS[name](self._arena)
            self._put_garbage()
            self._until_work_goes_on()
            self.outcome.faults[name] += 1

    def finish(self) -> None:
        """Let the writers come to their end and all events to their effects, and reckon."""
        (self._arena.folder / ENOUGH).touch()
        self._put_garbage()
        with self._noted(f"{self._plan.events} events, and all that is under way"):
            self._until(lambda: self._told() >= self._plan.events, "all events", within=20 * _PATIENCE)
            self._until_all_is_quiet()
        self.outcome.reckoning = reckon(self._arena, self._garbage)

    @contextmanager
    def _noted(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        except NeverCame as reason:
            self.outcome.missed.append(f"{what}: {reason}")
            self._say(f"✗ {what}: {reason}")
            self._begin_the_fallen_again()
        else:
            self._say(f"✓ {what} ({time.monotonic() - began:.1f} s)")

    def _struck(self, step: Step, signal_name: Signal) -> Replica:
        """The process that took the order."""
        order = self._arena.folder / f"{step.role}.order"
        draft = order.with_suffix(".draft")
        # What is rare is struck at its first time.
        passes = 0 if step.name.startswith(("aside", "retry")) else self._chance.randint(0, 9)
        draft.write_text(f"{step.name} {signal_name} {passes}")
        draft.rename(order)
        try:
            taker = self._until(lambda: self._taker(step.role), "somebody at this step")
        finally:
            order.unlink(missing_ok=True)
        assert taker is not None
        return taker

    def _taker(self, role: Role) -> Replica | None:
        for replica in self._replicas:
            # Asked first: it may take the order and end between the two questions.
            is_running = replica.is_running
            taken = self._arena.folder / f"{role}.{replica.pid}"
            if taken.exists():
                taken.unlink()
                return replica
            if not is_running:
                self.outcome.missed.append(f"{replica.orders.name} ended by itself")
                replica.start()
        return None

    def _until_standby_works(self) -> None:
        """While one stands still: after its leases have run out, the other does all the work."""
        time.sleep(LEASE_SECONDS)
        self._until_work_goes_on()

    def _until_work_goes_on(self) -> None:
        """All that was sent before now takes effect, down to the peer, and more is sent."""
        before = self._progress()

        def goes_on() -> bool:
            now = self._progress()
            if self._plan.is_broken:
                return now.sent > before.sent and now.handled > before.handled
            return now.sent > before.sent and now.handled + now.aside >= before.sent and now.heard >= before.handled

        self._until(goes_on, "work going on")

    def _until_all_is_quiet(self) -> None:
        """Nothing is under way any more, and stays so for a while."""
        moved_at = quiet_since = time.monotonic()
        before = self._progress()

        def is_quiet_or_stuck() -> bool:
            nonlocal moved_at, quiet_since, before
            now, at = self._progress(), time.monotonic()
            if now != before:
                moved_at = quiet_since = at
            elif self._under_way():
                quiet_since = at
            before = now
            return at - quiet_since > _QUIET_SECONDS or at - moved_at > _PATIENCE

        self._until(is_quiet_or_stuck, "the end of all work", within=20 * _PATIENCE)
        if self._under_way():
            still = ", ".join(f"{number} {what}" for what, number in self._what_is_under_way().items() if number)
            raise NeverCame(f"work is still under way, and nothing has moved for {_PATIENCE:.0f} s: {still}")

    def _progress(self) -> "_Progress":
        receiver = self._arena.database(RECEIVER)
        return _Progress(
            sent=self._arena.database(PUBLISHER)["outbox"].count_documents({"state": "sent"}),
            handled=_sum(receiver["tallies"], {"$size": {"$ifNull": ["$numbers", []]}}),
            aside=receiver["set_aside"].count_documents({"type": {"$ne": ""}}),
            heard=_sum(self._arena.database(PEER)["notes"], {"$size": {"$ifNull": ["$numbers", []]}}),
        )

    def _until(self, probe: Callable[[], Value], what: str, *, within: float = _PATIENCE) -> Value:
        """Wait for it; while readers are far behind, as on a slow machine, writers are told to wait for them."""

        def paced() -> Value:
            self._let_readers_keep_up()
            return probe()

        return until(paced, what, within=within)

    def _let_readers_keep_up(self) -> None:
        progress = self._progress()
        hold = self._arena.folder / HOLD
        if progress.sent > progress.handled + progress.aside + _FARTHEST_BEHIND and not self._plan.is_broken:
            hold.touch()
        else:
            hold.unlink(missing_ok=True)

    def _under_way(self) -> int:
        return sum(self._what_is_under_way().values())

    def _what_is_under_way(self) -> dict[str, int]:
        under_way: dict[str, int] = {}
        for queue, (ready, delivered) in self._arena.messages_by_queue().items():
            under_way |= {f"ready in {queue}": ready, f"delivered of {queue}": delivered}
        for service in (PUBLISHER, RECEIVER, PEER):
            database = self._arena.database(service)
            under_way[f"in the outbox of {service}"] = database["outbox"].count_documents({"state": "pending"})
            under_way[f"put aside by {service}"] = database["set_aside"].count_documents({"state": "waiting"})
        return under_way

    def _told(self) -> int:
        return _sum(self._arena.database(PUBLISHER)["articles"], "$told")

    def _put_garbage(self) -> None:
        for pattern in _GARBAGE:
            message_id = f"garbage-{self._chance.getrandbits(48):x}"
            text = pattern % message_id
            if self._arena.put_in_queue(RECEIVER, message_id, text):
                self._garbage.append(text)

    def _begin_the_fallen_again(self) -> None:
        for replica in self._replicas:
            if replica.is_frozen:
                replica.thaw()
            if not replica.is_running:
                replica.start()


@dataclass(frozen=True, slots=True)
class _Progress:
    """How many events were sent, handled by the receiver, put aside there, and heard by the peer."""

    sent: int
    handled: int
    aside: int
    heard: int


def _sum(collection: Collection[dict[str, Any]], what: Any) -> int:
    rows = list(collection.aggregate([{"$group": {"_id": None, "sum": {"$sum": what}}}]))
    return int(rows[0]["sum"]) if rows else 0


def _replicas(arena: Arena, plan: Plan) -> list[Replica]:
    """Two of each service, one on either driver."""
    crew = [("publisher", PUBLISHER, "ab"), ("receiver", RECEIVER, "ab"), ("peer", PEER, "a")]
    return [
        Replica(
            Orders(
                role=role,
                service=service,
                name=f"{role}-{letter}",
                driver="motor" if letter == "a" else "pymongo",
                mongo_url=arena.mongo_url_of(service),
                amqp_url=arena.wires.amqp_url,
                folder=str(arena.folder),
                seed=plan.seed,
                articles=max(200, plan.events // 20),
                events=plan.events,
                pause=2 * _WRITERS / _EVENTS_A_SECOND,
                is_broken=plan.is_broken and role != "peer",
            ),
            arena.folder / "logs" / f"{role}-{letter}.log",
        )
        for role, service, letters in crew
        for letter in letters
    ]

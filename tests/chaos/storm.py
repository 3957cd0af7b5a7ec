"""The storm: services of a whole stack are killed at random moments while articles are published and letters leave.

Unlike the strikes at steps, it knows nothing of what a service does at the moment, and the pauses are those of the real
services.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Self

import httpx
from pymongo import MongoClient

from deploy.local.demo import Demo, Mailbox
from deploy.local.home import Home, environment_without_ports
from deploy.local.members import Modules
from deploy.local.progress import Progress
from deploy.local.stack import Stack, running_stack
from shared.web.paths import SERVICES
from tests.chaos.waiting import NeverCame, until

_SHORTEST, _LONGEST = 0.2, 1.5
"""Seconds between two kills."""
_TOPIC = "office/water"
_MANAGER = "aslani"
# An innocent that was struck three times while it was tried alone waits for ten minutes.
_PATIENCE = 15 * 60.0
_QUIET_SECONDS = 3.0
_ENDED = {"sent", "rejected", "suppressed", "expired"}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class StormPlan:
    """How long a storm lasts: until there are enough kills and all articles are published, or too many kills."""

    seed: int
    kills: int = 30
    most_kills: int = 150
    """On a slow machine a storm could last for ever: killed before they can publish, the services get nowhere."""
    articles: int = 160
    followers: int = 3


@dataclass(frozen=True, slots=True)
class Copy:
    """A letter in a follower's mailbox."""

    message_id: str
    tries_without_answer: int = 0
    """How many tries of its delivery ended without an answer, as when the sender died: they may have succeeded."""


@dataclass(slots=True)
class Aftermath:
    """What a storm left behind; each fault is a sentence."""

    kills: Counter[str] = field(default_factory=Counter)
    published: int = 0
    letters: int = 0
    sent_again: int = 0
    """Letters that came a second time, with the same Message-ID, since their sender died before it could note them."""
    seconds: float = 0.0
    """From the last kill until everything had arrived."""
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)

    def judge(self, follower: str, letters: Mapping[str, Sequence[Copy]]) -> None:
        """Compare the letters of one follower with the articles: one letter of each headline."""
        for headline, copies in letters.items():
            self.letters += len(copies)
            if not copies:
                self.lost.append(f"{follower} got no letter of {headline}")
            for other in sorted({copy.message_id for copy in copies})[1:]:
                self.duplicated.append(f"{follower} got another letter of {headline}: {other}")
            for message_id, times in Counter(copy.message_id for copy in copies).items():
                excused = max(copy.tries_without_answer for copy in copies if copy.message_id == message_id)
                self.sent_again += min(times - 1, excused)
                again = f"{follower} got the letter of {headline} once more: {message_id}"
                self.duplicated += [again] * max(0, times - 1 - excused)

    def summary(self) -> str:
        """The counts in a sentence."""
        killed = ", ".join(f"{service} {times}×" for service, times in sorted(self.kills.items()))
        return (
            f"storm: {self.kills.total()} kills ({killed}); {self.published} articles, {self.letters} letters "
            f"({self.sent_again} came twice, since their sender died); all arrived {self.seconds:.0f} s after the last"
        )


def rage(folder: Path, plan: StormPlan, say: Say) -> Aftermath:
    """Run a stack in this folder, let the storm pass over it, and reckon. Raises CannotStart."""
    environment = environment_without_ports()
    port = Home(folder, environment).port("gateway")
    home = Home(folder, environment | {"RAVABET_PORT": str(port)})
    services = {name: f"services.{name}" for name in SERVICES} | {"notifier": "tests.chaos.hasty_notifier"}
    with (
        running_stack(
            home, modules=Modules(services=services), progress=Progress(quiet=True), throw_away=True
        ) as stack,
        httpx.Client(base_url=stack.url, timeout=10) as web,
        Databases(stack) as databases,
    ):
        return Storm(stack, web, databases, plan, say).rage()


class Databases:
    """The databases of all services, past the services."""

    def __init__(self, stack: Stack) -> None:
        self._client: MongoClient[dict[str, Any]] = MongoClient(stack.env["RAVABET_MONGO_URL"], tz_aware=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def under_way(self) -> int:
        """How much waits to be published, handled or sent."""
        deliveries = self._client["ravabet_notifier"]["deliveries"]
        # Without a time for the next try, there will be none.
        return sum(
            self._client[f"ravabet_{service}"]["outbox"].count_documents({"state": "pending", "type": _NO_HEARTBEAT})
            + self._client[f"ravabet_{service}"]["set_aside"].count_documents({"state": "waiting"})
            for service in SERVICES
        ) + deliveries.count_documents({"state": {"$nin": sorted(_ENDED)}, "not_before": {"$ne": None}})

    def parked(self) -> list[str]:
        """A sentence for each event that needs a person."""
        return [
            f"{row['type'] or 'a message'} of {row['subject']} is parked in {service}: {row['error']}"
            for service in SERVICES
            for row in self._client[f"ravabet_{service}"]["set_aside"].find({"state": "parked"})
        ]

    def tries_without_answer(self) -> dict[str, int]:
        """Of each delivery how many tries nobody answered."""
        rows = self._client["ravabet_notifier"]["deliveries"].find({"evidence.what": _UNANSWERED})
        return {row["_id"]: sum(each["what"].startswith("unknown") for each in row["evidence"]) for row in rows}


class Storm:
    """One storm over one stack."""

    def __init__(self, stack: Stack, web: httpx.Client, databases: Databases, plan: StormPlan, say: Say) -> None:
        self._stack = stack
        self._web = web
        self._databases = databases
        self._plan = plan
        self._say = say
        self._chance = random.Random(plan.seed)
        self._headlines = [f"توفان {plan.seed} شماره {number:03d}" for number in range(1, plan.articles + 1)]
        self._aftermath = Aftermath()

    def rage(self) -> Aftermath:
        """Kill, wait until all has arrived, and reckon."""
        followers = [Demo(self._web).follower(_TOPIC) for _ in range(self._plan.followers)]
        manager = Demo(self._web).sign_in(_MANAGER)
        drafts = [self._draft(headline, manager) for headline in self._headlines]
        newsroom = threading.Thread(target=self._publish, args=(drafts, manager), daemon=True)
        newsroom.start()
        while self._goes_on(newsroom):
            time.sleep(self._chance.uniform(_SHORTEST, _LONGEST))
            self._kill(self._chance.choice(self._working()))
        self._say(f"✓ {self._aftermath.kills.total()} kills while {self._aftermath.published} articles were published")
        began = time.monotonic()
        newsroom.join(_PATIENCE)
        try:
            self._until_all_has_arrived(followers)
        except NeverCame as reason:
            self._aftermath.lost.append(str(reason))
        self._aftermath.seconds = time.monotonic() - began
        self._reckon(followers)
        return self._aftermath

    def _goes_on(self, newsroom: threading.Thread) -> bool:
        kills = self._aftermath.kills.total()
        return kills < self._plan.kills or (newsroom.is_alive() and kills < self._plan.most_kills)

    def _working(self) -> Sequence[str]:
        """Return the services that work: to kill those that only begin to start would leave the events alone."""
        return until(
            lambda: [service for service in SERVICES if self._is_live(service)], "a service at work", within=_PATIENCE
        )

    def _is_live(self, service: str) -> bool:
        try:
            return self._web.get(f"/api/{service}/health/live").is_success
        except httpx.TransportError:
            return False

    def _kill(self, service: str) -> None:
        process = self._stack.processes[service]
        process.kill()
        process.start()
        self._aftermath.kills[service] += 1

    def _draft(self, headline: str, manager: Mapping[str, str]) -> str:
        draft = {"publisher": {"kind": "office", "id": "water"}, "headline": headline, "text": "یک خبر."}
        answer = self._web.post("/api/news/articles", headers=dict(manager), json=draft)
        return str(answer.raise_for_status().json()["id"])

    def _publish(self, drafts: Sequence[str], manager: Mapping[str, str]) -> None:
        """Publish one after the other, each until it is answered: a second request for the same changes nothing."""

        def is_published(article: str) -> bool:
            try:
                answer = self._web.post(f"/api/news/articles/{article}/publication", headers=dict(manager))
            except httpx.TransportError:
                return False
            return answer.is_success

        for article in drafts:
            until(partial(is_published, article), "the publication of an article", within=_PATIENCE)
            self._aftermath.published += 1

    def _until_all_has_arrived(self, followers: Sequence[Mailbox]) -> None:
        quiet_since = time.monotonic()

        def is_quiet() -> bool:
            nonlocal quiet_since
            if self._databases.under_way() or any(self._missing(follower) for follower in followers):
                quiet_since = time.monotonic()
            return bool(self._databases.parked()) or time.monotonic() - quiet_since > _QUIET_SECONDS

        until(is_quiet, "the last letter", within=_PATIENCE)

    def _missing(self, follower: Mailbox) -> int:
        subjects = {letter["subject"] for letter in follower.messages()}
        return sum(headline not in subjects for headline in self._headlines)

    def _reckon(self, followers: Sequence[Mailbox]) -> None:
        self._aftermath.lost += self._databases.parked()
        unanswered = self._databases.tries_without_answer()
        for number, follower in enumerate(followers, start=1):
            letters: dict[str, list[Copy]] = {headline: [] for headline in self._headlines}
            for letter in follower.messages():
                if letter["subject"] in letters:
                    message_id = str(letter["message_id"])
                    delivery = message_id.strip("<>").partition("@")[0]
                    letters[letter["subject"]].append(Copy(message_id, unanswered.get(delivery, 0)))
            self._aftermath.judge(f"follower {number}", letters)


_NO_HEARTBEAT = {"$not": {"$regex": r"\.heartbeat\."}}
_UNANSWERED = {"$regex": "^unknown"}

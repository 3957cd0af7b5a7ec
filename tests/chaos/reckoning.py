"""What was promised against what came about, counted in effects and not in messages."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymongo.database import Database

from tests.chaos.arena import PEER, PUBLISHER, RECEIVER, Arena
from tests.chaos.fates import fate

Numbers = Mapping[str, Sequence[int]]
"""Of each article the numbers of its events, in the order in which they took effect."""


@dataclass(slots=True)
class Reckoning:
    """Each fault is a sentence; a good campaign has none."""

    committed: int = 0
    handled: int = 0
    parked: int = 0
    onward: int = 0
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    """Took effect after a later event of their subject."""

    @property
    def faults(self) -> list[str]:
        return [*self.lost, *self.duplicated, *self.misplaced]


def reckon(arena: Arena, garbage: Collection[str]) -> Reckoning:
    """Compare the publisher's ledger and database with the effects at the receiver and at its peer."""
    receiver = arena.database(RECEIVER)
    kept = {row["_id"]: int(row["told"]) for row in arena.database(PUBLISHER)["articles"].find()}
    told = _told(arena.folder)
    tallies, notes = _numbers(receiver["tallies"].find()), _numbers(arena.database(PEER)["notes"].find())
    parked = _parked(receiver)
    found = Reckoning(
        committed=sum(kept.values()),
        handled=sum(map(len, tallies.values())),
        parked=len(parked),
        onward=sum(map(len, notes.values())),
    )
    for article in sorted({*kept, *told}):
        if told.get(article, 0) > kept.get(article, 0):
            found.lost.append(f"{article}: told of {told[article]} events, kept are {kept.get(article, 0)}")
        committed = set(range(1, kept.get(article, 0) + 1))
        due = {number for number in committed if fate(article, number) != "poison"}
        _compare("receiver", article, due, tallies.get(article, ()), parked, found)
        poison = {f"{article}:{number}" for number in committed - due}
        found.lost += [f"{event} is poison, and not parked" for event in poison - parked.keys()]
        _compare("peer", article, set(tallies.get(article, ())), notes.get(article, ()), {}, found)
    found.lost += [f"garbage was not parked: {text}" for text in garbage if text not in parked]
    _count(receiver, tallies, found)
    return found


def _compare(
    where: str, article: str, due: set[int], came: Sequence[int], parked: Mapping[str, str], found: Reckoning
) -> None:
    for number in sorted(due - set(came)):
        why = parked.get(f"{article}:{number}", "nothing is known of it")
        found.lost.append(f"{article}:{number} did not reach the {where} ({why})")
    for number, times in Counter(came).items():
        found.duplicated += [f"{article}:{number} took effect {times} times at the {where}"] * (times - 1)
        if number not in due:
            found.duplicated.append(f"{article}:{number} took effect at the {where}, and nobody told it")
    latest = 0
    for number in dict.fromkeys(came):
        if number < latest:
            found.misplaced.append(f"{article}:{number} took effect after {latest} at the {where}")
        latest = max(latest, number)


def _count(receiver: Database[dict[str, Any]], tallies: Numbers, found: Reckoning) -> None:
    """Every effect counted one more, in the same unit."""
    counted = {row["_id"]: int(row["number"]) for row in receiver["counters"].find({"number": {"$exists": True}})}
    for article in {*tallies, *counted}:
        effects, surplus = len(tallies.get(article, ())), counted.get(article, 0) - len(tallies.get(article, ()))
        sentence = f"{article}: {effects} effects, but {counted.get(article, 0)} were counted"
        (found.duplicated if surplus > 0 else found.lost).extend([sentence] * abs(surplus))


def _numbers(rows: Iterable[Mapping[str, Any]]) -> Numbers:
    return {row["_id"]: row["numbers"] for row in rows if "numbers" in row}


def _parked(receiver: Database[dict[str, Any]]) -> dict[str, str]:
    """What is parked and why, by article and number; what is no event, by its text."""
    reasons = {}
    for row in receiver["set_aside"].find({"state": "parked"}):
        name = row["body"].decode()
        if row["type"]:
            event = json.loads(row["body"])["data"]
            name = f"{event['article_id']}:{event['headline']}"
        reasons[name] = row["error"]
    return reasons


def _told(folder: Path) -> Mapping[str, int]:
    """How many events of each article somebody was told were kept."""
    told: dict[str, int] = defaultdict(int)
    for ledger in folder.glob("*.ledger"):
        for line in ledger.read_text().splitlines():
            article, number = line.split()
            told[article] = max(told[article], int(number))
    return told

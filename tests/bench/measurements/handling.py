"""How many waiting events a second are handled."""

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.bench import filling
from tests.bench.arena import Arena, Place, play
from tests.bench.rows import Figure, Row

_EVENTS = 20_000
_EVENTS_BY_HAND = 3_000
"""Fewer, for it takes many times as long; what counts is the rate."""
_BY_HAND = "FastStream + Motor, one transaction an event"
_PLAIN = "aio-pika consume + ack, no database"
_TITLES = {
    "blind": "handled with inbox + state + outbox in the transaction",
    "rule": "handled: get → rule → versioned save → emit over 20,000 aggregates",
}


def measure_blind(arena: Arena) -> list[Row]:
    """A projection that only inserts, beside the same by hand and beside no database at all."""
    found = _in_turn(arena, "blind", _with_publications_of_new_articles, plain=True)
    rows = [
        Row(
            f"{_TITLES['blind']}, {driver}",
            "events/s",
            found[driver],
            _BY_HAND,
            found["by hand"],
            times_better=8,
        )
        for driver in ("motor", "pymongo")
    ]
    goals = {"motor": 0.6, "pymongo": 0.8}
    return rows + [
        Row(
            f"the same beside a consumer without a database, {driver}",
            "events/s",
            found[driver],
            _PLAIN,
            found["plain"],
            times_better=goal,
        )
        for driver, goal in goals.items()
    ]


def measure_rule(arena: Arena) -> list[Row]:
    """A use case that reads an aggregate, decides and saves it with its version."""
    found = _in_turn(arena, "rule", _with_publications_for_aggregates, plain=False)
    return [
        Row(
            f"{_TITLES['rule']}, {driver}",
            "events/s",
            found[driver],
            _BY_HAND,
            found["by hand"],
            times_better=8,
        )
        for driver in ("motor", "pymongo")
    ]


Fill = Callable[[Place, int], None]


def _in_turn(arena: Arena, kind: str, fill: Fill, *, plain: bool) -> dict[str, Figure]:
    """What each contestant reached in all runs."""
    events, events_by_hand = arena.sized(_EVENTS), arena.sized(_EVENTS_BY_HAND)
    contestants: dict[str, Callable[[Place], Any]] = {
        driver: partial(_ours, kind=kind, events=events, driver=driver) for driver in ("motor", "pymongo")
    }
    contestants["by hand"] = partial(_by_hand, kind=kind, events=events_by_hand)
    if plain:
        contestants["plain"] = partial(_plain, events=events)
    found = defaultdict(list)
    for run in arena.runs(_TITLES[kind]):
        for name, contest in contestants.items():
            arena.tell(f"{run}: {name}")
            with arena.place() as place:
                fill(place, events_by_hand if name == "by hand" else events)
                found[name].append(contest(place))
    return {name: Figure(tuple(runs)) for name, runs in found.items()}


def _ours(place: Place, *, kind: str, events: int, driver: str) -> Any:
    addresses = {"mongo_url": place.mongo_url_of("notifier"), "amqp_url": place.amqp_url}
    return play("handling_ours", **addresses, kind=kind, events=events, driver=driver)["rate"]


def _by_hand(place: Place, *, kind: str, events: int) -> Any:
    addresses = {"mongo_url": place.mongo_url_of("notifier"), "amqp_url": place.amqp_url}
    return play("handling_faststream", **addresses, kind=kind, events=events)


def _plain(place: Place, *, events: int) -> Any:
    return play("handling_plain", amqp_url=place.amqp_url, events=events)


def _with_publications_of_new_articles(place: Place, events: int) -> None:
    filling.declare(place)
    filling.queue_publications(place, filling.each_once(events))


def _with_publications_for_aggregates(place: Place, events: int) -> None:
    filling.declare(place)
    filling.keep_aggregates(place)
    filling.queue_publications(place, filling.spread_over_aggregates(events))

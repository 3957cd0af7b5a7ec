"""How soon a handler starts after a publication."""

from statistics import quantiles
from typing import Any

from tests.bench import filling
from tests.bench.arena import Arena, Place, contestant, play
from tests.bench.rows import Figure, Row

_SAMPLES = 200
_FIRST_ONES = 10
"""Not counted: connections and leases are made for them."""
_IDLE_PAUSE = 0.05
_BUSY_PAUSE = 0.01
_BUSY_SAMPLES = 1_000
_PEER = "FastStream publish → handler (no outbox)"
_GOALS = {50: 10.0, 99: 50.0}


def measure(arena: Arena) -> list[Row]:
    """Run ours and theirs in turn."""
    ours, theirs = _in_turn(arena, "commit → handler", samples=_SAMPLES, pause=_IDLE_PAUSE)
    busy, their_busy = _in_turn(arena, "commit → handler at 100 events/s", samples=_BUSY_SAMPLES, pause=_BUSY_PAUSE)
    return [
        Row(
            f"commit of a publication → handler started, p{percent}",
            "ms",
            _figure(ours, percent),
            _PEER,
            _figure(theirs, percent),
            at_most=limit,
        )
        for percent, limit in _GOALS.items()
    ] + [
        Row(
            "commit → handler started at 100 events/s, p99",
            "ms",
            _figure(busy, 99),
            _PEER,
            _figure(their_busy, 99),
            times_better=0.5,
        ),
        Row(
            "commit at a standby → sent by the lease's holder, p99",
            "ms",
            _figure(_at_a_standby(arena), 99),
            at_most=100,
        ),
    ]


def _at_a_standby(arena: Arena) -> list[list[float]]:
    runs = []
    for run in arena.runs("commit at a standby → sent"):
        arena.tell(run)
        with arena.place() as place:
            filling.declare(place)
            events = arena.sized(_SAMPLES) + _FIRST_ONES
            seconds = play("standby_ours", **_addresses(place, "delay_ours", "news"), events=events)
        runs.append([each * 1000 for each in seconds[_FIRST_ONES:]])
    return runs


def _in_turn(arena: Arena, what: str, *, samples: int, pause: float) -> tuple[list[list[float]], list[list[float]]]:
    ours, theirs = [], []
    for run in arena.runs(what):
        ours.append(_delays(arena, "delay_ours", run, samples, pause))
        theirs.append(_delays(arena, "delay_faststream", run, samples, pause))
    return ours, theirs


def _delays(arena: Arena, name: str, run: str, samples: int, pause: float) -> list[float]:
    """The milliseconds of each publication."""
    arena.tell(f"{run}: {name}")
    events = arena.sized(samples) + _FIRST_ONES
    with arena.place() as place:
        filling.declare(place)
        with contestant(name, role="hear", events=events, **_addresses(place, name, "notifier")) as listener:
            listener.wait_until_ready()
            told = play(name, role="tell", events=events, pause=pause, **_addresses(place, name, "news"))
            heard = listener.result()
    return [(heard[article] - told[article]) * 1000 for article in told][_FIRST_ONES:]


def _addresses(place: Place, name: str, service: str) -> dict[str, Any]:
    broker = {"amqp_url": place.amqp_url}
    return broker | {"mongo_url": place.mongo_url_of(service)} if name == "delay_ours" else broker


def _figure(runs: list[list[float]], percent: int) -> Figure:
    return Figure(tuple(quantiles(run, n=100, method="inclusive")[percent - 1] for run in runs))

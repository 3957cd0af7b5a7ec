"""How many events a second leave through the outbox."""

from collections import defaultdict
from typing import Any

from tests.bench import filling
from tests.bench.arena import Arena, Place, play
from tests.bench.rows import Figure, Row

_EVENTS = {1: 500, 10: 3_000, 100: 10_000}
_PEERS = {
    "publishing_faststream": ("FastStream publish with confirms (no outbox)", 0.8),
    "publishing_celery": ("Celery delay with confirms, one after another (no outbox)", 2.0),
}


def measure(arena: Arena) -> list[Row]:
    """Batches of three sizes: a batch is one unit of work, or so many publications on their way together."""
    found: dict[tuple[str, int], list[float]] = defaultdict(list)
    for run in arena.runs("published through the outbox"):
        for batch, most in _EVENTS.items():
            events = max(batch, arena.sized(most) // batch * batch)
            for contestant in ("publishing_ours", *_PEERS):
                arena.tell(f"{run}: batches of {batch}, {contestant}")
                with arena.place() as place:
                    filling.declare(place)
                    found[contestant, batch].append(_play(contestant, place, batch=batch, events=events))
    return [
        Row(
            f"published through the outbox, batches of {batch}",
            "events/s",
            Figure(tuple(found["publishing_ours", batch])),
            title,
            Figure(tuple(found[peer, batch])),
            times_better=None if batch == 1 else goal,
        )
        for batch in _EVENTS
        for peer, (title, goal) in _PEERS.items()
    ]


def _play(contestant: str, place: Place, **sizes: int) -> Any:
    addresses = {"amqp_url": place.amqp_url}
    if contestant == "publishing_ours":
        addresses["mongo_url"] = place.mongo_url_of("news")
    return play(contestant, **addresses, **sizes)

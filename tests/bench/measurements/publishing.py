"""How many events a second leave through the outbox."""

from collections import defaultdict

from tests.bench import filling
from tests.bench.arena import Arena, play
from tests.bench.rows import Figure, Row

_EVENTS = {1: 500, 10: 2_000, 100: 5_000}
_PEER = "FastStream publish with confirms (no outbox)"


def measure(arena: Arena) -> list[Row]:
    """Batches of three sizes: a batch is one unit of work, or so many publications on their way together."""
    ours, theirs = defaultdict(list), defaultdict(list)
    for run in arena.runs("published through the outbox"):
        for batch, most in _EVENTS.items():
            events = max(batch, arena.sized(most) // batch * batch)
            arena.tell(f"{run}: batches of {batch}")
            with arena.place() as place:
                filling.declare(place)
                sizes = {"batch": batch, "events": events}
                url = place.mongo_url_of("news")
                ours[batch].append(play("publishing_ours", mongo_url=url, amqp_url=place.amqp_url, **sizes))
                theirs[batch].append(play("publishing_faststream", amqp_url=place.amqp_url, **sizes))
    return [
        Row(
            f"published through the outbox, batches of {batch}",
            "events/s",
            Figure(tuple(ours[batch])),
            _PEER,
            Figure(tuple(theirs[batch])),
            later="" if batch == 1 else "≥ 0.8 times",
        )
        for batch in _EVENTS
    ]

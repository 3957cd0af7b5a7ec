"""How fast a consumer that was away works off what has waited for it, and what it holds meanwhile."""

from tests.bench import filling
from tests.bench.arena import Arena, play
from tests.bench.rows import Figure, Row

_EVENTS = 100_000
_EVENTS_BY_HAND = 5_000
"""Fewer, for it takes many times as long; what counts is the rate."""
_MOST_MEGABYTES = 200
_MEGABYTE = 1_000_000


def measure(arena: Arena) -> list[Row]:
    """One run of each, since the backlog is long."""
    events, events_by_hand = arena.sized(_EVENTS), arena.sized(_EVENTS_BY_HAND)
    arena.tell(f"catching up with {events:,} events")
    with arena.place() as place:
        filling.declare(place)
        filling.queue_publications(place, filling.each_once(events))
        addresses = {"mongo_url": place.mongo_url_of("notifier"), "amqp_url": place.amqp_url}
        ours = play("handling_ours", **addresses, kind="blind", events=events, driver="motor")
    arena.tell(f"catching up with {events_by_hand:,} events by hand")
    with arena.place() as place:
        filling.declare(place)
        filling.queue_publications(place, filling.each_once(events_by_hand))
        addresses = {"mongo_url": place.mongo_url_of("notifier"), "amqp_url": place.amqp_url}
        by_hand = play("handling_faststream", **addresses, kind="blind", events=events_by_hand)
    return [
        Row(
            f"catch-up of {_EVENTS:,} waiting events, motor",
            "events/s",
            Figure((ours["rate"],)),
            "FastStream + Motor, one transaction an event",
            Figure((by_hand,)),
            times_better=8,
        ),
        Row(
            f"catch-up of {_EVENTS:,}: most resident memory",
            "MB",
            Figure((ours["peak"] / _MEGABYTE,)),
            at_most=_MOST_MEGABYTES,
        ),
    ]

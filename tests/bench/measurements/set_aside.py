"""The pages of what was set aside, on the day on which an upstream fault has set a hundred thousand events aside."""

from tests.bench.arena import Arena, play
from tests.bench.rows import Figure, Row

_EVENTS = 100_000
_TIMES = 100
_PAGES = {
    "groups of parked events": "/membership/set-aside",
    "groups of waiting events": "/membership/set-aside?state=waiting",
    "parked events one by one": "/membership/set-aside/events?state=parked",
    "last page of all set-aside events": "/membership/set-aside/events?page=9999",
    "set-aside events of one type": "/membership/set-aside/events?type=news.published.v1",
    "set-aside events of one subject": "/membership/set-aside/events?q=article/7",
    "one parked event": "/membership/set-aside/event?id=e7",
    "question before a decision about one": "/membership/set-aside/decision?deed=discard&id=e7",
}


def measure(arena: Arena) -> list[Row]:
    """The 95th percentile of each page."""
    runs = []
    for run in arena.runs("what was set aside"):
        arena.tell(run)
        with arena.place() as place:
            where = {"mongo_url": place.mongo_url_of("membership"), "amqp_url": place.amqp_url}
            times = max(20, arena.sized(_TIMES))
            runs.append(play("set_aside_ours", events=_EVENTS, paths=list(_PAGES.values()), times=times, **where))
    return [
        Row(f"{name}, {_EVENTS:,} events set aside, p95", "ms", Figure(tuple(run[path] for run in runs)), at_most=100)
        for name, path in _PAGES.items()
    ]

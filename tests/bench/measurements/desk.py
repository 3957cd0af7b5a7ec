"""The news desk of a county with ten thousand articles, and how soon a publication is answered beside readers."""

from tests.bench.arena import Arena, contestant, play
from tests.bench.measurements.portal import ours
from tests.bench.rows import Figure, Row

_ARTICLES = 10_000
_TIMES = 100
_READERS = 32
_PUBLICATIONS = 200
_READ = "/n/0000000000000020"
_LONGER_SECONDS = 120
_PAUSE = 0.1
_PAGES = {
    "list of all": "/n/desk",
    "list, last page": "/n/desk?page=999",
    "list of what waits": "/n/desk?tab=waiting",
    "list narrowed by office, kind and person": "/n/desk?office=office/office-7&kind=interview&who=nobody",
    "board": "/n/desk/board",
    "calendar of a month": "/n/desk/calendar",
    "a draft, with what is like it": "/n/desk/0000000000000060",
}


def measure(arena: Arena) -> list[Row]:
    """The 95th percentile of the desk's pages; the 99th of a publication with readers beside it."""
    pages, publications = [], []
    for run in arena.runs("the news desk"):
        arena.tell(run)
        with arena.place() as place:
            where = {"mongo_url": place.mongo_url_of("news"), "amqp_url": place.amqp_url}
            times = max(20, arena.sized(_TIMES))
            pages.append(play("desk_ours", articles=_ARTICLES, paths=list(_PAGES.values()), times=times, **where))
        publications.append(_publications(arena))
    among = f"{_ARTICLES:,} articles"
    rows = [
        Row(f"{name}, {among}, p95", "ms", Figure(tuple(run[path] for run in pages)), at_most=50)
        for name, path in _PAGES.items()
    ]
    rows.append(Row("what is typed is kept, p99", "ms", Figure(tuple(run["typing"] for run in pages)), at_most=20))
    beside = f"publication answered, {_READERS} readers beside, each ten pages a second"
    return [
        *rows,
        Row(f"{beside}, p50", "ms", Figure(tuple(run["p50"] for run in publications))),
        Row(f"{beside}, p99", "ms", Figure(tuple(run["p99"] for run in publications)), at_most=30),
    ]


def _publications(arena: Arena) -> dict[str, float]:
    with arena.place() as place, ours(place, 1_000) as port:
        times = max(50, arena.sized(_PUBLICATIONS))
        where = {"mongo_url": place.mongo_url_of("news"), "amqp_url": place.amqp_url}
        # They go on for as long as it takes, and end with the block.
        with contestant("knocking", port=port, path=_READ, connections=_READERS, pause=_PAUSE, seconds=_LONGER_SECONDS):
            found: dict[str, float] = play("desk_publishing", port=port, times=times, **where)
        return found

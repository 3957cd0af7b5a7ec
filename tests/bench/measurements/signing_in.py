"""What the sign-in check costs a request."""

from tests.bench.arena import Arena, play
from tests.bench.rows import Figure, Row

_TIMES = 2_000


def measure(arena: Arena) -> list[Row]:
    """A token that was seen before, as almost every request brings one."""
    times = arena.sized(_TIMES)
    ours, theirs = [], []
    for run in arena.runs("sign-in check"):
        arena.tell(run)
        with arena.place() as place:
            url = place.mongo_url_of("news")
            ours.append(play("signing_in", who="ours", mongo_url=url, times=times))
            theirs.append(play("signing_in", who="joserfc", mongo_url=url, times=times))
    peer = "joserfc, each time anew"
    return [Row("sign-in check on a request", "ms", Figure(tuple(ours)), peer, Figure(tuple(theirs)), at_most=0.2)]

"""What it costs a request that somebody is signed in."""

from tests.bench.arena import Arena, play
from tests.bench.rows import Figure, Row

_CHECKS = 2_000
_PAGES = 1_000


def measure_check(arena: Arena) -> list[Row]:
    """A token that was seen before, as almost every request brings one."""
    times = arena.sized(_CHECKS)
    ours, theirs = [], []
    for run in arena.runs("sign-in check"):
        arena.tell(run)
        with arena.place() as place:
            url = place.mongo_url_of("news")
            ours.append(play("signing_in", who="ours", mongo_url=url, times=times))
            theirs.append(play("signing_in", who="joserfc", mongo_url=url, times=times))
    peer = "joserfc, each time anew"
    return [Row("sign-in check on a request", "ms", Figure(tuple(ours)), peer, Figure(tuple(theirs)), at_most=0.2)]


def measure_page(arena: Arena) -> list[Row]:
    """A page that reads nothing, with its sign-in, its menus, its headers: what it takes beyond a constant response."""
    times = arena.sized(_PAGES)
    pages, constants = [], []
    for run in arena.runs("signed-in page"):
        arena.tell(run)
        with arena.place() as place:
            where = {"mongo_url": place.mongo_url_of("news"), "amqp_url": place.amqp_url}
            pages.append(play("page", who="ours", times=times, **where))
            constants.append(play("page", who="constant", times=times, **where))
    overheads = tuple(page - constant for page, constant in zip(pages, constants, strict=True))
    return [
        Row("a signed-in page's own overhead", "ms", Figure(overheads), at_most=1),
        Row("a signed-in page", "ms", Figure(tuple(pages)), "FastAPI, a constant response", Figure(tuple(constants))),
    ]

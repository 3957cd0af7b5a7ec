"""The directory of a large county: its pages with 1,000 offices, and how soon the portal names a new PR manager."""

from tests.bench.arena import Arena, play
from tests.bench.filling import declare
from tests.bench.rows import Figure, Row

_OFFICES = 1_000
_PEOPLE = 10_000
_SIZES = {"offices": _OFFICES, "people": _PEOPLE}
_AMONG = f"{_OFFICES:,} offices, {_PEOPLE:,} people and 50,000 holdings"
_TIMES = 100
_ROUNDS = 50
_PAGES = {
    "directory of offices": "/membership/offices",
    "offices found by words": "/membership/offices?q=بهداشت 6&sort=name",
    "offices without a manager": "/membership/offices?state=open&manager=none",
    "an office's card": "/membership/offices/office-7",
    "offices found by a program": "/api/membership/offices?q=بانک&limit=50",
    "list of people": "/membership/people",
    "people found by words": "/membership/people?q=بهرامی 5",
    "a person's page": "/membership/people/p-7",
    "who held a post on a day": "/membership/posts?on=1400/5/1",
    "form of a new decree": "/membership/decrees/new",
    "recipients of a decree found by words": "/membership/decrees/new?name=بهرامی",
}

_ROSTERS = {
    "roster of today": "/membership/members",
    "roster of a body on a day of the past": "/membership/members?body=council&on=1404/2/1",
    "members found by words": "/membership/members?q=بهرامی 5",
    "offices without a member": "/membership/members?body=council&show=vacancies",
    "roster read by a program": "/api/membership/members?body=council&on=2025-04-21&limit=50",
}


def measure_pages(arena: Arena) -> list[Row]:
    """The 95th percentile of each page."""
    runs = []
    for run in arena.runs("the directory"):
        arena.tell(run)
        with arena.place() as place:
            where = {"mongo_url": place.mongo_url_of("membership"), "amqp_url": place.amqp_url}
            times = max(20, arena.sized(_TIMES))
            runs.append(play("directory_ours", paths=list(_PAGES.values()), times=times, **_SIZES, **where))
    return [
        Row(f"{name}, {_AMONG}, p95", "ms", Figure(tuple(run[path] for run in runs)), at_most=50)
        for name, path in _PAGES.items()
    ]


def measure_rosters(arena: Arena) -> list[Row]:
    """The 95th percentile of the lists of members, with a membership for everybody."""
    runs = []
    for run in arena.runs("the rosters"):
        arena.tell(run)
        with arena.place() as place:
            where = {"mongo_url": place.mongo_url_of("membership"), "amqp_url": place.amqp_url}
            sizes = {"people": _PEOPLE, "offices": _OFFICES, "times": max(20, arena.sized(_TIMES))}
            runs.append(play("rosters_ours", paths=list(_ROSTERS.values()), **sizes, **where))
    return [
        Row(f"{name}, of {_PEOPLE:,} memberships, p95", "ms", Figure(tuple(run[path] for run in runs)), at_most=50)
        for name, path in _ROSTERS.items()
    ]


def measure_portal(arena: Arena) -> list[Row]:
    """From the moment in which a post is given until a reader of the portal sees the name."""
    runs = []
    for run in arena.runs("post to portal"):
        arena.tell(run)
        with arena.place() as place:
            declare(place)
            urls = {"membership_url": place.mongo_url_of("membership"), "news_url": place.mongo_url_of("news")}
            runs.append(play("seen_on_portal", amqp_url=place.amqp_url, rounds=max(10, arena.sized(_ROUNDS)), **urls))
    return [
        Row("post given to name on the portal, p50", "ms", Figure(tuple(run["p50"] for run in runs))),
        Row("post given to name on the portal, p99", "ms", Figure(tuple(run["p99"] for run in runs)), at_most=1_000),
    ]

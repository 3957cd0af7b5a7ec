"""What a photograph of twelve megapixels costs, and whether readers notice."""

from tests.bench.arena import Arena, play
from tests.bench.measurements.portal import server
from tests.bench.rows import Figure, Row

_PICTURES = 10
_ARTICLES = 1_000
_READERS = 4
_SECONDS = 8.0
_PAGE = "/n/0000000000000020?made-anew"


def measure(arena: Arena) -> list[Row]:
    """Seven pictures of each photograph: three widths as AVIF and as WebP, and a card as JPEG."""
    ours, theirs, peak, their_peak, beside, alone = [], [], [], [], [], []
    for run in arena.runs("pictures"):
        arena.tell(run)
        found, other = (play(name, pictures=arena.sized(_PICTURES)) for name in ("pictures_ours", "pictures_pillow"))
        ours.append(found["seconds"])
        peak.append(found["peak"])
        theirs.append(other["seconds"])
        their_peak.append(other["peak"])
        beside.append(_p99(arena, "pictures_beside"))
        alone.append(_p99(arena, "portal_ours"))
    peer = "Pillow, within the service"
    return [
        Row("a photograph of 12 megapixels", "s", Figure(tuple(ours)), peer, Figure(tuple(theirs)), at_most=2),
        Row("its worker's memory", "MB", Figure(tuple(peak)), peer, Figure(tuple(their_peak)), at_most=300),
        Row(
            f"an article made anew beside photographs, {_READERS} readers, p99",
            "ms",
            Figure(tuple(beside)),
            "without photographs",
            Figure(tuple(alone)),
            at_most=100,
        ),
    ]


def _p99(arena: Arena, name: str) -> float:
    with arena.place() as place:
        where = {"mongo_url": place.mongo_url_of("news"), "amqp_url": place.amqp_url}
        with server(name, articles=_ARTICLES, **where) as port:
            found = play(
                "knocking", port=port, path=_PAGE, connections=_READERS, seconds=_SECONDS * max(arena.size, 0.4)
            )
    return float(found["p99"])

"""A county's members get their decrees: drafted, signed, printed and announced, while readers check letters."""

from tests.bench.arena import Arena, play
from tests.bench.rows import Figure, Row

_DECREES = 1_000
_FEWEST = 100


def measure(arena: Arena) -> list[Row]:
    """How many decrees a second, and the 99th percentile of the page that checks a letter meanwhile."""
    number = max(_FEWEST, arena.sized(_DECREES))
    runs: list[dict[str, float]] = []
    for run in arena.runs("decrees in batches"):
        arena.tell(run)
        with arena.place() as place:
            where = {"mongo_url": place.mongo_url_of("membership"), "amqp_url": place.amqp_url}
            runs.append(play("decrees_ours", decrees=number, **where))
    return [
        Row("decrees from draft to announcement", "/s", Figure(tuple(run["whole"] for run in runs)), at_least=25),
        Row("decrees drafted", "/s", Figure(tuple(run["drafted"] for run in runs))),
        Row("decrees signed and registered", "/s", Figure(tuple(run["signed"] for run in runs))),
        Row("check of a letter meanwhile, p99", "ms", Figure(tuple(run["readers"] for run in runs)), at_most=100),
    ]

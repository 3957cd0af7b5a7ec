"""The page on which anybody checks a letter, by codes that are known and by codes that nobody has."""

from tests.bench.arena import Arena, play
from tests.bench.rows import Figure, Row

_LETTERS = 10_000
_TIMES = 2_000


def measure(arena: Arena) -> list[Row]:
    """The 99th percentile of answers to strangers, one after the other."""
    runs: list[dict[str, float]] = []
    for run in arena.runs("the check of letters"):
        arena.tell(run)
        with arena.place() as place:
            where = {"mongo_url": place.mongo_url_of("membership"), "amqp_url": place.amqp_url}
            runs.append(play("verification_ours", letters=_LETTERS, times=max(200, arena.sized(_TIMES)), **where))
    return [
        Row(
            f"check of {kind} code among {_LETTERS:,} letters, p99",
            "ms",
            Figure(tuple(run[name] for run in runs)),
            at_most=15,
        )
        for name, kind in (("known", "a letter's"), ("unknown", "an unknown"))
    ]

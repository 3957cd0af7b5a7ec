"""The register of letters, after five years with twenty thousand letters each."""

from tests.bench.arena import Arena, play
from tests.bench.rows import Figure, Row

_LETTERS = 100_000
_TIMES = 100
_PAGES = {
    "register, latest first": "/membership/register",
    "a page in the middle of the register": "/membership/register?page=2000",
    "a page in the middle of a year, by number": "/membership/register?year=1403&series=ق&sort=number&page=400",
    "register found by a part of a name": "/membership/register?q=سروستا ۳۱۲",
    "register found by a part of a number": "/membership/register?q=۱۴۰۳/ق/۱۲۳۴",
    "register found by words that nearly all have": "/membership/register?q=عضویت قرارگاه",
    "register found by two common words": "/membership/register?q=سهراب بهرامی&year=1402",
    "register in which nothing is found": "/membership/register?q=ققنوس",
    "register read by a program": "/api/membership/register?q=وثوقی&limit=50",
    "twenty pages of the register to print": "/membership/register/book?year=1404&page=300",
}
_PRINTED = "twenty pages of the register to print"


def measure(arena: Arena) -> list[Row]:
    """The 95th percentile of each page, and how long the check of all chains takes."""
    runs = []
    for run in arena.runs("the register"):
        arena.tell(run)
        with arena.place() as place:
            where = {"mongo_url": place.mongo_url_of("membership"), "amqp_url": place.amqp_url}
            times = max(20, arena.sized(_TIMES))
            runs.append(play("register_ours", letters=_LETTERS, paths=list(_PAGES.values()), times=times, **where))
    pages = [
        Row(
            f"{name}, {_LETTERS:,} letters, p95",
            "ms",
            Figure(tuple(run[path] for run in runs)),
            at_most=None if name == _PRINTED else 50,
        )
        for name, path in _PAGES.items()
    ]
    return [
        *pages,
        Row(f"all chains of {_LETTERS:,} letters checked", "s", Figure(tuple(run["check"] for run in runs))),
    ]

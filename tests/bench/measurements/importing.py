"""An import of twenty thousand rows: how long it takes from the upload to the last row, and in how much memory."""

import tempfile
from pathlib import Path

from tests.bench.arena import Arena, play
from tests.bench.rows import Figure, Row
from tests.membership.spreadsheets import OFFICES, PEOPLE, POSTS, xlsx

_ROWS = 20_000


def measure(arena: Arena) -> list[Row]:
    """Offices, people and posts from one XLSX file, in a membership that runs with its relay and its audit trail."""
    rows = arena.sized(_ROWS)
    seconds, megabytes, slowest = [], [], []
    for run in arena.runs("import"):
        arena.tell(run)
        with arena.place() as place, tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "county.xlsx"
            _write(file, rows)
            where = {"mongo_url": place.mongo_url_of("membership"), "amqp_url": place.amqp_url}
            took, peak, page = play("importing", file=str(file), rows=rows, **where)
            seconds.append(took)
            megabytes.append(peak)
            slowest.append(page)
    return [
        Row("import of 20,000 rows", "s", Figure(tuple(seconds)), at_most=20),
        Row("import of 20,000 rows, the process at its largest", "MB", Figure(tuple(megabytes)), at_most=200),
        Row("a page of the same process meanwhile, p95", "ms", Figure(tuple(slowest))),
    ]


def _write(place: Path, rows: int) -> None:
    offices, people = rows // 20, rows * 10 // 20
    posts = rows - offices - people
    names = [f"اداره نمونه شماره {number * 7919}" for number in range(offices)]
    content = xlsx(
        one=[OFFICES, *[[f"n-{place}", name, "اداره‌ها", "023"] for place, name in enumerate(names)]],
        two=[
            PEOPLE,
            *[
                [f"همکار {n}", "جناب آقای", "جنابعالی", f"p{n}@bahardasht.example", f"0912{n:07}", names[n % offices]]
                for n in range(people)
            ],
        ],
        three=[POSTS, *[_post(n, offices, people, names) for n in range(posts)]],
    )
    place.write_bytes(content)


def _post(number: int, offices: int, people: int, names: list[str]) -> list[object]:
    """Each post of each office has several holders, one after the other."""
    roles = ("مدیر روابط عمومی", "رئیس دستگاه", "جانشین مدیر روابط عمومی", "رابط روابط عمومی")
    turn, holder = number // offices, number % people
    since = f"{1395 + turn // len(roles)}/{1 + holder % 12:02}/01"
    address = f"p{holder}@bahardasht.example"
    return [names[number % offices], roles[turn % len(roles)], address, None, since, None, None]

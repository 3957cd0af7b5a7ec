"""The result as people read it."""

from collections.abc import Iterable

from rich.markup import escape
from rich.table import Table

from tests.bench.rows import Figure, Row


def of(rows: Iterable[Row]) -> Table:
    """All rows: medians, their spread, how many times better, and whether the goal was reached."""
    table = Table(header_style="bold", pad_edge=False)
    table.add_column("what, [dim]beside whom[/]", overflow="fold")
    for title in ("ours", "theirs", "times"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("goal", no_wrap=True)
    for row in rows:
        beside = f"\n[dim]{escape(row.peer)}[/]" if row.peer else ""
        ours = _figure(row.ours, row.unit)
        theirs = _figure(row.theirs, row.unit) if row.theirs else ""
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        table.add_row(escape(row.name) + beside, ours, theirs, ratio, _goal(row))
    return table


def missed(rows: Iterable[Row]) -> list[str]:
    """A sentence for each goal that was not reached."""
    sentences = []
    for row in rows:
        if row.is_missed:
            is_own = row.times_better is None
            reached = f"{row.ours.median:.3g} {row.unit}" if is_own else f"{row.ratio or 0:.2f} times"
            sentences.append(f"Goal missed: {row.name}: {reached}, where {row.goal} is the goal.")
    return sentences


def _figure(figure: Figure, unit: str) -> str:
    low, high = min(figure.runs), max(figure.runs)
    spread = f"\n[dim]{_number(low)} to {_number(high)}[/]" if len(figure.runs) > 1 else ""
    return f"{_number(figure.median)} {unit}{spread}"


def _number(number: float) -> str:
    if number >= _LARGE:
        return f"{number:,.0f}"
    return f"{number:.2f}" if number >= _SMALL else f"{number:.4f}"


def _goal(row: Row) -> str:
    return f"[{'red' if row.is_missed else 'green'}]{row.goal}[/]" if row.goal else ""


_LARGE = 100
_SMALL = 0.1

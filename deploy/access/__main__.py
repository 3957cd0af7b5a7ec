"""`python -m deploy.access check|write`: hold `docs/access.md` against the services' tables."""

import sys
from collections.abc import Sequence
from pathlib import Path

from services.membership.access import ACTIONS as MEMBERSHIP
from services.news.articles.access import ACTIONS as NEWS
from services.notifier.access import ACTIONS as NOTIFIER
from services.reporting.access import ACTIONS as REPORTING
from shared.operations.access import read_trail, read_trail_content
from shared.runtime.access import ROLES, WHOEVER_SIGNED_IN, Action, Reach

_FILE = Path(__file__).parents[2] / "docs" / "access.md"

_HEAD = """# Who may do what

Made from each service's `access.py` by `python -m deploy.access write`; a changed rule shows here as a changed cell.
`any`: on everything. `office`, `body`: on what is of the own offices or bodies. `self`: on what is about the person.
Everybody may read what is published, check a decree and follow; beside the table an author approves no own article,
nobody signs what they drafted or what is about them, and nobody fills the own post.
"""
_WORDS = {Reach.ANY: "any", Reach.OWN_OFFICES: "office", Reach.OWN_BODIES: "body", Reach.ITSELF: "self"}


def main(arguments: list[str]) -> int:
    """Run one of the two; 0 when the page is fresh, 1 when not, 2 for a word that is not understood."""
    fresh = page()
    match arguments:
        case ["check"] if _FILE.exists() and _FILE.read_text("utf-8") == fresh:
            return 0
        case ["check"]:
            sys.stderr.write("docs/access.md is not fresh: run python -m deploy.access write\n")
            return 1
        case ["write"]:
            _FILE.write_text(fresh, "utf-8")
            return 0
        case _:
            sys.stderr.write("usage: python -m deploy.access check|write\n")
            return 2


def page() -> str:
    """The whole page."""
    tables = {"membership": MEMBERSHIP, "news": NEWS, "reporting": REPORTING, "notifier": NOTIFIER}
    everywhere = (read_trail, read_trail_content)
    return "\n".join([_HEAD, *(_table(name, [*own, *(of(name) for of in everywhere)]) for name, own in tables.items())])


def _table(service: str, actions: Sequence[Action]) -> str:
    columns = (*ROLES, WHOEVER_SIGNED_IN)
    lines = [
        f"## {service}\n",
        "| action | " + " | ".join(column.replace("_", " ") for column in columns) + " |",
        "| --- |" + " --- |" * len(columns),
    ]
    for action in actions:
        cells = (_cell(action.roles.get(column)) for column in columns)
        lines.append(f"| `{action.name.partition('.')[2]}`{'' if action.changes else ' ◦'} | {' | '.join(cells)} |")
    return "\n".join([*lines, "\n◦ changes nothing\n"])


def _cell(reach: Reach | None) -> str:
    return ", ".join(_WORDS[each] for each in reach) if reach else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m deploy.access check|write`: hold `docs/access.md` and the shell's menu against the services' manifests."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.manifests import FEATURES
from shared.runtime.access import ROLES, WHOEVER_SIGNED_IN, Action, Reach
from shared.web.shell.navigation import FILE as PLACES
from shared.web.shell.navigation import collected

_ROOT = Path(__file__).parents[2]
_ACCESS = _ROOT / "docs" / "access.md"

_HEAD = """# Who may do what

Made from the `access.py` of each feature by `python -m deploy.access write`: a changed rule is a changed cell here.
`any`: on everything. `office`, `body`: on what is of the own offices or bodies. `self`: on what is about the person.
Everybody may read what is published, check a decree and follow; beside the table an author approves no own article,
nobody signs what they drafted or what is about them, and nobody fills the own post.

The posts of deputies, liaisons, chairs and secretaries of bodies are kept and shown, and give no right by themselves.
"""
_WORDS = {Reach.ANY: "any", Reach.OWN_OFFICES: "office", Reach.OWN_BODIES: "body", Reach.ITSELF: "self"}


def main(arguments: list[str]) -> int:
    """Run one of the two; 0 when both files are fresh, 1 when not, 2 for a word that is not understood."""
    match arguments:
        case ["check"]:
            stale = [file for file, text in made().items() if not file.exists() or file.read_text("utf-8") != text]
            for file in stale:
                sys.stderr.write(f"{file.relative_to(_ROOT)} is not fresh: run python -m deploy.access write\n")
            return 1 if stale else 0
        case ["write"]:
            for file, text in made().items():
                file.write_text(text, "utf-8")
            return 0
        case _:
            sys.stderr.write("usage: python -m deploy.access check|write\n")
            return 2


def made() -> Mapping[Path, str]:
    """The files with the text that they should have."""
    features = [feature for own in FEATURES.values() for feature in own]
    return {_ACCESS: page(), PLACES: collected([link for feature in features for link in feature.menu])}


def page() -> str:
    """The whole page of access."""
    tables = {name: [action for each in own for action in each.actions] for name, own in FEATURES.items()}
    return "\n".join([_HEAD, *(_table(name, actions) for name, actions in tables.items())])


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

"""`python -m shared.events check|write`: check or write the documents and snapshots that come from the code."""

import json
import sys
from pathlib import Path

from shared.events._documents import documents
from shared.events._schemas import SNAPSHOTS, schema_of, snapshot_of
from shared.events.catalogue import CATALOGUE, CatalogueEntry
from shared.events.compatibility import breaks

_PROJECT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code: 0 on success, 1 when something is wrong, 2 for an unknown command."""
    match arguments:
        case ["check"]:
            return _check()
        case ["write"]:
            return _write()
        case _:
            sys.stderr.write("usage: python -m shared.events check|write\n")
            return 2


def _check() -> int:
    faults = [f"{entry.event.type}: {fault}" for entry in CATALOGUE for fault in _broken(entry)]
    faults += [
        f"{path} is out of date: run python -m shared.events write"
        for path, content in documents().items()
        if not (_PROJECT / path).exists() or (_PROJECT / path).read_text(encoding="utf-8") != content
    ]
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return 1 if faults else 0


def _write() -> int:
    for entry in CATALOGUE:
        if faults := _broken(entry):
            sys.stderr.writelines(f"{entry.event.type}: {fault}\n" for fault in faults)
            return 1
        schema = json.dumps(schema_of(entry.event), ensure_ascii=False, indent=1, sort_keys=True)
        (SNAPSHOTS / f"{entry.event.type}.json").write_text(schema + "\n", encoding="utf-8")
    for path, content in documents().items():
        (_PROJECT / path).write_text(content, encoding="utf-8")
    return 0


def _broken(entry: CatalogueEntry) -> list[str]:
    old = snapshot_of(entry.event)
    if old is None:
        return []
    return breaks(old, schema_of(entry.event), publisher=entry.publisher, listeners=entry.listeners)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

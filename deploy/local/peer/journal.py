"""A file of JSON lines that brings back what a peer had seen."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any


class Journal:
    """Records in the order they happened; without a folder nothing is kept."""

    def __init__(self, folder: Path | None, name: str) -> None:
        self._file = folder / f"{name}.jsonl" if folder else None
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        if self._file and self._file.exists():
            for line in self._file.read_text(encoding="utf-8").split("\n"):
                # The last line is cut short when the machine went down in the middle of it.
                with suppress(json.JSONDecodeError):
                    yield json.loads(line)

    def append(self, record: dict[str, Any]) -> None:
        if self._file:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(_line(record))

    def rewrite(self, records: Iterable[dict[str, Any]]) -> None:
        if self._file:
            fresh = self._file.with_suffix(".new")
            fresh.write_text("".join(map(_line, records)), encoding="utf-8")
            fresh.replace(self._file)


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"

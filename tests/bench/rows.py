"""The lines of the result: what was measured, beside whom, and what it should be."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from deploy.local.home import PROJECT

RESULTS = PROJECT / "bench-results.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """What several runs gave."""

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        """The one that counts."""
        return median(self.runs)


@dataclass(frozen=True, slots=True)
class Row:
    """One line."""

    name: str
    unit: str
    ours: Figure
    peer: str | None = None
    theirs: Figure | None = None
    at_most: float | None = None
    """Ours must not be above this."""
    at_least: float | None = None
    """Ours must not be below this."""
    times_better: float | None = None
    """Ours must be so many times better than theirs."""

    @property
    def ratio(self) -> float | None:
        """How many times better ours is: more of a rate, less of a time or a size."""
        if self.theirs is None:
            return None
        ours, theirs = self.ours.median, self.theirs.median
        return ours / theirs if self.unit.endswith("/s") else theirs / ours

    @property
    def goal(self) -> str | None:
        """The goal in words."""
        if self.at_most is not None:
            return f"≤ {self.at_most:g} {self.unit}"
        if self.at_least is not None:
            return f"≥ {self.at_least:g} {self.unit}"
        return None if self.times_better is None else f"≥ {self.times_better:g} times"

    @property
    def is_missed(self) -> bool:
        """Whether there is a goal that was not reached."""
        if self.at_most is not None:
            return self.ours.median > self.at_most
        if self.at_least is not None:
            return self.ours.median < self.at_least
        return self.times_better is not None and (self.ratio or 0) < self.times_better

    def as_json(self) -> dict[str, Any]:
        """As others read it."""
        return {
            "name": self.name,
            "unit": self.unit,
            "ours": _rounded(self.ours.median),
            "peer": self.peer,
            "theirs": None if self.theirs is None else _rounded(self.theirs.median),
            "ratio": None if self.ratio is None else _rounded(self.ratio),
            "goal": self.goal,
        }


def write(rows: Iterable[Row], place: Path = RESULTS) -> None:
    """Put the rows into the file; rows that were not measured this time stay as they were."""
    kept = {(row["name"], row["peer"]): row for row in (json.loads(place.read_text()) if place.exists() else [])}
    kept |= {(row.name, row.peer): row.as_json() for row in rows}
    place.write_text(json.dumps(list(kept.values()), ensure_ascii=False, indent=1) + "\n")


def _rounded(number: float) -> float:
    return float(f"{number:.4g}")

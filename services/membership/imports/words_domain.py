"""The words that are understood in spreadsheets, as data: `words.json`. They are read, and never shown."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict


class Words(BaseModel):
    """What people write for headings, posts, sizes, working weeks, yes and no."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    headings: Mapping[str, Mapping[str, Sequence[str]]]
    """By table and field."""
    roles: Mapping[str, Sequence[str]]
    roles_of_the_county: Sequence[str]
    """Posts that no file gives."""
    acting: Sequence[str]
    """Words before a post that say that its holder is acting."""
    yes: frozenset[str]
    no: frozenset[str]
    sizes: Mapping[Literal["A", "B", "C"], Sequence[str]]
    work_weeks: Mapping[Literal["thu_fri", "fri", "fri_half_thu"], Sequence[str]]


WORDS: Final = Words.model_validate_json((Path(__file__).parent / "words.json").read_text(encoding="utf-8"))

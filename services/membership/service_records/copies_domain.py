"""Whom the lines of «رونوشت» name: holders of posts of offices, and people by their whole names."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from shared.persian.text import for_keeping

_PUBLIC_RELATIONS: Final = "روابط عمومی"  # stays Persian: letters
_MOST_WORDS: Final = 9
_FEWEST_WORDS: Final = 2
_LONGEST_LINE: Final = 60
_MARKS: Final = re.compile(r"[،؛:.()\[\]«»–-]+")

Named = Literal["head_of_office", "pr_manager"]


def phrases(line: str) -> list[str]:
    """All runs of two to nine words of a line, the longest first: among them is every name that it holds."""
    return sorted(set(_phrases(line)), key=lambda each: (-len(each), each))


def named_in(line: str, names: Mapping[str, str]) -> str | None:
    """The key of the longest name that stands in the line; `names` gives keys by name."""
    return next((names[each] for each in phrases(line) if each in names), None)


def post_in(line: str, office: str) -> Named:
    """Which post of the office a line means. A letter to an office goes to its head."""
    rest = " ".join(for_keeping(line).split()).replace(office, " ")
    return "pr_manager" if _PUBLIC_RELATIONS in rest else "head_of_office"


def _phrases(line: str) -> Iterator[str]:
    words = _MARKS.sub(" ", for_keeping(line)).split()[:_LONGEST_LINE]
    for start in range(len(words)):
        for end in range(start + _FEWEST_WORDS, min(start + _MOST_WORDS, len(words)) + 1):
            yield " ".join(words[start:end])

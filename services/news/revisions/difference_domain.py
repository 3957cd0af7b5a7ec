"""What changed between two versions, word by word, as people read it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from typing import Final

from services.news.articles.text_domain import words
from services.news.revisions.domain import Said
from shared.persian.text import for_comparing

_TOKEN: Final = re.compile(r"\s+|[^\s]+")
_MOST_WORDS: Final = 1_500
"""A paragraph with more is shown as changed as a whole: comparing takes the square of the words."""
_ALIKE_FROM: Final = 0.35
"""Paragraphs less alike than this are shown as one taken out and another put in its place."""


class Change(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph as it was and as it is. An empty side was not there."""

    old: Sequence[Piece]
    new: Sequence[Piece]

    @property
    def is_same(self) -> bool:
        """Whether nothing changed in it."""
        return all(piece.change is Change.SAME for piece in (*self.old, *self.new))


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What changed in one field of an article."""

    field: str
    pairs: Sequence[Pair]


def difference(old: Said, new: Said) -> list[FieldChange]:
    """Return the fields that differ. What is written in another spelling of the same letters is no difference."""
    fields = {
        "kind": (old.kind.value, new.kind.value),
        "answers": (old.answers, new.answers),
        "headline": (old.content.headline, new.content.headline),
        "lead": (old.content.lead, new.content.lead),
        "text": (words(old.content.text), words(new.content.text)),
        "topics": ("، ".join(old.topics), "، ".join(new.topics)),
    }
    changes = (FieldChange(name, pairs(before, after)) for name, (before, after) in fields.items() if before != after)
    return [change for change in changes if not all(pair.is_same for pair in change.pairs)]


def pairs(old: str, new: str) -> list[Pair]:
    """Return the paragraphs of two texts side by side."""
    before, after = _paragraphs(old), _paragraphs(new)
    matcher = SequenceMatcher(a=list(map(_key, before)), b=list(map(_key, after)), autojunk=False)
    found: list[Pair] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found += [Pair([_same(one)], [_same(other)]) for one, other in zip(before[a:b], after[c:d], strict=True)]
        else:
            found += _changed(before[a:b], after[c:d])
    return found


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Pair]:
    for one, other in zip_longest(before, after, fillvalue=""):
        alike = _words_of(one, other) if one and other else None
        yield alike or Pair(
            [Piece(Change.GONE, one)] if one else [],
            [Piece(Change.NEW, other)] if other else [],
        )


def _words_of(one: str, other: str) -> Pair | None:
    """Two versions of one paragraph; None when they have too little in common."""
    before, after = _TOKEN.findall(one), _TOKEN.findall(other)
    if max(len(before), len(after)) > _MOST_WORDS:
        return None
    matcher = SequenceMatcher(a=list(map(_key, before)), b=list(map(_key, after)), autojunk=False)
    if matcher.ratio() < _ALIKE_FROM:
        return None
    old: list[Piece] = []
    new: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        is_same = tag == "equal"
        if b > a:
            old.append(Piece(Change.SAME if is_same else Change.GONE, "".join(before[a:b])))
        if d > c:
            new.append(Piece(Change.SAME if is_same else Change.NEW, "".join(after[c:d])))
    return Pair(old, new)


def _paragraphs(text: str) -> list[str]:
    return [line for each in text.splitlines() if (line := each.strip())]


def _same(text: str) -> Piece:
    return Piece(Change.SAME, text)


def _key(text: str) -> str:
    return for_comparing(text) if text.strip() else " "

"""What becomes of a text that two people changed at once: what only one of them changed is taken from that one.

Nobody's words are lost: where both changed the same paragraph, both versions stand in the result, one after the other.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from services.news.articles.blocks_domain import blocks_of
from services.news.articles.parts_domain import Content
from services.news.articles.text_domain import TextFormat, format_of
from services.news.revisions.domain import Said

_GAP = "\n\n"
_Field = TypeVar("_Field")


def merged(base: Said | None, theirs: Said, mine: Said) -> Said:
    """Return what an item says to which two people have done something since `base`.

    All three are written as items are kept. Without a base, whatever differs is mine.
    """
    if base is None:
        return mine
    return Said(
        content=Content(
            headline=_one(base.content.headline, theirs.content.headline, mine.content.headline),
            lead=_one(base.content.lead, theirs.content.lead, mine.content.lead),
            text=_text(base.content.text, theirs.content.text, mine.content.text),
        ),
        topics=_topics(base.topics, theirs.topics, mine.topics),
        kind=_one(base.kind, theirs.kind, mine.kind),
        answers=_one(base.answers, theirs.answers, mine.answers),
    )


def _one(base: _Field, theirs: _Field, mine: _Field) -> _Field:
    return theirs if mine == base else mine


def _topics(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> tuple[str, ...]:
    """Mine without what they took out, and what they have put in."""
    left = (name for name in mine if name in theirs or name not in base)
    return tuple(dict.fromkeys([*left, *(name for name in theirs if name not in base)]))


def _text(base: str, theirs: str, mine: str) -> str:
    """Join them, as plain text where all three are plain; an editor writes HTML of what was plain before."""
    if all(format_of(each) is TextFormat.PLAIN for each in (base, theirs, mine)):
        return _GAP.join(_joined(base.split(_GAP), theirs.split(_GAP), mine.split(_GAP)))
    return "".join(_joined(*([block.html for block in blocks_of(each)] for each in (base, theirs, mine))))


def _joined(origin: Sequence[str], their: Sequence[str], own: Sequence[str]) -> Sequence[str]:
    if list(their) in (list(origin), list(own)) or list(own) == list(origin):
        return _one(list(origin), list(their), list(own))
    return _merged(origin, their, own)


def _merged(origin: Sequence[str], their: Sequence[str], own: Sequence[str]) -> list[str]:
    """Go from one paragraph that nobody changed to the next; between two of them take the side that changed."""
    in_theirs, in_own = _kept(origin, their), _kept(origin, own)
    found: list[str] = []
    a = b = c = 0
    for place in [*(each for each in range(len(origin)) if each in in_theirs and each in in_own), len(origin)]:
        b_end, c_end = in_theirs.get(place, len(their)), in_own.get(place, len(own))
        found += _between(origin[a:place], their[b:b_end], own[c:c_end])
        if place < len(origin):
            found.append(origin[place])
        a, b, c = place + 1, b_end + 1, c_end + 1
    return found


def _between(origin: Sequence[str], their: Sequence[str], own: Sequence[str]) -> Sequence[str]:
    if list(their) in (list(origin), list(own)):
        return own
    if list(own) == list(origin):
        return their
    if len(origin) == len(their) == len(own) > 1:
        rows = zip(origin, their, own, strict=True)
        return [each for row in rows for each in _between(*([side] for side in row))]
    return [*own, *(each for each in their if each not in own and each not in origin)]


def _kept(origin: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    matcher = SequenceMatcher(a=list(origin), b=list(other), autojunk=False)
    return {a + step: b + step for a, b, size in matcher.get_matching_blocks() for step in range(size)}

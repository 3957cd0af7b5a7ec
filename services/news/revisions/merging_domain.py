"""What becomes of a text that two people changed at once: what only one of them changed is taken from that one.

Nobody's words are lost: where both changed the same paragraph, both versions stand in the result, one after the other.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher

from services.news.articles.parts_domain import Content

_GAP = "\n\n"


def merged(base: Content | None, theirs: Content, mine: Content) -> Content:
    """Return the content of a draft to which two people have done something since `base`.

    Without a base, whatever differs is mine.
    """
    if base is None:
        return mine
    return Content(
        headline=_one(base.headline, theirs.headline, mine.headline),
        lead=_one(base.lead, theirs.lead, mine.lead),
        text=_text(base.text, theirs.text, mine.text),
    )


def _one(base: str, theirs: str, mine: str) -> str:
    return theirs if mine == base else mine


def _text(base: str, theirs: str, mine: str) -> str:
    if theirs in {base, mine} or mine == base:
        return _one(base, theirs, mine)
    origin, their, own = base.split(_GAP), theirs.split(_GAP), mine.split(_GAP)
    return _GAP.join(_merged(origin, their, own))


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
    return [*own, *(each for each in their if each not in own and each not in origin)]


def _kept(origin: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    matcher = SequenceMatcher(a=list(origin), b=list(other), autojunk=False)
    return {a + step: b + step for a, b, size in matcher.get_matching_blocks() for step in range(size)}

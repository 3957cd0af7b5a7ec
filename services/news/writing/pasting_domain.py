"""What a text that was copied from another page brings along: torn lines, its headline once more, marks of its source.

Nothing is changed here by itself. Whoever writes is shown what would change, and decides.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Final

from services.news.articles.blocks_domain import Block, blocks_of, paragraph, without_beginning, written
from shared.persian.text import for_finding

_FEWEST_LINES: Final = 4
_NARROWEST, _WIDEST = 24, 160
"""In signs. What is narrower is a list or a poem; nobody breaks wider lines by hand."""
_FEWEST_CUT: Final = 2
_TORN: Final = 0.6
"""Of so many long lines of a torn text, at least, a sentence goes on in the next one."""
_SHORT: Final = 0.75
"""A line that is shorter than this part of the usual width ends a paragraph when its sentence ends, too."""
_VERY_SHORT: Final = 0.5
_ALIKE: Final = 0.9
_EXAMPLE: Final = 240
_NEAR_THE_TOP, _NEAR_THE_END = 4, 8

_SENTENCE_END = re.compile(r"[.؟!:؛…]+[»\")\]]*$")
_ITEM = re.compile(r"^(?:[-–—•*▪●○]|[\d۰-۹]{1,2}\s?[.)ـ-])\s*\S")  # stays Persian: rules
_TAG = re.compile(r"<[^>]*>")

_REPORTS: Final = "به گزارش|به نقل از|بنا بر گزارش|براساس گزارش"  # stays Persian: rules
_AGENCIES: Final = "ایرنا|ایسنا|مهر|فارس|تسنیم|ایلنا|صداوسیما"  # stays Persian: rules
_REPORTED = re.compile(rf"^(?:{_REPORTS})\s[^،؛:.]{{2,90}}[،؛:]\s*")
_PLACE = re.compile(rf"^[^\s،؛:.]{{2,20}}\s?[-–ـ]\s?(?:{_AGENCIES})\s?[-–ـ:]\s*")  # stays Persian: rules
_ENDS: Final = r"(?:انتهای|پایان)\s(?:پیام|خبر)\b.{0,20}"  # stays Persian: rules
_CODES: Final = r"(?:کد|شناسه)\s(?:خبر|مطلب)\s?[:：]?\s?[\d۰-۹]*"  # stays Persian: rules
_FACTS: Final = (
    r"منبع|لینک کوتاه|(?:تاریخ|زمان) انتشار|تعداد بازدید|برچسب\u200c?\s?ها|خبرنگار|عکاس"  # stays Persian: rules
)
_BUTTONS: Final = r"چاپ|کپی لینک|اشتراک\u200c?\s?گذاری|ارسال به دوستان|نظر شما چیست\s?؟?|بازگشت"  # stays Persian: rules
_LEFT_BEHIND = re.compile(
    rf"^(?:{_ENDS}|{_CODES}|(?:{_FACTS})\s?[:：].{{0,90}}|(?:{_BUTTONS})|https?://\S{{1,120}})\.?$"
)
_MOMENT = re.compile(r"^(?=(?:\D*[\d۰-۹]){6})[\d۰-۹/\-:|،.\s]*(?:ساعت\s?)?[\d۰-۹:\s]*$")  # stays Persian: rules
"""A line that is nothing but a day, or a day and an hour."""


class Kind(StrEnum):
    """What may be taken out of a text, or put right in it."""

    LINES = "lines"
    HEADLINE = "headline"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that may be done with a text."""

    kind: Kind
    count: int
    """How many places it concerns."""
    before: str
    """An example: what stands there."""
    after: str
    """What would stand there; empty when it is taken out."""


def offers(headline: str, text: str) -> list[Offer]:
    """What may be done with a text, in the order in which it is best done."""
    blocks = blocks_of(text)
    made = (_OFFERED[kind](headline, blocks) for kind in Kind)
    return [offer for offer, _ in made if offer]


def done(kind: Kind, headline: str, text: str) -> str:
    """The text after one of the offers was accepted; as it was when there is nothing to do."""
    offer, blocks = _OFFERED[kind](headline, blocks_of(text))
    return written(blocks) if offer else text


_Offered = tuple[Offer | None, list[Block]]


def _lines(headline: str, blocks: list[Block]) -> _Offered:
    """Join lines that a page broke by hand. The headline stays apart, so that it can be taken out."""
    found: list[Block] = []
    count, before, after = 0, "", ""
    for is_paragraph, group in groupby(blocks, key=lambda each: each.name == "p"):
        run = list(group)
        # Where paragraphs have several lines, their ends are true; where each has one, each may be a torn line.
        ends = [""] if any(len(each.lines) > 1 for each in run) else []
        lines = [line for each in run for line in (*each.lines, *ends)] if is_paragraph else []
        said = [_said(line) for line in lines]
        if not is_paragraph or not _are_torn([each for each in said if each]):
            found += run
            continue
        joined = _joined(lines, said, for_finding(headline))
        example = next((each for each in joined if len(each) > 1), joined[0])
        count += len([each for each in said if each]) - len(joined)
        before = before or "\n".join(map(_said, example))[:_EXAMPLE]
        after = after or paragraph(example).words[:_EXAMPLE]
        found += map(paragraph, joined)
    return (Offer(Kind.LINES, count, before, after) if count else None), found


def _are_torn(said: Sequence[str]) -> bool:
    if len(said) < _FEWEST_LINES:
        return False
    width = _width(said)
    long = [each for each in said[:-1] if len(each) >= width * _VERY_SHORT]
    cut = sum(not _SENTENCE_END.search(each) for each in long)
    return _NARROWEST <= width <= _WIDEST and cut >= _FEWEST_CUT and cut >= _TORN * len(long)


def _joined(lines: Sequence[str], said: Sequence[str], wanted: str) -> list[list[str]]:
    """The lines of each paragraph; `wanted` is the headline."""
    width = _width([each for each in said if each])
    found: list[list[str]] = []
    waiting: list[str] = []
    for number, (line, words) in enumerate(zip(lines, said, strict=True)):
        if words:
            waiting.append(line)
        following = said[number + 1] if number + 1 < len(said) else ""
        is_apart = _is_headline(words, wanted) or _is_headline(following, wanted)
        if waiting and (not words or not following or is_apart or _ends(words, following, width)):
            found.append(waiting)
            waiting = []
    return found


def _ends(line: str, following: str, width: int) -> bool:
    """Whether a paragraph ends with this line."""
    if _is_mark(line) or _is_mark(following) or _ITEM.match(following):
        return True
    is_end = bool(_SENTENCE_END.search(line))
    return len(line) < width * (_SHORT if is_end else _VERY_SHORT)


def _width(said: Sequence[str]) -> int:
    """The length of a full line: four of five lines are no longer."""
    return sorted(map(len, said))[len(said) * 4 // 5]


def _headline(headline: str, blocks: list[Block]) -> _Offered:
    """Take out the headline where it stands at the beginning of the text once more."""
    wanted = for_finding(headline)
    if not wanted:
        return None, blocks
    for number, block in enumerate(blocks[:_NEAR_THE_TOP]):
        lines = block.lines if block.name == "p" else [block.inner]
        for place, line in enumerate(lines[:_NEAR_THE_TOP]):
            rest = [*blocks[:number], *_with(block, [*lines[:place], *lines[place + 1 :]]), *blocks[number + 1 :]]
            if rest and _is_headline(_said(line), wanted):
                return Offer(Kind.HEADLINE, 1, _said(line), ""), rest
    return None, blocks


def _is_headline(words: str, wanted: str) -> bool:
    """Whether these words are the headline, in whatever spelling; the cheap guesses come first."""
    matcher = SequenceMatcher(None, for_finding(words), wanted)
    return bool(wanted) and min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= _ALIKE <= matcher.ratio()


def _with(block: Block, lines: Sequence[str]) -> list[Block]:
    """The block with these lines alone; none when none is left."""
    return [Block(block.name, "<br>".join(lines))] if lines else []


def _source(_: str, blocks: list[Block]) -> _Offered:
    """Take out what the other page says of itself: by-lines, codes, moments, buttons."""
    left: list[Block] = []
    taken: list[str] = []
    for number, block in enumerate(blocks):
        is_at_an_end = number < _NEAR_THE_TOP or number >= len(blocks) - _NEAR_THE_END
        kept, out = _without_marks(block) if is_at_an_end else (block, [])
        beginning = next(filter(None, (each.match(kept.words) for each in (_REPORTED, _PLACE))), None)
        if number < _NEAR_THE_TOP and block.name == "p" and beginning and beginning.end() < len(kept.words):
            out = [*out, beginning[0].strip()]
            kept = without_beginning(kept, beginning.end())
        taken += out
        left += [kept] if kept.words else []
    if not taken or not left:
        return None, blocks
    return Offer(Kind.SOURCE, len(taken), "\n".join(taken), ""), left


def _without_marks(block: Block) -> tuple[Block, list[str]]:
    if block.name != "p":
        return block, []
    out = [words for line in block.lines if _is_mark(words := _said(line))]
    left = [line for line in block.lines if not _is_mark(_said(line))]
    return (next(iter(_with(block, left)), Block("p", "")), out) if out else (block, [])


def _is_mark(words: str) -> bool:
    return bool(_LEFT_BEHIND.match(words) or _MOMENT.match(words))


def _said(line: str) -> str:
    return " ".join(_TAG.sub("", line).split())


_OFFERED: Final[Mapping[Kind, Callable[[str, list[Block]], _Offered]]] = {
    Kind.LINES: _lines,
    Kind.HEADLINE: _headline,
    Kind.SOURCE: _source,
}

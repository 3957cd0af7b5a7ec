"""Proofreads Persian: half-spaces, Arabic letters and digits, marks, doubled words. It only hints, and changes nothing.

The rules are few and sure. A hint that is wrong in one of twenty places teaches people to read none.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_LETTER: Final = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئأؤءةيكىۀ"
_HALF: Final = "\u200c"
_VERBS: Final = """
شود شوند شویم شوم شد شدند کند کنند کنیم کنم کرد کردند دهد دهند دهیم داد دادند گیرد گیرند گرفت گرفتند باشد باشند رود
روند رفت آید آیند آمد خواهد خواهند خواست تواند توانند توان توانیم توانست رسد رسند رسید یابد یابند یافت گوید گویند گفت
داند دانند بیند بینند سازد سازند ساخت گذارد گذارند پردازد پردازند پذیرد پذیرند نماید نمایند گردد گردند افزاید آورد آورند
"""
_ADVERBS: Final = """
لطفا حتما مثلا قبلا فعلا کاملا دقیقا تقریبا مجددا متعاقبا ضمنا نسبتا عموما غالبا اصلا واقعا رسما شخصا مستقیما سریعا
اخیرا ذیلا کلا عمدتا صرفا مسلما احتمالا معمولا
"""
_TWICE: Final = "کم یک تک نم رفته جدا دانه دسته گروه قطره پاره خرد نرم آرام تند خیلی ذره گاه بار"
"""Words that people double on purpose."""
_LETTERS: Final = {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "هٔ", "أ": "أ"}
_ARABIC_DIGITS: Final = dict(zip("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", strict=True))
_LATIN_DIGITS: Final = dict(zip("0123456789", "۰۱۲۳۴۵۶۷۸۹", strict=True))

_WORD = f"[{_LETTER}]"
_TAGS = re.compile(r"(<[^>]*>|&[#\w]+;|https?://[^\s<>«»\"]+|www\.[^\s<>«»\"]+|[\w.+-]+@[\w.-]+)")
"""What is none of our business: tags, entities and addresses."""


class Kind(StrEnum):
    """What a hint is about."""

    HALF_SPACE = "half_space"
    LETTERS = "letters"
    DIGITS = "digits"
    MARKS = "marks"
    SPELLING = "spelling"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Hint:
    """A place, or several that are alike, where a proofreader would write something else."""

    kind: Kind
    found: str
    better: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: Kind
    pattern: re.Pattern[str]
    better: Callable[[re.Match[str]], str]


def _rule(kind: Kind, pattern: str, better: str | Callable[[re.Match[str]], str]) -> _Rule:
    says = better if callable(better) else lambda found: found.expand(better)
    return _Rule(kind, re.compile(pattern), says)


def _alternatives(words: str) -> str:
    return "|".join(words.split())


_RULES: Final = (
    _rule(Kind.LETTERS, f"{_WORD}*[يىك]{_WORD}*", lambda found: _translated(found[0], _LETTERS)),
    _rule(Kind.DIGITS, "[٠-٩]+", lambda found: _translated(found[0], _ARABIC_DIGITS)),
    _rule(
        Kind.DIGITS,
        rf"(?<![\w./:-])[0-9]+(?:[/:][0-9]+)*(?=\s{_WORD})(?![\w-])",
        lambda found: _translated(found[0], _LATIN_DIGITS),
    ),
    _rule(Kind.HALF_SPACE, rf"(?<!\w)(ن?می) +({_WORD}{{2,}})(?!\w)", rf"\1{_HALF}\2"),
    _rule(Kind.HALF_SPACE, rf"(?<!\w)(ن?می)({_alternatives(_VERBS)})(?!\w)", rf"\1{_HALF}\2"),
    _rule(
        Kind.HALF_SPACE,
        rf"({_WORD}{{2,}}) +(ها|های|هایی|هایم|هایت|هایش|هایمان|هایتان|هایشان|ترین)(?!\w)",
        rf"\1{_HALF}\2",
    ),
    _rule(Kind.HALF_SPACE, rf"({_WORD}+ه) +(ای|ام|اند|ایم)(?!\w)", rf"\1{_HALF}\2"),
    _rule(Kind.SPELLING, rf"(?<!\w)({_alternatives(_ADVERBS)})(?!\w)", r"\1ً"),
    _rule(Kind.MARKS, rf"({_WORD}+) +([،؛؟!:.])(?!\S*\w)", r"\1\2"),
    _rule(Kind.MARKS, rf"({_WORD}+)([،؛؟])({_WORD}+)", r"\1\2 \3"),
    _rule(Kind.MARKS, r"([«(]) +([^\s»)]+)", r"\1\2"),
    _rule(Kind.MARKS, r"([^\s«(]+) +([»)])", r"\1\2"),
    _rule(Kind.MARKS, rf'["“”]({_WORD}[^"“”<>\n]{{0,120}})["“”]', r"«\1»"),
    _rule(Kind.TWICE, rf"(?<![\w{_HALF}])({_WORD}{{2,}}) +\1(?![\w{_HALF}])", r"\1"),
)


def hints(text: str, *, at_most: int = 40) -> list[Hint]:
    """The hints for a text, HTML or plain, in the order of their places; what is found often is said once."""
    counts: dict[tuple[Kind, str, str], int] = {}
    for piece, is_text in _pieces(text):
        if is_text:
            for rule, found in _found(piece):
                key = (rule.kind, found[0], rule.better(found))
                counts[key] = counts.get(key, 0) + 1
    told = [Hint(*key, count) for key, count in counts.items()]
    return told[:at_most]


def followed(text: str, chosen: Collection[tuple[str, str]] | None = None, kinds: Collection[Kind] = ()) -> str:
    """The text with hints followed: those of these kinds, and those chosen by what was found and what is better."""
    wanted = frozenset(chosen or ())

    def written(piece: str) -> str:
        for rule in _RULES:
            piece = rule.pattern.sub(
                lambda found, rule=rule: (  # type: ignore[misc]
                    better
                    if _counts(rule, found)
                    and ((found[0], better := rule.better(found)) in wanted or (rule.kind in kinds and bool(better)))
                    else found[0]
                ),
                piece,
            )
        return piece

    return "".join(written(piece) if is_text else piece for piece, is_text in _pieces(text))


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    for number, piece in enumerate(_TAGS.split(text)):
        if piece:
            yield piece, number % 2 == 0


def _found(piece: str) -> Iterator[tuple[_Rule, re.Match[str]]]:
    found = [(rule, each) for rule in _RULES for each in rule.pattern.finditer(piece) if _counts(rule, each)]
    yield from sorted(found, key=lambda each: each[1].start())


def _counts(rule: _Rule, found: re.Match[str]) -> bool:
    if rule.kind is Kind.TWICE:
        return found[1] not in _TWICE.split()
    return rule.better(found) != found[0]


def _translated(text: str, letters: Mapping[str, str]) -> str:
    return "".join(letters.get(sign, sign) for sign in text)

"""Whole numbers as people type them, in any digits. What can be read in two ways is refused, never guessed."""

import re
from enum import StrEnum
from typing import Final

from shared.persian.digits import latin_digits
from shared.persian.letters import NOT_SEEN

_GROUPED = re.compile(r"[1-9]\d{0,2}(?P<mark>[,٬،'’ ])\d{3}(?:(?P=mark)\d{3})*", re.ASCII)
_FRACTION = re.compile(r"[\d,٬،'’ ]*\d?(?P<mark>[./٫,،])\d+", re.ASCII)
_ONLY_MARKS = re.compile(r"\d[\d,٬،'’ ./٫]*", re.ASCII)
_MINUS = str.maketrans("−–‐‑", "----")
_MOST_DIGITS: Final = 20


class Unclear(StrEnum):
    """Why a typed text is no whole number."""

    NO_NUMBER = "no-number"
    FRACTION = "fraction"
    GROUPS = "groups"
    """The marks between its digits are not those of thousands."""


class NotAWholeNumber(ValueError):
    """The text is no whole number, or not clearly one."""

    def __init__(self, why: Unclear) -> None:
        super().__init__(why.value)
        self.why = why


def whole_number(typed: str) -> int:
    """Read «۱۲», "1,234", «۱٬۲۳۴», «۱ ۲۳۴» or "-5". Raises NotAWholeNumber.

    A mark between digits is one of thousands only when three digits follow each, so "1,5" is no 15 and "1,23" no 123.
    A number of more than 20 digits is cut there: it is too large for everybody.
    """
    text = " ".join(latin_digits(typed).translate(NOT_SEEN).replace("\u200c", "").translate(_MINUS).split())
    sign, text = (-1, text[1:].lstrip()) if text.startswith("-") else (1, text.removeprefix("+").lstrip())
    if text.isascii() and text.isdigit():
        return sign * int(text[:_MOST_DIGITS])
    if found := _GROUPED.fullmatch(text):
        return sign * int(text.replace(found["mark"], "")[:_MOST_DIGITS])
    raise NotAWholeNumber(_why(text))


def _why(text: str) -> Unclear:
    if (found := _FRACTION.fullmatch(text)) and not (found["mark"] in ",،" and _ends_in_three(text)):
        return Unclear.FRACTION
    return Unclear.GROUPS if _ONLY_MARKS.fullmatch(text) else Unclear.NO_NUMBER


def _ends_in_three(text: str) -> bool:
    return re.search(r"\d{3}$", text) is not None

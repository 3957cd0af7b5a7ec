"""How far the service of one letter on one recipient is, in a word."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Stage(StrEnum):
    """How far the service of one letter on one recipient is."""

    NEEDS_PAPER = "needs_paper"
    WAITING = "waiting"
    DELIVERED = "delivered"
    ON_PAPER = "on_paper"
    SEEN = "seen"
    ACCEPTED = "accepted"
    OVER = "over"

    @property
    def word(self) -> str:
        """The word, in Persian; pages translate it."""
        return _WORDS[self]

    @property
    def tone(self) -> str:
        """The colour of the word: plain, info, ok or warn."""
        return _TONES.get(self, "plain")


_WORDS: Final[Mapping[Stage, str]] = {
    Stage.NEEDS_PAPER: "نیازمند ابلاغ کاغذی",
    Stage.WAITING: "هنوز ابلاغ نشده",
    Stage.DELIVERED: "ابلاغ‌شده، دیده‌نشده",
    Stage.ON_PAPER: "ابلاغ کاغذی شد",
    Stage.SEEN: "دیده شد",
    Stage.ACCEPTED: "رؤیت شد",
    Stage.OVER: "منتفی شد",
}
_TONES: Final[Mapping[Stage, str]] = {
    Stage.NEEDS_PAPER: "warn",
    Stage.WAITING: "warn",
    Stage.DELIVERED: "info",
    Stage.ON_PAPER: "ok",
    Stage.SEEN: "info",
    Stage.ACCEPTED: "ok",
}
UNSEEN: Final = frozenset({Stage.NEEDS_PAPER, Stage.WAITING, Stage.DELIVERED})
"""Nobody has seen the letter, nor taken it on paper."""
REMINDED: Final = frozenset({Stage.WAITING, Stage.DELIVERED})
"""There is a person who may still be asked to look."""

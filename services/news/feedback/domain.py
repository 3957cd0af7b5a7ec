"""How readers' answers are counted, and what is kept of what they write. Nothing is kept of who they are."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NewType

from services.news.articles.domain import ArticleId
from services.news.publishers.domain import PublisherId
from shared.persian.digits import latin_digits
from shared.persian.text import for_keeping

RemarkId = NewType("RemarkId", str)

LONGEST_REMARK: Final = 500
MOST_IN_A_MINUTE: Final = 60
"""Of one article. Readers are not told apart, so this is all that stops a program from answering for them."""

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# A phone or national number, with spaces or dashes in it. Dates and sums have fewer digits, or other separators.
_NUMBER = re.compile(r"\+?\d(?:[ \-\u200c]?\d){7,}")


class TooManyAnswers(Exception):
    """So many answers for one article come in a minute that readers cannot have given them."""


@dataclass(slots=True)
class Tally:
    """How many readers an article helped, and how many it did not. Its id is the article's."""

    id: ArticleId
    publisher_id: PublisherId
    helped: int = 0
    missed: int = 0
    remarks: int = 0
    last_at: datetime | None = None
    in_last_minute: int = 0
    """How many answers came in the minute of `last_at`."""
    version: int = 0

    @property
    def answers(self) -> int:
        """How many readers answered."""
        return self.helped + self.missed

    def count(self, *, helped: bool, at: datetime) -> None:
        """Count one answer. Raises TooManyAnswers."""
        is_same_minute = self.last_at is not None and _minute(self.last_at) == _minute(at)
        self.in_last_minute = self.in_last_minute + 1 if is_same_minute else 1
        if self.in_last_minute > MOST_IN_A_MINUTE:
            raise TooManyAnswers("همین حالا پاسخ‌های بسیاری رسیده است؛ یک دقیقه دیگر دوباره تلاش کنید.")
        self.last_at = at
        if helped:
            self.helped += 1
        else:
            self.missed += 1


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader found missing. Of its time only the day is kept."""

    id: RemarkId
    article_id: ArticleId
    publisher_id: PublisherId
    text: str
    helped: bool
    on: date


def without_contacts(text: str) -> str:
    """The text as it is kept: cleaned, with e-mail addresses and long numbers taken out."""
    cleaned = " ".join(for_keeping(text).split())
    cleaned = _EMAIL.sub("[نشانی]", cleaned)  # stays Persian: a reader's text
    return _masked_numbers(cleaned)


def _masked_numbers(text: str) -> str:
    """Look for numbers in Latin digits; `latin_digits` keeps the length, so places are the same in both texts."""
    pieces, end = [], 0
    for found in _NUMBER.finditer(latin_digits(text)):
        pieces += [text[end : found.start()], "[شماره]"]  # stays Persian: a reader's text
        end = found.end()
    return "".join([*pieces, text[end:]])


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)

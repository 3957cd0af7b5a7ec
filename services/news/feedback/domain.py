"""How readers' answers are counted, and what is kept of what they write. Nothing is kept of who they are."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NewType

from services.news.articles.domain import ArticleId
from services.news.publishers.domain import PublisherId
from shared.persian.digits import latin_digits
from shared.persian.text import for_keeping
from shared.runtime.later import TryLater

RemarkId = NewType("RemarkId", str)

LONGEST_REMARK: Final = 500
MOST_IN_A_MINUTE: Final = 60
"""Of one article. Readers are not told apart, so this is all that stops a program from answering for them."""

_EMAIL = re.compile(r"[\w.+-]+ ?@ ?[\w-]+(?:\.[\w-]+)+")
# Phone and national numbers have ten digits or more, in whatever groups people write them. What looks like a date is
# passed over first, since two dates in a row have as many.
_NUMBER = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?!\d)|(?P<number>\+?\(?\d(?:[ .\-–/_()\u200c]{0,3}\d){9,})")


class TooManyAnswers(TryLater):
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
    """The minute of the last answer."""
    in_last_minute: int = 0
    """How many answers came in that minute."""
    version: int = 0

    @property
    def answers(self) -> int:
        """How many readers answered."""
        return self.helped + self.missed

    def admit(self, *, at: datetime) -> None:
        """Note that an answer came. Raises TooManyAnswers; every answer that leaves a trace has to pass here."""
        minute = at.replace(second=0, microsecond=0)
        self.in_last_minute = self.in_last_minute + 1 if minute == self.last_at else 1
        if self.in_last_minute > MOST_IN_A_MINUTE:
            raise TooManyAnswers("اکنون پاسخ‌های زیادی رسیده است؛ یک دقیقه دیگر دوباره تلاش کنید.", seconds=60)
        self.last_at = minute

    def count(self, *, helped: bool) -> None:
        """Count one answer."""
        if helped:
            self.helped += 1
        else:
            self.missed += 1

    def remark(self, text: str, *, helped: bool, on: date) -> "Remark":
        """Count what a reader wrote, and number it: an id made of the time would tell when it was written."""
        self.remarks += 1
        key = RemarkId(f"{self.id}-{self.remarks}")
        return Remark(key, self.id, self.publisher_id, self.remarks, text, helped, on)


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader found missing. Of its time only the day is kept."""

    id: RemarkId
    article_id: ArticleId
    publisher_id: PublisherId
    number: int
    """The remarks of an article are numbered from 1."""
    text: str
    helped: bool
    on: date


def without_contacts(text: str) -> str:
    """The text as it is kept: cleaned, with e-mail addresses and long numbers taken out."""
    cleaned = " ".join(for_keeping(text).split())
    cleaned = _EMAIL.sub("[نشانی]", cleaned)  # stays Persian: a reader's text
    pieces, end = [], 0
    # `latin_digits` keeps the length, so places are the same in both texts.
    for found in _NUMBER.finditer(latin_digits(cleaned)):
        if found["number"]:
            pieces += [cleaned[end : found.start()], "[شماره]"]  # stays Persian: a reader's text
            end = found.end()
    return "".join([*pieces, cleaned[end:]])

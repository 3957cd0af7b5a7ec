"""What is printed of a letter, and what hinders a page from being made."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.membership.letters.domain import Letter
from services.membership.typesetting.domain import Mark, Page, letterhead_of
from shared.persian.digits import persian_digits
from shared.runtime.county import County

_FIRST_PAUSE: Final = timedelta(seconds=5)
_LONGEST_PAUSE: Final = timedelta(hours=1)


class NotReady(Exception):
    """No page can be made and sealed now, so nothing is signed: a number without a letter helps nobody."""


class NoPage(Exception):
    """The page of this letter is not made yet."""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why the page of a registered letter is not made yet, and when the next try is."""

    id: str
    """The letter's."""
    kind: str
    reason: str
    since: datetime
    next_at: datetime
    tries: int = 1

    @classmethod
    def after(cls, letter: Letter, reason: str, *, before: "Hindrance | None", at: datetime) -> "Hindrance":
        """What hindered the latest try; the pause before the next one doubles up to an hour."""
        tries = before.tries + 1 if before else 1
        pause = min(_FIRST_PAUSE * 2 ** min(tries - 1, 20), _LONGEST_PAUSE)
        return cls(letter.id, letter.kind, reason, before.since if before else at, at + pause, tries)


def page_of(letter: Letter, county: County, *, verify_url: str = "", qr: str = "") -> Page:
    """The page of a letter. A draft has neither number nor code, and says that it is one."""
    entry, words = letter.registration, letter.wording
    marks = [Mark.SAMPLE] if words.is_sample else []
    return Page(
        kind=letter.kind,
        letterhead=letterhead_of(county),
        emblem=county.emblem,
        number=persian_digits(entry.register_no) if entry else "",
        date=persian_digits(entry.jalali_date.replace("-", "/")) if entry else "",
        recipient=words.recipient,
        recipient_post=words.recipient_post,
        subject=words.subject,
        greeting=words.greeting,
        paragraphs=words.paragraphs,
        signatory_name=entry.signatory.name if entry else "",
        signatory_title=entry.signatory.title if entry else "",
        copies=words.copies,
        verify_code=persian_digits(entry.verify_code) if entry else "",
        verify_url=verify_url if entry else "",
        qr=qr if entry else "",
        content_sha256=entry.content_sha256 if entry else "",
        marks=tuple(marks if entry else [Mark.DRAFT, *marks]),
    )

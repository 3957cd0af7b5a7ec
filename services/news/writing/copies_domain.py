"""What somebody has typed and not saved yet: a copy for each person and item, so that nothing typed is lost."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NewType

from shared.runtime.stale import Stale

CopyId = NewType("CopyId", str)

FIRST_DRAFT: Final = "first-draft"
"""The item of an article that is not saved yet."""
KEPT_FOR: Final = timedelta(days=30)
AT_WORK_FOR: Final = timedelta(seconds=60)
"""Whoever has typed within this time is said to be writing now."""


class NoCopy(Exception):
    """Nothing unsaved of this person is kept for the item."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of an item as they are typed, not checked in any way."""

    headline: str = ""
    lead: str = ""
    text: str = ""
    topics: str = ""
    publisher: str = ""
    kind: str = ""
    answers: str = ""
    note: str = ""
    """Of a correction: what readers are told of it."""


@dataclass(slots=True)
class Copy:
    """What one person has typed for one item and not saved."""

    id: CopyId
    item: str
    """The id of the article, or `first-draft` for one that is not saved yet."""
    person_id: str
    person_name: str
    fields: Fields
    based_on: int
    """The version of the article that was on the page."""
    at: datetime
    number: int = 0
    """How often it was kept; a page that is open twice finds out by it."""

    def keep(self, fields: Fields, *, based_on: int, after: int | None, at: datetime) -> None:
        """Keep what is typed now. Raises Stale when another page has kept something after what this one knows of."""
        if after is not None and after < self.number and fields != self.fields:
            raise Stale("این نوشته در پنجره دیگری هم باز است و آنجا تغییر کرده است.", of="writing")
        self.fields, self.based_on, self.at = fields, based_on, at
        self.number += 1

    def is_at_work(self, now: datetime) -> bool:
        """Whether the person is writing now."""
        return now - self.at <= AT_WORK_FOR


def copy_id(person_id: str, item: str) -> CopyId:
    """The id of a copy; it tells neither the person nor the item."""
    return CopyId(hashlib.sha256(f"{person_id}\n{item}".encode()).hexdigest()[:32])

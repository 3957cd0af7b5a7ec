"""When somebody last looked at an item, and since when what others did there is new for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NewType

from services.news.articles.domain import ArticleId

VisitId = NewType("VisitId", str)
"""`<article>:<person>`."""

NEW_FOR: Final = timedelta(days=30)
"""What is older is new for nobody, also for who has never opened the item."""
_STAYS_FOR: Final = timedelta(minutes=10)
"""Whoever comes back within this time is still on the same visit, so that a reload does not take the marks away."""


@dataclass(slots=True)
class Visit:
    """One person's last visit of an item."""

    id: VisitId
    article_id: ArticleId
    person_id: str
    at: datetime
    before: datetime | None = None
    """When the visit before that was."""

    def come_again(self, at: datetime) -> None:
        """Note another look at the page."""
        if at - self.at > _STAYS_FOR:
            self.before = self.at
        self.at = max(self.at, at)


def visit_id(article_id: ArticleId, person_id: str) -> VisitId:
    """The id of a person's visit of an item."""
    return VisitId(f"{article_id}:{person_id}")


def new_since(last: datetime | None, *, now: datetime) -> datetime:
    """Since when something is new for somebody who looked last at that time; None for never."""
    oldest = now - NEW_FOR
    return max(last, oldest) if last else oldest

"""A preview link: an address that nobody guesses, which opens one article until it is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NewType

from services.news.articles.domain import ArticleId
from shared.runtime.viewer import Viewer

PreviewId = NewType("PreviewId", str)

DAYS: Final = (1, 3, 7, 14)
"""For so many days a link can be good."""


class PreviewOver(Exception):
    """There is no such link, or it is over. Which of both is told to nobody."""


@dataclass(slots=True)
class Preview:
    """One link."""

    id: PreviewId
    token: str
    """192 random bits. It opens nothing but the one article."""
    article_id: ArticleId
    made_by: str
    made_by_name: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    version: int = 0

    @property
    def path(self) -> str:
        """Its address."""
        return f"/n/preview/{self.token}"

    def is_open(self, *, at: datetime) -> bool:
        """Whether it opens the article."""
        return self.revoked_at is None and at < self.expires_at

    def revoke(self, *, at: datetime) -> bool:
        """End it at once; False when it was over already."""
        if not self.is_open(at=at):
            return False
        self.revoked_at = at
        return True


def new_preview(key: PreviewId, token: str, article_id: ArticleId, *, days: int, by: Viewer, at: datetime) -> Preview:
    """Make a link that is good for some days; an unknown number of days is the shortest."""
    good_for = timedelta(days=days if days in DAYS else DAYS[0])
    return Preview(key, token, article_id, by.person_id, by.name, at, at + good_for)

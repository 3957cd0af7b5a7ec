"""What happened to an article, in the order in which it happened, and what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.news.articles.domain import Article, State


class Happening(StrEnum):
    """What can happen to an article."""

    WRITTEN = "written"
    APPROVED = "approved"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    WAITS_FOR_APPROVAL = "waits_for_approval"
    WAITS_FOR_PUBLICATION = "waits_for_publication"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, or waits to happen. The time is None where nobody noted it."""

    what: Happening
    at: datetime | None
    note: str = ""
    to_front: bool = False
    """Whether this step brought the article to the front page, or would."""
    is_next: bool = False
    """Whether somebody can do it now; of what has not happened yet, the rest has to wait for that."""

    @property
    def has_happened(self) -> bool:
        """Whether it happened already."""
        return self.what not in {Happening.WAITS_FOR_APPROVAL, Happening.WAITS_FOR_PUBLICATION}


def history(article: Article) -> list[Step]:
    """Return the steps of an article. One without a time stays where it usually comes, beside its neighbours."""
    return [*_by_time(list(_done(article))), *_waiting(article)]


def _done(article: Article) -> Iterator[Step]:
    published_at, approved_at = article.published_at, article.approved_at
    approved_later = bool(published_at and approved_at and approved_at > published_at)
    yield Step(Happening.WRITTEN, article.created_at)
    if article.approved_by:
        yield Step(Happening.APPROVED, approved_at, to_front=approved_later)
    if published_at:
        yield Step(Happening.PUBLISHED, published_at, to_front=article.on_front and not approved_later)
    for correction in article.corrections:
        yield Step(Happening.CORRECTED, correction.at, correction.note)
    if article.withdrawal:
        yield Step(Happening.WITHDRAWN, article.withdrawal.at, article.withdrawal.explanation)


def _waiting(article: Article) -> Iterator[Step]:
    if article.approval_asked_at:
        to_front = article.published_at is not None
        yield Step(Happening.WAITS_FOR_APPROVAL, article.approval_asked_at, to_front=to_front, is_next=True)
    if article.state in {State.DRAFT, State.APPROVED}:
        yield Step(Happening.WAITS_FOR_PUBLICATION, None, is_next=article.state is State.APPROVED)


def _by_time(steps: list[Step]) -> list[Step]:
    ordered: list[Step] = []
    for step in steps:
        place = len(ordered)
        while step.at and place and (before := ordered[place - 1].at) and before > step.at:
            place -= 1
        ordered.insert(place, step)
    return ordered

"""Of which deeds those concerned by an item are told, and who: never whoever did it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from services.news.articles.domain import Article
from services.news.articles.heirs_domain import Heirs
from services.news.articles.history_domain import Happening
from services.news.colleagues.domain import Colleagues
from services.news.revisions.domain import Deed
from shared.events import Event
from shared.events.news import (
    NewsApproved,
    NewsAssigned,
    NewsCommented,
    NewsFallingDue,
    NewsReleased,
    NewsReturned,
)

LONGEST_NOTE: Final = 200
"""So much of the first line of a note is told outside of the desk."""


@dataclass(frozen=True, slots=True)
class Told:
    """Who works with the item, and where it is found."""

    colleagues: Colleagues
    url: str
    heirs: Heirs = field(default_factory=Heirs)
    """Who stands for those who decided under an entry that was merged since."""


_RETURNED: Final = frozenset({Happening.RETURNED, Happening.NOT_PUBLISHED})
_APPROVED: Final = frozenset({Happening.APPROVED, Happening.APPROVED_ALONE})
_RELEASED: Final = frozenset({Happening.PUBLISHED, Happening.PUBLISHED_LATE})
TOLD: Final = _RETURNED | _APPROVED | _RELEASED | {Happening.ASSIGNED}
"""The deeds of which somebody is told."""


def events_of(article: Article, deed: Deed, told: Told) -> Sequence[Event]:
    """Make the events of a deed that makes the next version of an article; none when nobody is concerned by it."""
    doer = deed.by.person_id if deed.by else ""
    assigned = deed.what is Happening.ASSIGNED
    meant = _assigned(article, told) if assigned else told.colleagues.concerned_by(article)
    people = tuple(each for each in meant if each != doer)
    if not people:
        return ()
    shared = {
        "article_id": article.id,
        "revision": article.version + 1,
        "headline": article.content.headline,
        "people": people,
        "url": told.url,
    }
    return [_event(article, deed, shared)]


def _event(article: Article, deed: Deed, shared: Mapping[str, object]) -> Event:
    if deed.what in _RETURNED:
        return NewsReturned.model_validate({**shared, "note": first_line(deed.note), "returned_at": deed.at})
    if deed.what in _APPROVED:
        return NewsApproved.model_validate({**shared, "approved_at": deed.at})
    if deed.what in _RELEASED:
        planned = deed.by is None
        return NewsReleased.model_validate({**shared, "by_plan": planned, "released_at": deed.at})
    note = article.assignee.note if article.assignee else ""
    return NewsAssigned.model_validate({**shared, "note": first_line(note), "assigned_at": deed.at})


def commented(
    article: Article, comment_id: str, by: str, before: Sequence[str], *, at: datetime, told: Told
) -> Event | None:
    """Make the event of a new comment; None when nobody else is concerned by it.

    Those who talked or decided already are told, and the author and who works on it. When that is nobody, or nobody of
    the desk although its office has written, it is the whole desk.
    """
    colleagues = told.colleagues
    decided = [article.returned.by if article.returned else "", article.approved_by or ""]
    decided_now = map(told.heirs.who_stays, decided)
    people = colleagues.still([*colleagues.concerned_by(article), *before, *decided_now])
    others = [each for each in people if each != by]
    of_desk = set(colleagues.desk)
    if by not in of_desk and not of_desk.intersection(others):
        others = [*others, *colleagues.desk]
    if not others:
        return None
    return NewsCommented(
        article_id=article.id,
        comment_id=comment_id,
        headline=article.content.headline,
        people=tuple(others),
        url=f"{told.url}#comments",
        commented_at=at,
    )


def falling_due(article: Article, told: Told) -> Event | None:
    """Make the event of an unapproved article that will be published soon; None when nobody is concerned by it."""
    if article.plan is None:
        return None
    people = dict.fromkeys([*told.colleagues.concerned_by(article), *told.colleagues.desk])
    planner = told.heirs.who_stays(article.plan.by)
    others = tuple(each for each in people if each != planner)
    if not others:
        return None
    return NewsFallingDue(
        article_id=article.id,
        headline=article.content.headline,
        people=others,
        url=told.url,
        due_at=article.plan.at,
    )


def first_line(note: str) -> str:
    """As much of a note as is told outside of the desk: its first line, and of a long one the beginning."""
    line = next((each.strip() for each in note.splitlines() if each.strip()), "")
    return line if len(line) <= LONGEST_NOTE else line[: LONGEST_NOTE - 1].rstrip() + "…"


def _assigned(article: Article, told: Told) -> Sequence[str]:
    return told.colleagues.still([article.assignee.person_id]) if article.assignee else ()

"""What happened to an article, in the order in which it happened, and what comes next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.news.articles.domain import Article
from services.news.articles.states_domain import PLANNED, Standing


class Happening(StrEnum):
    """What can happen to an article."""

    WRITTEN = "written"
    REWRITTEN = "rewritten"
    SUBMITTED = "submitted"
    TAKEN_BACK = "taken_back"
    RETURNED = "returned"
    APPROVED = "approved"
    APPROVED_ALONE = "approved_alone"
    SCHEDULED = "scheduled"
    EMBARGOED = "embargoed"
    UNSCHEDULED = "unscheduled"
    NOT_PUBLISHED = "not_published"
    PUBLISHED = "published"
    PUBLISHED_LATE = "published_late"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"
    RESTORED = "restored"
    ASSIGNED = "assigned"
    PARTNER_ASKED = "partner_asked"
    PARTNER_AGREED = "partner_agreed"
    PARTNER_LEFT = "partner_left"
    SEEN_FIRST = "seen_first"
    """The version that was stored before versions were kept."""
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
    who: str = ""
    """The name of the person who did it; empty where it is not known, or where the clock did it."""
    by: str = ""
    """The id of that person."""

    @property
    def has_happened(self) -> bool:
        """Whether it happened already."""
        return self.what not in {Happening.WAITS_FOR_APPROVAL, Happening.WAITS_FOR_PUBLICATION}


def history(article: Article, noted: Sequence[Step] = ()) -> list[Step]:
    """Return the steps of an article: those that were noted, after what its fields tell of the time before that.

    One without a time stays where it usually comes, beside its neighbours.
    """
    return [*_before(article, noted), *_without_repeats(noted), *_waiting(article)]


def _before(article: Article, noted: Sequence[Step]) -> list[Step]:
    """What happened before the first step was noted; nothing when that one is the beginning."""
    if noted and noted[0].what is Happening.WRITTEN:
        return []
    since = min((step.at for step in noted if step.at), default=None)
    return [step for step in _by_time(list(_done(article))) if since is None or (step.at and step.at < since)]


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


def _without_repeats(noted: Sequence[Step]) -> Iterator[Step]:
    """Leave out the first version of old articles, and of changes that one person made in a row all but the last."""
    for place, step in enumerate(noted):
        after = noted[place + 1] if place + 1 < len(noted) else None
        is_repeated = after and (step.what, step.who) == (after.what, after.who) == (Happening.REWRITTEN, step.who)
        if step.what is not Happening.SEEN_FIRST and not is_repeated:
            yield step


def _waiting(article: Article) -> Iterator[Step]:
    if article.approval_asked_at:
        to_front = article.published_at is not None
        yield Step(Happening.WAITS_FOR_APPROVAL, article.approval_asked_at, to_front=to_front, is_next=True)
    standing = article.standing
    if standing in PLANNED and article.plan:
        yield Step(Happening.WAITS_FOR_PUBLICATION, article.plan.at, is_next=True)
    elif standing in {Standing.DRAFT, Standing.SUBMITTED, Standing.RETURNED, Standing.APPROVED}:
        yield Step(Happening.WAITS_FOR_PUBLICATION, None, is_next=standing is Standing.APPROVED)


def _by_time(steps: list[Step]) -> list[Step]:
    ordered: list[Step] = []
    for step in steps:
        place = len(ordered)
        while step.at and place and (before := ordered[place - 1].at) and before > step.at:
            place -= 1
        ordered.insert(place, step)
    return ordered

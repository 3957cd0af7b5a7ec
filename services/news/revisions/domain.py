"""A revision: what was done to an article, and what it said from then on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from services.news.articles.domain import Article, ArticleId
from services.news.articles.history_domain import Happening, Step
from services.news.articles.parts_domain import Content
from services.news.articles.states_domain import Kind
from shared.runtime.viewer import Viewer

RevisionId = NewType("RevisionId", str)
"""`<article>:<number>`, so that one version of an article has one."""

_DIGITS = 6


class RevisionNotFound(Exception):
    """The article has no revision of this number."""


@dataclass(frozen=True, slots=True)
class Said:
    """All that an article says."""

    content: Content
    topics: tuple[str, ...] = ()
    kind: Kind = Kind.NEWS
    answers: str = ""

    @classmethod
    def by(cls, article: Article) -> "Said":
        """What an article says now."""
        return cls(article.content, article.topics, article.kind, article.answers)


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of an article. Nobody changes it, and nothing is put between two of them."""

    id: RevisionId
    article_id: ArticleId
    number: int
    """The version of the article; numbers rise, and some may be left out."""
    at: datetime
    what: Happening
    by: str = ""
    """The id of the person; empty for what the clock did."""
    name: str = ""
    """What that person was called then."""
    note: str = ""
    to_front: bool = False
    said: Said | None = None
    """What it says since then; None where this did not change."""

    @property
    def step(self) -> Step:
        """The step in the history."""
        return Step(self.what, self.at, self.note, to_front=self.to_front, who=self.name, by=self.by)


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody does to an article."""

    what: Happening
    by: Viewer | None
    """None when the clock does it."""
    at: datetime
    note: str = ""
    to_front: bool = False


def revisions_of(article: Article, deed: Deed, was: Said | None) -> Iterator[Revision]:
    """Yield what is to be kept of a deed that makes the next version of an article.

    `was` is what it said before, None for a new one. Of an article whose versions were not kept until now, that comes
    first.
    """
    if was and not article.revisions:
        yield _revision(article, article.version, deed.at, Happening.SEEN_FIRST, said=was)
    now = Said.by(article)
    yield Revision(
        _id(article.id, article.version + 1),
        article.id,
        article.version + 1,
        deed.at,
        deed.what,
        by=deed.by.person_id if deed.by else "",
        name=deed.by.name if deed.by else "",
        note=deed.note,
        to_front=deed.to_front,
        said=now if now != was else None,
    )


def whole(revisions: Sequence[Revision]) -> list[tuple[Revision, Said]]:
    """Return the revisions, each with what the article said then."""
    found: list[tuple[Revision, Said]] = []
    for each in revisions:
        said = each.said or (found[-1][1] if found else None)
        if said:
            found.append((each, said))
    return found


def _revision(article: Article, number: int, at: datetime, what: Happening, *, said: Said) -> Revision:
    return Revision(_id(article.id, number), article.id, number, at, what, said=said)


def _id(article_id: ArticleId, number: int) -> RevisionId:
    return RevisionId(f"{article_id}:{number:0{_DIGITS}}")

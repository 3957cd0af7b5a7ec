"""By what the lists of the desk are narrowed."""

from dataclasses import dataclass
from typing import Final

from services.news.articles.queries import of_kind
from services.news.articles.states_domain import Kind
from services.news.publishers.domain import PublisherId
from shared.persian.text import tokens_for_finding
from shared.runtime.viewer import Viewer
from shared.store.work import Filter


@dataclass(frozen=True, slots=True)
class Narrowing:
    """By what a list is narrowed beside its tab."""

    kind: Kind | None = None
    publisher: PublisherId | None = None
    words: str = ""
    """What all of them say, in whatever spelling."""
    who: str = ""
    """`mine`: what the viewer works on or wrote; `others`: what others work on; `nobody`: what nobody works on."""

    def where(self, viewer: Viewer) -> list[Filter]:
        """Return its filters."""
        found: list[Filter] = [of_kind(self.kind)] if self.kind else []
        if self.publisher:
            found.append({"publisher_id": self.publisher})
        if self.who == "mine":
            found.append({"$or": [{"assignee.person_id": viewer.person_id}, {"author_id": viewer.person_id}]})
        if self.who == "others":
            found.append({"assignee.person_id": {"$nin": [None, viewer.person_id]}})
        if self.who == "nobody":
            found.append({"assignee": None})
        if self.words:
            found.append({"tokens": {"$all": tokens_for_finding(self.words) or [""]}})
        return found


EVERYTHING: Final = Narrowing()

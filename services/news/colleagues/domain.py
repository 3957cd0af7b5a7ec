"""Those who hold posts by which they work with items, as membership tells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from services.news.articles.access import APPROVE, EDIT
from services.news.articles.domain import Article
from services.news.publishers.domain import PublisherId
from shared.persian.order import alphabetical
from shared.runtime.access import PR_MANAGER, SECRETARIAT
from shared.runtime.viewer import Viewer

WORKING_ROLES: Final = frozenset(EDIT.roles) | frozenset(APPROVE.roles)
"""The roles by which somebody may edit or approve an item."""


class NotAColleague(Exception):
    """This person does not work with the item, so that it cannot be given to them."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post and who holds it now."""

    id: str
    role: str
    owner: str
    """The office or body of the post, such as `office/water`."""
    person_id: str
    name: str

    def works_with(self, publisher_id: PublisherId) -> bool:
        """Whether its holder may edit or approve the items of this publisher."""
        kind, _, key = self.owner.partition("/")
        own = frozenset({key})
        offices, bodies = (own, frozenset[str]()) if kind == "office" else (frozenset[str](), own)
        holder = Viewer(self.person_id, self.name, frozenset({self.role}), offices, bodies)
        return EDIT.allows(holder, publisher_id) or APPROVE.allows(holder)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may edit or approve an item."""

    person_id: str
    name: str
    roles: frozenset[str]


class Colleagues:
    """Those who may edit or approve the items of one publisher now."""

    def __init__(self, publisher_id: PublisherId, posts: Iterable[Post]) -> None:
        self._by_id: dict[str, Colleague] = {}
        for post in posts:
            if post.works_with(publisher_id):
                known = self._by_id.get(post.person_id)
                roles = known.roles if known else frozenset[str]()
                self._by_id[post.person_id] = Colleague(post.person_id, post.name, roles | {post.role})

    @property
    def everyone(self) -> Sequence[Colleague]:
        """All of them, by name."""
        return sorted(self._by_id.values(), key=lambda each: (alphabetical(each.name), each.person_id))

    @property
    def desk(self) -> Sequence[str]:
        """Those of the secretariat."""
        return self._with_role(SECRETARIAT)

    def find(self, person_id: str) -> Colleague | None:
        """The colleague of this id; None for somebody who does not work with these items, or does so no more."""
        return self._by_id.get(person_id)

    def concerned_by(self, article: Article) -> Sequence[str]:
        """Those who are told what becomes of an item: its author, and who works on it.

        When both have left their posts, it is the PR manager of its office.
        """
        own = [article.author_id, article.assignee.person_id if article.assignee else ""]
        return self.still(own) or self._with_role(PR_MANAGER)

    def still(self, people: Iterable[str]) -> Sequence[str]:
        """Those of these people who work with these items now, each once."""
        return [each for each in dict.fromkeys(people) if each in self._by_id]

    def _with_role(self, role: str) -> Sequence[str]:
        return sorted(each.person_id for each in self._by_id.values() if role in each.roles)

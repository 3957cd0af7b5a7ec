"""Posts in MongoDB."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pymongo import IndexModel

from services.membership.posts.domain import Post, PostId, Role
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

POSTS = "posts"
INDEXES: Indexes = {
    POSTS: [
        # Searches are read by id, so that each index ends with it: nothing is sorted when it is read.
        IndexModel([("holder.person_id", 1), ("_id", 1)]),
        IndexModel([("past.person_id", 1), ("_id", 1)]),
        IndexModel([("planned.person_id", 1), ("_id", 1)]),
        IndexModel([("held_in", 1), ("_id", 1)]),
        # It answers which offices have a manager without a look at the posts themselves.
        IndexModel([("role", 1), ("office_id", 1), ("holder.person_id", 1)]),
        IndexModel([("office_id", 1), ("_id", 1)]),
        IndexModel([("body_id", 1), ("_id", 1)]),
        IndexModel([("next_on", 1)], partialFilterExpression={"next_on": {"$type": "string"}}, name="due"),
    ]
}
AUDITED: Audited = {POSTS: all_but("next_on", "held_in")}

_POST = Shape(Post)
_WITHOUT_END: Final = "open"
_MOST_YEARS: Final = 60
"""A holding that is to last longer counts as one without an end."""


@dataclass(frozen=True, slots=True)
class MongoPostRepository:
    """Keeps posts, each with the day on which it changes next."""

    store: Store

    async def get(self, post_id: PostId) -> Post | None:
        """Return the post, if it was ever held."""
        document = await self.store.get(POSTS, post_id)
        return to_post(document) if document else None

    async def held_by(self, person_id: str, *, on: date) -> list[Post]:
        """Return the posts of a person on a day."""
        return await held_by(self.store, person_id, on=on)

    async def due(self, day: date) -> list[PostId]:
        """Return the posts that change on this day, or should have changed before."""
        where = {"next_on": {"$type": "string", "$lte": day.isoformat()}}
        found = await self.store.find(POSTS, where, sort=[("next_on", 1), ("_id", 1)])
        return [PostId(document["_id"]) for document in found]

    async def of_office(self, office_id: str) -> list[Post]:
        """Return the posts of an office that were ever held."""
        return [to_post(each) for each in await self.store.find(POSTS, {"office_id": office_id}, sort=[("_id", 1)])]

    async def held(self, roles: Collection[str] | None = None) -> list[PostId]:
        """Return the posts that somebody holds; None means those of all roles."""
        where: dict[str, Any] = {"holder.person_id": {"$exists": True}}
        if roles is not None:
            where["role"] = {"$in": list(roles)}
        return [PostId(each["_id"]) for each in await self.store.find(POSTS, where, sort=[("_id", 1)])]

    async def tell(self, *events: Event) -> None:
        """Queue events about posts that stay as they are."""
        async with self.store.unit_of_work() as work:
            work.emit(*events)

    async def save(self, post: Post, *events: Event) -> None:
        """Keep the post and queue its events: both, or neither."""
        stale = Stale("این سمت را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="post")
        next_on = post.next_on.isoformat() if post.next_on else None
        read_by = {"next_on": next_on, "held_in": held_in(post)}
        await save(self.store, POSTS, post, _POST.document(post) | read_by, *events, stale=stale)


def maybe_held_on(day: date, roles: Collection[Role]) -> dict[str, Any]:
    """The filter for posts of these roles that may have been held on a day; their holdings say whether they were.

    One index answers it in the order of the ids. A post that an older version stored has no years yet, and may have
    been held in any. `$expr` keeps the database from reading by an index of roles, whose posts it would have to sort.
    """
    years = [f"{role} {year}" for role in sorted(roles) for year in (_WITHOUT_END, day.year)]
    return {"held_in": {"$in": [None, *years]}, "$expr": {"$in": ["$role", sorted(roles)]}}


def held_in(post: Post) -> list[str]:
    """The years of all holdings that have an end, and a word for a holding without one, each behind the role."""
    years: set[object] = set()
    for each in post.holdings:
        if each.until is None or each.until.year - each.since.year > _MOST_YEARS:
            years.add(_WITHOUT_END)
        else:
            years |= set(range(each.since.year, each.until.year + 1))
    return sorted(f"{post.role} {year}" for year in years)


async def held_by(store: Store, person_id: str, *, on: date) -> list[Post]:
    """The posts that a person holds on a day, from the present holders."""
    day = on.isoformat()
    where = {
        "holder.person_id": person_id,
        "holder.since": {"$lte": day},
        "$or": [{"holder.until": None}, {"holder.until": {"$gte": day}}],
    }
    return [to_post(document) for document in await store.find(POSTS, where, sort=[("_id", 1)])]


def to_post(document: Document) -> Post:
    """The post of a document."""
    return _POST.aggregate(document)

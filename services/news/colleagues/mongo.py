"""The posts of those who work with items, in MongoDB."""

from collections.abc import Sequence
from dataclasses import dataclass

from pymongo import IndexModel

from services.news.colleagues.domain import Post
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape
from shared.store.store import Indexes, Store

POSTS = "posts"
INDEXES: Indexes = {POSTS: [IndexModel([("owner", 1)]), IndexModel([("role", 1)])]}
AUDITED: Audited = {POSTS: all_but("name")}

_POST = Shape(Post)


@dataclass(frozen=True, slots=True)
class MongoPostRepository:
    """Keeps who holds a post; vacant ones are not kept."""

    store: Store

    async def put(self, post: Post) -> None:
        """Keep it, whatever was known before."""
        async with self.store.unit_of_work() as work:
            await work.put(POSTS, _POST.document(post))

    async def remove(self, post_id: str) -> None:
        """Forget who held it."""
        async with self.store.unit_of_work() as work:
            await work.delete(POSTS, post_id)

    async def known(self) -> Sequence[str]:
        """Return the ids of all posts whose holders are known."""
        return [str(each["_id"]) for each in await self.store.find(POSTS, {}, sort=[("_id", 1)])]

    async def those(self, *, owner: str, roles: Sequence[str]) -> Sequence[Post]:
        """Return the posts of an office or body, and all of these roles."""
        found = await self.store.find(POSTS, {"$or": [{"owner": owner}, {"role": {"$in": list(roles)}}]})
        return [_POST.aggregate(each) for each in found]

"""Reads who holds which post."""

from dataclasses import dataclass
from datetime import date

from services.membership.posts.domain import Post, Role
from services.membership.posts.mongo import POSTS, held_by, to_post
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class PostQueries:
    """Reads posts."""

    store: Store

    async def held_by(self, person_id: str, *, on: date) -> list[Post]:
        """The posts of a person."""
        return await held_by(self.store, person_id, on=on)

    async def filled(self, role: Role | None = None) -> list[Post]:
        """All posts, or those of a role, that somebody holds."""
        where = {"holder": {"$ne": None}} | ({"role": role} if role else {})
        return [to_post(document) for document in await self.store.find(POSTS, where, sort=[("_id", 1)])]

    async def offices_with(self, role: Role) -> frozenset[str]:
        """The offices where somebody holds this post."""
        return frozenset(post.office_id for post in await self.filled(role) if post.office_id)

"""Reads who holds which post, held it, or will hold it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.membership.posts.domain import OF_OFFICES, ROLES, Holding, Post, PostId, PostNotFound, Role
from services.membership.posts.mongo import POSTS, held_by, maybe_held_on, to_post
from shared.store.slices import Slice, slice_by_id
from shared.store.store import Store

PUBLIC: frozenset[Role] = OF_OFFICES | {"governor"}
"""Posts whose holders everybody may know."""


@dataclass(frozen=True, slots=True)
class WantedPosts:
    """A search for posts; what is None narrows nothing."""

    office_id: str | None = None
    body_id: str | None = None
    role: Role | None = None
    person_id: str | None = None
    on: date | None = None
    """Only posts that were held on this day, by that person if one is given."""
    only_public: bool = False

    def where(self) -> dict[str, Any]:
        """The filter for the database."""
        places = {"office_id": self.office_id, "body_id": self.body_id}
        where: dict[str, Any] = {name: value for name, value in places.items() if value}
        return where | self._of_roles() | self._held()

    def _of_roles(self) -> dict[str, Any]:
        every: Collection[Role] = PUBLIC if self.only_public else ROLES
        roles = [role for role in every if self.role in (None, role)]
        if self.on and not self.person_id:
            return maybe_held_on(self.on, roles)
        return {"role": {"$in": sorted(roles)}} if self.role or self.only_public else {}

    def _held(self) -> dict[str, Any]:
        of_person = {"person_id": self.person_id} if self.person_id else {}
        if self.on is None and not of_person:
            return {}
        on_day = _covering(self.on) if self.on else {}
        holder = {f"holder.{name}": value for name, value in (of_person | on_day).items() if name != "$or"}
        if self.on:
            holder["$or"] = [{"holder.until": None}, {"holder.until": {"$gte": self.on.isoformat()}}]
        others = [{name: {"$elemMatch": of_person | on_day}} for name in ("past", "planned")]
        return {"$or": [{**holder, "holder": {"$ne": None}}, *others]}


@dataclass(frozen=True, slots=True)
class PostQueries:
    """Reads posts."""

    store: Store

    async def one(self, post_id: str) -> Post:
        """The post. Raises PostNotFound."""
        document = await self.store.get(POSTS, PostId(post_id))
        if document is None:
            raise PostNotFound("این سمت پیدا نشد؛ هنوز کسی در آن نبوده است.")
        return to_post(document)

    async def found(self, wanted: WantedPosts, *, after: str | None = None, limit: int) -> Slice[Post]:
        """The posts that fit, by their ids."""
        found = await slice_by_id(self.store, POSTS, wanted.where(), limit=limit, after=after, descending=False)
        return found.map(to_post)

    async def all_of(self, person_id: str) -> list[Post]:
        """Every post that a person holds, held or will hold."""
        where = WantedPosts(person_id=person_id).where()
        return [to_post(document) for document in await self.store.find(POSTS, where, sort=[("_id", 1)])]

    async def held_by(self, person_id: str, *, on: date) -> list[Post]:
        """The posts of a person."""
        return await held_by(self.store, person_id, on=on)

    async def present_of(self, people: Sequence[str]) -> Mapping[str, list[Post]]:
        """The posts that each of these people holds now."""
        found = await self.store.find(POSTS, {"holder.person_id": {"$in": list(people)}}, sort=[("_id", 1)])
        held: dict[str, list[Post]] = {}
        for post in map(to_post, found):
            if post.holder:
                held.setdefault(post.holder.person_id, []).append(post)
        return held

    async def filled(self, role: Role | None = None) -> list[Post]:
        """All posts, or those of a role, that somebody holds."""
        where = {"holder": {"$ne": None}} | ({"role": role} if role else {})
        return [to_post(document) for document in await self.store.find(POSTS, where, sort=[("_id", 1)])]

    async def offices_of(self, people: Sequence[str]) -> Mapping[str, list[str]]:
        """The offices in which each of these people holds a post now; those without one are left out."""
        held = {"holder.person_id": {"$in": list(people)}, "office_id": {"$gt": ""}}
        by_person = {"$group": {"_id": "$holder.person_id", "offices": {"$push": "$office_id"}}}
        rows = await self.store.aggregate(POSTS, [{"$match": held}, {"$sort": {"_id": 1}}, by_person])
        return {row["_id"]: list(dict.fromkeys(row["offices"])) for row in rows}

    async def of_roles(self, roles: Sequence[Role]) -> list[Post]:
        """All posts of these roles, also those that nobody holds now."""
        where = {"role": {"$in": list(roles)}}
        return [to_post(document) for document in await self.store.find(POSTS, where, sort=[("_id", 1)])]


def holdings_of(post: Post, wanted: WantedPosts) -> Sequence[Holding]:
    """The holdings of a post that a search is about: those of the day and of the person."""
    return [
        each
        for each in post.holdings
        if (wanted.on is None or each.covers(wanted.on)) and wanted.person_id in (None, each.person_id)
    ]


def _covering(day: date) -> dict[str, Any]:
    text = day.isoformat()
    return {"since": {"$lte": text}, "$or": [{"until": None}, {"until": {"$gte": text}}]}

"""Reads who chairs a body and who is its secretary, today and before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Final

from services.membership.accounts.queries import PersonQueries
from services.membership.posts.domain import Holding, Place, Role
from services.membership.posts.mongo import POSTS, to_post
from shared.store.store import Store

ROLES: Final[Sequence[Role]] = ("chair", "secretary")


@dataclass(frozen=True, slots=True)
class Chair:
    """Somebody at the head of a body, for a time. `until` is the last day."""

    name: str
    since: date
    until: date | None
    is_acting: bool


Chairs = Mapping[str, Sequence[Chair]]
"""By role, the latest first."""


@dataclass(frozen=True, slots=True)
class ChairQueries:
    """Reads the posts `body/ID:chair` and `body/ID:secretary`."""

    store: Store
    people: PersonQueries

    async def of_body(self, body_id: str, *, on: date) -> Chairs:
        """Who chairs the body and is its secretary on a day, and who was before."""
        keys = {role: Place(body_id=body_id).post_id(role, "") for role in ROLES}
        found = await self.store.find(POSTS, {"_id": {"$in": list(keys.values())}})
        posts = {document["_id"]: to_post(document) for document in found}
        held = {
            role: _begun((*posts[key].past, *filter(None, [posts[key].holder])), on)
            for role, key in keys.items()
            if key in posts
        }
        names = await self.people.names(each.person_id for each in chain.from_iterable(held.values()))
        return {
            role: [Chair(names[each.person_id], each.since, each.until, each.acting) for each in holdings]
            for role, holdings in held.items()
        }


def _begun(holdings: Iterable[Holding], on: date) -> list[Holding]:
    return sorted((each for each in holdings if each.since <= on), key=lambda each: each.since, reverse=True)

"""Reads who may have been entered twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services.membership.accounts.domain import Person
from services.membership.accounts.mongo import PEOPLE, STANDING, to_person
from services.membership.merges.domain import Belongings, Merge
from services.membership.merges.mongo import MongoBelongings, MongoMergeRepository
from shared.store.store import Store

MOST: Final = 100
"""How many proposals are made at a time; more appear when these are settled."""
_GROUPS: Final[Sequence[Mapping[str, Any]]] = (
    {"$match": STANDING},
    {"$project": {"alike": 1}},
    {"$unwind": "$alike"},
    {"$group": {"_id": "$alike", "people": {"$push": "$_id"}}},
    {"$match": {"people.1": {"$exists": True}}},
    {"$sort": {"_id": -1}},
    {"$limit": MOST},
)


@dataclass(frozen=True, slots=True)
class Likely:
    """People who share their name, e-mail or mobile number."""

    people: Sequence[Person]
    shared: frozenset[str]
    """What they share: `name`, `email`, `mobile`."""


@dataclass(frozen=True, slots=True)
class MergeQueries:
    """Reads likely duplicates, and the merges that can be undone."""

    store: Store

    async def likely(self) -> Sequence[Likely]:
        """The likely duplicates, those who share most first; a hundred groups at most."""
        shared: dict[tuple[str, ...], set[str]] = {}
        for row in await self.store.aggregate(PEOPLE, _GROUPS):
            shared.setdefault(tuple(sorted(row["people"])), set()).add(row["_id"].partition(":")[0])
        keys = sorted({key for group in shared for key in group})
        documents = await self.store.find(PEOPLE, {"_id": {"$in": keys}})
        known = {document["_id"]: to_person(document) for document in documents}
        groups = [
            Likely([known[key] for key in group if key in known], frozenset(what)) for group, what in shared.items()
        ]
        return sorted(groups, key=lambda each: (-len(each.shared), each.people[0].name))

    async def undoable(self, person_id: str, *, at: datetime) -> Merge | None:
        """The merge into this person that can still be undone."""
        merge = await MongoMergeRepository(self.store).last_of(person_id)
        return merge if merge and merge.stays_id == person_id and merge.can_be_undone(at=at) else None

    async def belongings(self, person_id: str) -> Belongings:
        """What would go over."""
        return await MongoBelongings(self.store).of(person_id)

"""Contacts and posts in MongoDB."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pymongo import IndexModel

from services.notifier.recipients.domain import Contact, PersonId, Post
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape
from shared.store.store import Indexes, Store

CONTACTS, POSTS, MERGED = "contacts", "posts", "merged_people"
INDEXES: Indexes = {CONTACTS: [], POSTS: [IndexModel([("role", 1)])], MERGED: []}
AUDITED: Audited = {CONTACTS: all_but("name", "email", "bale"), POSTS: all_but(), MERGED: all_but()}

_CONTACT, _POST = Shape(Contact), Shape(Post)


@dataclass(frozen=True, slots=True)
class MongoRecipientRepository:
    """Keeps contacts and posts."""

    store: Store

    async def put_contact(self, contact: Contact) -> None:
        """Keep how a person is reached."""
        async with self.store.unit_of_work() as work:
            await work.put(CONTACTS, _CONTACT.document(contact))

    async def put_post(self, post: Post) -> None:
        """Keep who holds a post."""
        async with self.store.unit_of_work() as work:
            await work.put(POSTS, _POST.document(post))

    async def holders(self, role: str) -> set[PersonId]:
        """Everyone who holds a post of this role now."""
        found = await self.store.find(POSTS, {"role": role, "person_id": {"$ne": None}})
        return {PersonId(each["person_id"]) for each in found}

    async def put_merged(self, merged: PersonId, into: PersonId) -> None:
        """Keep who stands for somebody who had been entered twice."""
        async with self.store.unit_of_work() as work:
            await work.put(MERGED, {"_id": merged, "person_id": into})

    async def remove_merged(self, merged: PersonId, into: PersonId) -> bool:
        """Forget it, since the merge was undone. False when somebody else stands for this person by now."""
        async with self.store.unit_of_work() as work:
            kept = await self.store.get(MERGED, merged)
            if kept and kept["person_id"] != into:
                return False
            await work.delete(MERGED, merged)
            return True

    async def who_stay(self, people: Collection[PersonId]) -> set[PersonId]:
        """These people, each merged one replaced by the one who stays."""
        return {way[-1] for way in (await self.ways(people)).values()}

    async def ways(self, people: Collection[PersonId]) -> Mapping[PersonId, Sequence[PersonId]]:
        """The way from each of these people to the one who stays: both, and who was merged in between."""
        # Somebody who stays may have been merged later.
        into: dict[PersonId, PersonId] = {}
        asked = set(people)
        while asked:
            found = await self.store.find(MERGED, {"_id": {"$in": sorted(asked)}})
            new = {PersonId(each["_id"]): PersonId(each["person_id"]) for each in found}
            into |= new
            asked = set(new.values()) - into.keys()
        return {person: _way(person, into) for person in people}

    async def contacts(self, people: Collection[PersonId]) -> list[Contact]:
        """The contacts of those of these people who have one."""
        found = await self.store.find(CONTACTS, {"_id": {"$in": list(people)}})
        return [_CONTACT.aggregate(each) for each in found]


def _way(person: PersonId, into: Mapping[PersonId, PersonId]) -> Sequence[PersonId]:
    """The way from a person to the one who stays at the end.

    Events of different merges have no common order, so two people may stand for each other until a late undo has come.
    Then each stays.
    """
    way = [person]
    while way[-1] in into:
        following = into[way[-1]]
        if following in way:
            return way[: way.index(following) + 1]
        way.append(following)
    return way

"""Contacts and posts in MongoDB."""

from collections.abc import Collection
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

    async def remove_merged(self, merged: PersonId) -> None:
        """Forget it, since the merge was undone."""
        async with self.store.unit_of_work() as work:
            await work.delete(MERGED, merged)

    async def who_stay(self, people: Collection[PersonId]) -> set[PersonId]:
        """These people, each merged one replaced by the one who stays."""
        stay = set(people)
        # Somebody who stays may have been merged later; membership lets nobody be merged in a circle.
        while found := await self.store.find(MERGED, {"_id": {"$in": sorted(stay)}}):
            stay -= {PersonId(each["_id"]) for each in found}
            stay |= {PersonId(each["person_id"]) for each in found}
        return stay

    async def contacts(self, people: Collection[PersonId]) -> list[Contact]:
        """The contacts of those of these people who have one."""
        found = await self.store.find(CONTACTS, {"_id": {"$in": list(people)}})
        return [_CONTACT.aggregate(each) for each in found]

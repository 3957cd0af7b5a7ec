"""Contacts and posts in MongoDB."""

from collections.abc import Collection
from dataclasses import dataclass

from pymongo import IndexModel

from services.notifier.recipients.domain import Contact, PersonId, Post
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape
from shared.store.store import Indexes, Store

CONTACTS, POSTS = "contacts", "posts"
INDEXES: Indexes = {CONTACTS: [], POSTS: [IndexModel([("role", 1)])]}
AUDITED: Audited = {CONTACTS: all_but("name", "email", "bale"), POSTS: all_but()}

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

    async def contacts(self, people: Collection[PersonId]) -> list[Contact]:
        """The contacts of those of these people who have one."""
        found = await self.store.find(CONTACTS, {"_id": {"$in": list(people)}})
        return [_CONTACT.aggregate(each) for each in found]

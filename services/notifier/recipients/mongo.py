"""Contacts and posts in MongoDB."""

from collections.abc import Collection
from dataclasses import dataclass

from pymongo import IndexModel

from services.notifier.recipients.domain import Contact, PersonId, Post
from shared.store.audit.notes import Audited, all_but
from shared.store.store import Indexes, Store

CONTACTS, POSTS = "contacts", "posts"
INDEXES: Indexes = {CONTACTS: [], POSTS: [IndexModel([("role", 1)])]}
AUDITED: Audited = {CONTACTS: all_but("name", "email", "bale"), POSTS: all_but()}


@dataclass(frozen=True, slots=True)
class MongoRecipientRepository:
    """Keeps contacts and posts."""

    store: Store

    async def put_contact(self, contact: Contact) -> None:
        """Keep how a person is reached."""
        async with self.store.unit_of_work() as work:
            document = {"_id": contact.person_id, "name": contact.name, "email": contact.email, "bale": contact.bale}
            await work.put(CONTACTS, document)

    async def put_post(self, post: Post) -> None:
        """Keep who holds a post."""
        async with self.store.unit_of_work() as work:
            await work.put(POSTS, {"_id": post.id, "role": post.role, "person_id": post.person_id})

    async def holders(self, role: str) -> set[PersonId]:
        """Everyone who holds a post of this role now."""
        found = await self.store.find(POSTS, {"role": role, "person_id": {"$ne": None}})
        return {PersonId(each["person_id"]) for each in found}

    async def contacts(self, people: Collection[PersonId]) -> list[Contact]:
        """Those of these people whose contact is known."""
        found = await self.store.find(CONTACTS, {"_id": {"$in": list(people)}})
        return [Contact(PersonId(each["_id"]), each["name"], each["email"], each["bale"]) for each in found]

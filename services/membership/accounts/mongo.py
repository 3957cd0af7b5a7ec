"""People in MongoDB."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.membership.accounts.domain import OutsideAccount, Person, PersonId, PersonNotFound, usernames_of
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store
from shared.store.work import PERSIAN

PEOPLE = "people"
STANDING = {"merged_into": {"$in": ["", None]}}
"""The filter for people who are not merged into others; None for those whom an older version stored."""
INDEXES: Indexes = {
    PEOPLE: [
        IndexModel([("username", 1)], unique=True),
        IndexModel(
            [("outside.account.issuer", 1), ("outside.account.subject", 1)],
            unique=True,
            partialFilterExpression={"outside.account.subject": {"$exists": True}},
            name="outside_account",
        ),
        IndexModel([("words", 1), ("name", 1)], collation=PERSIAN, name="found"),
        # Lists are counted without the collation by which they are sorted, and an index serves only one of the two.
        IndexModel([("words", 1)], name="counted"),
        IndexModel([("name", 1), ("_id", 1)], collation=PERSIAN, name="by_name"),
        IndexModel([("password_hash", 1), ("name", 1)], collation=PERSIAN, name="unentered"),
    ],
}
AUDITED: Audited = {PEOPLE: all_but("password_hash", "contact", "second_factor", "words", "alike")}

_NOBODY_TYPES = " "
"""What stands before the id of a person without a username, in its place.

The index of usernames counts an empty one like any other, and a typed username loses the blanks around it.
"""
_PERSON = Shape(Person)


@dataclass(frozen=True, slots=True)
class MongoPersonRepository:
    """Keeps people."""

    store: Store

    async def get(self, person_id: PersonId) -> Person:
        """Return the person, or raise PersonNotFound."""
        document = await self.store.get(PEOPLE, person_id)
        if document is None:
            raise PersonNotFound("شخصی با این شناسه ثبت نشده است.")
        return to_person(document)

    async def named(self, typed: str) -> Person | None:
        """Return who signs in with this name, whichever keyboard it was typed on."""
        names = usernames_of(typed)
        found = await self.store.find(PEOPLE, {"username": {"$in": list(names)}})
        first = min(found, key=lambda document: names.index(document["username"]), default=None)
        return to_person(first) if first else None

    async def linked_to(self, account: OutsideAccount) -> Person | None:
        """Return who signs in with this account at the provider."""
        where = {"outside.account.issuer": account.issuer, "outside.account.subject": account.subject}
        found = await self.store.find(PEOPLE, where, limit=1)
        return to_person(found[0]) if found else None

    async def save(self, person: Person, *events: Event) -> None:
        """Keep the person and queue the events: both, or neither."""
        stale = Stale("این حساب را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="person")
        await save(self.store, PEOPLE, person, to_document(person), *events, stale=stale)


def to_document(person: Person) -> Document:
    """The document of a person, with the words by which lists find it."""
    username = person.username or f"{_NOBODY_TYPES}{person.id}"
    return _PERSON.document(person) | {"username": username} | found_by(person)


def found_by(person: Person) -> Document:
    """The fields by which a person is found, in lists and as one who was entered twice."""
    return {"words": list(person.words), "alike": list(person.alike)}


def to_person(document: Document) -> Person:
    """The person of a document."""
    is_unnamed = document["username"].startswith(_NOBODY_TYPES)
    return _PERSON.aggregate({**document, "username": ""} if is_unnamed else document)

"""Reads people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.membership.accounts.domain import Person, PersonId, PersonNotFound
from services.membership.accounts.mongo import PEOPLE, to_person
from shared.store.store import Store
from shared.store.work import PERSIAN


@dataclass(frozen=True, slots=True)
class PersonQueries:
    """Reads people."""

    store: Store

    async def one(self, person_id: PersonId) -> Person:
        """The person. Raises PersonNotFound."""
        document = await self.store.get(PEOPLE, person_id)
        if document is None:
            raise PersonNotFound("شخصی با این شناسه ثبت نشده است.")
        return to_person(document)

    async def by_id(self, keys: Iterable[str]) -> Mapping[str, Person]:
        """People by their ids."""
        found = await self.store.find(PEOPLE, {"_id": {"$in": list(set(keys))}})
        return {document["_id"]: to_person(document) for document in found}

    async def all(self) -> list[Person]:
        """Everybody, by name. There are dozens."""
        found = await self.store.find(PEOPLE, {}, sort=[("name", 1)], collation=PERSIAN)
        return [to_person(document) for document in found]

    async def names(self, keys: Iterable[str]) -> Mapping[str, str]:
        """Names by id; somebody who is not known goes by the id."""
        wanted = list(keys)
        people = await self.by_id(wanted)
        return {key: people[key].name if key in people else key for key in map(PersonId, wanted)}

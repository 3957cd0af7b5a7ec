"""Reads people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.membership.accounts.domain import Person, PersonId, PersonNotFound
from services.membership.accounts.mongo import PEOPLE, STANDING, to_person
from shared.persian.text import tokens_for_finding
from shared.store.slices import Slice, slice_by_id
from shared.store.store import Store
from shared.store.work import PERSIAN


@dataclass(frozen=True, slots=True)
class PersonQueries:
    """Reads people; lists leave out whoever is merged into another."""

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

    async def unentered(self, *, limit: int) -> list[Person]:
        """Those who have no way to sign in yet, by name."""
        return await self.some(only_unentered=True, limit=limit)

    async def how_many(self, words: str = "", *, only_unentered: bool = False) -> int:
        """How many people are found by these words."""
        return await self.store.count(PEOPLE, _found_by(words, only_unentered=only_unentered))

    async def some(self, words: str = "", *, only_unentered: bool = False, skip: int = 0, limit: int) -> list[Person]:
        """The people found by these words, by name; all of them when the limit is 0."""
        where = _found_by(words, only_unentered=only_unentered)
        found = await self.store.find(
            PEOPLE, where, sort=[("name", 1), ("_id", 1)], collation=PERSIAN, skip=skip, limit=limit
        )
        return [to_person(document) for document in found]

    async def page(self, words: str = "", *, after: str | None, limit: int) -> Slice[Person]:
        """The people found by these words, in the order in which they were entered."""
        found = await slice_by_id(self.store, PEOPLE, _found_by(words), limit=limit, after=after, descending=False)
        return found.map(to_person)

    async def named(self, words: str, *, limit: int) -> Mapping[str, str]:
        """The names of people found by these words, by id and in no order. Of each only the name is read."""
        found: list[Mapping[str, object]] = [
            {"$match": _found_by(words)},
            {"$limit": limit},
            {"$project": {"name": 1}},
        ]
        return {row["_id"]: row["name"] for row in await self.store.aggregate(PEOPLE, found)}

    async def names(self, keys: Iterable[str]) -> Mapping[str, str]:
        """Names by id; somebody who is not known goes by the id."""
        wanted = list(keys)
        people = await self.by_id(wanted)
        return {key: people[key].name if key in people else key for key in map(PersonId, wanted)}


def _found_by(words: str, *, only_unentered: bool = False) -> dict[str, object]:
    where: dict[str, object] = {**STANDING}
    if wanted := tokens_for_finding(words):
        where["words"] = {"$all": wanted}
    return where | ({"password_hash": "", "outside": None, "is_closed": False} if only_unentered else {})

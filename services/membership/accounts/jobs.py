"""The job that gives people whom an older version stored the words by which they and their duplicates are found."""

import asyncio
from dataclasses import dataclass

from services.membership.accounts.mongo import PEOPLE, to_person
from shared.store.store import Store

_LACKING = {"$or": [{"words": {"$exists": False}}, {"alike": {"$exists": False}}]}


@dataclass(frozen=True, slots=True)
class WordKeeper:
    """Adds the missing words once; every person who is stored from now on has them."""

    store: Store

    async def run(self) -> None:
        """Add them, then rest for as long as the process lives."""
        await self.add_missing()
        await asyncio.Event().wait()

    async def add_missing(self) -> None:
        """Add the words to those who have none. Whoever is stored at the same moment gets them from there."""
        people = self.store.driver.collection(PEOPLE)
        for document in await self.store.find(PEOPLE, _LACKING):
            here = {"_id": document["_id"], **_LACKING}
            person = to_person(document)
            words = {"words": list(person.words), "alike": list(person.alike)}
            await people.update_one(here, {"$set": words})

"""The job that gives people whom an older version stored the words by which they and their duplicates are found."""

import asyncio
from dataclasses import dataclass
from typing import Final

from pymongo.errors import PyMongoError

from services.membership.accounts.mongo import PEOPLE, to_person
from shared.store.errors import is_unavailable
from shared.store.store import Store

_AGAIN_SECONDS: Final = 3600.0

_LACKING = {"$or": [{"words": {"$exists": False}}, {"alike": {"$exists": False}}]}


@dataclass(frozen=True, slots=True)
class WordKeeper:
    """Adds the missing words; every person whom this version stores has them."""

    store: Store

    async def run(self) -> None:
        """Look every hour, since a process of the earlier version may still store somebody during an upgrade."""
        while True:
            try:
                await self.add_missing()
            except PyMongoError as error:
                if not is_unavailable(error):
                    raise
            await asyncio.sleep(_AGAIN_SECONDS)

    async def add_missing(self) -> None:
        """Add the words to those who have none. Whoever is stored at the same moment gets them from there."""
        people = self.store.driver.collection(PEOPLE)
        for document in await self.store.find(PEOPLE, _LACKING):
            here = {"_id": document["_id"], **_LACKING}
            person = to_person(document)
            words = {"words": list(person.words), "alike": list(person.alike)}
            await people.update_one(here, {"$set": words})

"""A lease: of several replicas one does a thing, and another takes over when it is gone."""

from contextlib import suppress
from datetime import timedelta

from pymongo import ReturnDocument
from pymongo.errors import PyMongoError

from shared.runtime.ids import new_id
from shared.store.errors import is_duplicate
from shared.store.store import Store


class Lease:
    """Held by one process at a time, measured by the database's clock."""

    def __init__(self, store: Store, name: str, *, seconds: float) -> None:
        self._leases = store.driver.collection("leases")
        self._name = name
        self._seconds = seconds
        self._holder = new_id()
        self._clock = store.now
        self._renew_at = store.now()
        self._is_held = False

    async def hold(self) -> bool:
        """Take or renew it; False while another holds it. Costs a call to the database a third of its time only."""
        now = self._clock()
        if self._is_held and now < self._renew_at:
            return True
        self._is_held = await self._take()
        if self._is_held:
            self._renew_at = now + timedelta(seconds=self._seconds / 3)
        return self._is_held

    async def give_back(self) -> None:
        """Let another take it at once."""
        with suppress(PyMongoError):
            await self._leases.delete_one({"_id": self._name, "holder": self._holder})
        self._is_held = False

    async def _take(self) -> bool:
        until = {"$dateAdd": {"startDate": "$$NOW", "unit": "millisecond", "amount": int(self._seconds * 1000)}}
        free = {"$or": [{"$eq": ["$holder", self._holder]}, {"$lt": [{"$ifNull": ["$until", 0]}, "$$NOW"]}]}
        try:
            row = await self._leases.find_one_and_update(
                {"_id": self._name},
                [
                    {"$set": {"free": free}},
                    {
                        "$set": {
                            "holder": {"$cond": ["$free", self._holder, "$holder"]},
                            "until": {"$cond": ["$free", until, "$until"]},
                        }
                    },
                    {"$unset": "free"},
                ],
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        except PyMongoError as error:
            # Two replicas made the row at the same moment; the other one was first.
            if is_duplicate(error):
                return False
            raise
        return bool(row["holder"] == self._holder)

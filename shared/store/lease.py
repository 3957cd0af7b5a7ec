"""A lease: one of several replicas does a job, and another takes over when that one is gone."""

from contextlib import suppress
from datetime import timedelta

from pymongo import ReturnDocument
from pymongo.errors import PyMongoError

from shared.runtime.ids import new_id
from shared.store.errors import is_duplicate
from shared.store.store import Store


class Lease:
    """A named lease that one process holds at a time, until it expires by the database's clock."""

    def __init__(self, store: Store, name: str, *, seconds: float) -> None:
        self._leases = store.driver.collection("leases")
        self._name = name
        self._seconds = seconds
        self._holder = new_id()
        self._clock = store.now
        self._renew_at = store.now()
        self._is_held = False

    async def hold(self) -> bool:
        """Take or renew the lease. Returns False while another process holds it.

        A holder may call this often: the database is asked only when a third of the lease's time has passed.
        """
        now = self._clock()
        if self._is_held and now < self._renew_at:
            return True
        self._is_held = await self._take()
        if self._is_held:
            self._renew_at = now + timedelta(seconds=self._seconds / 3)
        return self._is_held

    async def give_back(self) -> None:
        """Release the lease, so that another process can take it at once."""
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
            # Two replicas inserted the row at the same moment, and the other one was first.
            if is_duplicate(error):
                return False
            raise
        return bool(row["holder"] == self._holder)

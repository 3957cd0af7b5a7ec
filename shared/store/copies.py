"""A service's own copies of data that another service owns, kept up to date by that service's events (ADR 18)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shared.store.documents import Kept, Shape
from shared.store.store import Store
from shared.store.work import PERSIAN, Filter, Sort

Copy = TypeVar("Copy", bound=Kept)


@dataclass(frozen=True, slots=True)
class Copies(Generic[Copy]):
    """Stores the copies of one kind, and finds them again.

    Events of one subject arrive in their order, each at least once. So a copy is simply overwritten and has no version.
    """

    store: Store
    collection: str
    shape: Shape[Copy]
    missing: Callable[[], Exception]
    """Makes what `get` raises for an id that was never heard of."""
    sort: Sort = ()
    """The order of `all`; names in it follow the Persian alphabet."""

    async def find(self, key: Any) -> Copy | None:
        """Return the copy, or None when no event about it has arrived."""
        document = await self.store.get(self.collection, key)
        return self.shape.aggregate(document) if document else None

    async def get(self, key: Any) -> Copy:
        """Return the copy. Raises the error that `missing` makes when no event about it has arrived."""
        found = await self.find(key)
        if found is None:
            raise self.missing()
        return found

    async def put(self, copy: Copy) -> None:
        """Store the copy in place of the one before."""
        async with self.store.unit_of_work() as work:
            await work.put(self.collection, self.shape.document(copy))

    async def remove(self, key: Any) -> None:
        """Remove the copy, if there is one."""
        async with self.store.unit_of_work() as work:
            await work.delete(self.collection, key)

    async def all(self, where: Filter | None = None) -> list[Copy]:
        """All that fit, in their order; there are dozens."""
        found = await self.store.find(self.collection, where or {}, sort=self.sort, collation=PERSIAN)
        return [self.shape.aggregate(each) for each in found]

    async def by_id(self, keys: Collection[Any]) -> Mapping[Any, Copy]:
        """Return the copies of these ids; ids of which no event has arrived are left out."""
        found = await self.store.find(self.collection, {"_id": {"$in": list(set(keys))}})
        return {each.id: each for each in map(self.shape.aggregate, found)}

"""A service's own copies of what another service owns, fed by that service's events alone (ADR 18)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from shared.store.documents import Shape
from shared.store.store import Store
from shared.store.work import Filter, Sort


class Named(Protocol):
    """What is copied: something with an id and a name that people read."""

    @property
    def id(self) -> Any:
        """What the other service calls it."""

    @property
    def name(self) -> str:
        """What people call it."""


Copy = TypeVar("Copy", bound=Named)


@dataclass(frozen=True, slots=True)
class Copies(Generic[Copy]):
    """Keeps the copies of one kind and finds them again.

    Events arrive in the order of their subject, each at least once, so what is kept is overwritten and never versioned.
    """

    store: Store
    collection: str
    shape: Shape[Copy]
    missing: Callable[[], Exception]
    """Makes what `get` raises for an id that was never heard of."""
    sort: Sort = ()
    """The order of `all`."""

    async def find(self, key: Any) -> Copy | None:
        """The copy, if its first event has arrived."""
        document = await self.store.get(self.collection, key)
        return self.shape.aggregate(document) if document else None

    async def get(self, key: Any) -> Copy:
        """The copy. Raises what `missing` makes."""
        found = await self.find(key)
        if found is None:
            raise self.missing()
        return found

    async def put(self, copy: Copy) -> None:
        """Keep it, whatever was known before."""
        async with self.store.unit_of_work() as work:
            await work.put(self.collection, self.shape.document(copy))

    async def all(self, where: Filter | None = None) -> list[Copy]:
        """All that fit, in their order; there are dozens."""
        found = await self.store.find(self.collection, where or {}, sort=self.sort)
        return [self.shape.aggregate(each) for each in found]

    async def by_id(self, keys: Collection[Any]) -> Mapping[Any, Copy]:
        """Those of these ids that have been heard of."""
        found = await self.all({"_id": {"$in": list(set(keys))}})
        return {each.id: each for each in found}

    async def names(self, keys: Collection[Any]) -> Mapping[Any, str]:
        """What people call these; one that was never heard of goes by its id, so that no page has a gap."""
        found = await self.by_id(keys)
        return {key: found[key].name if key in found else str(key).rpartition("/")[2] for key in keys}

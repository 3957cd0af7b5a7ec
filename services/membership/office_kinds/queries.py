"""Reads the kinds of offices."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel

from services.membership.office_kinds.domain import KindUnknown, OfficeKind
from services.membership.office_kinds.mongo import OFFICE_KINDS, to_kind
from shared.store.store import Store
from shared.store.work import PERSIAN


class KindView(BaseModel):
    """A kind, for everybody."""

    id: str
    name: str
    order: int
    executive: bool
    version: int

    @classmethod
    def of(cls, kind: OfficeKind) -> "KindView":
        """Show a kind."""
        return cls(id=kind.id, name=kind.name, order=kind.order, executive=kind.executive, version=kind.version)


class KindList(BaseModel):
    """All kinds in their order. A county has a dozen, so `next` is always null."""

    items: list[KindView]
    next: str | None = None


class CountedOffices(Protocol):
    """Counts offices by kind. Offices depend on kinds, so they come here by this port."""

    async def by_kind(self) -> Mapping[str, int]:
        """Return how many offices each kind has, closed ones too."""


@dataclass(frozen=True, slots=True)
class KindQueries:
    """Reads kinds."""

    store: Store
    offices: CountedOffices

    async def one(self, kind_id: str) -> OfficeKind:
        """The kind. Raises KindUnknown."""
        document = await self.store.get(OFFICE_KINDS, kind_id)
        if document is None:
            raise KindUnknown("چنین نوعی تعریف نشده است.")
        return to_kind(document)

    async def used(self) -> Mapping[str, int]:
        """How many offices each kind has."""
        return await self.offices.by_kind()

    async def all(self) -> list[OfficeKind]:
        """All kinds, in their order."""
        found = await self.store.find(OFFICE_KINDS, {}, sort=[("order", 1), ("name", 1)], collation=PERSIAN)
        return [to_kind(document) for document in found]

"""Reads the directory of offices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from pydantic import BaseModel

from services.membership.offices.domain import Office
from services.membership.offices.mongo import OFFICES, to_office
from shared.store.store import Store
from shared.store.work import PERSIAN


class OfficeView(BaseModel):
    """An office, for everybody."""

    id: str
    name: str
    short_name: str
    kind: str
    kind_name: str
    kind_order: int
    executive: bool
    size_class: Literal["A", "B", "C"]
    head_title: str
    address: str
    phone: str
    publishes_directly: bool
    active_from: date
    closed_on: date | None
    successor_id: str | None
    has_pr_manager: bool


class OfficeList(BaseModel):
    """All offices, by kind and name. A county has dozens, so `next` is always null."""

    items: list[OfficeView]
    next: str | None = None


class FilledPosts(Protocol):
    """Knows who holds a post of an office. Posts depend on offices, so they come here by this port."""

    async def offices_with(self, role: Literal["pr_manager"]) -> frozenset[str]:
        """Return the offices where somebody holds this post."""


@dataclass(frozen=True, slots=True)
class OfficeQueries:
    """Reads offices."""

    store: Store
    posts: FilledPosts

    async def all(self) -> list[Office]:
        """Every office, closed ones too, by kind and name."""
        in_order = [("facts.kind_order", 1), ("facts.name", 1)]
        found = await self.store.find(OFFICES, {}, sort=in_order, collation=PERSIAN)
        return [to_office(document) for document in found]

    async def views(self) -> list[OfficeView]:
        """Every office, with whether somebody is its PR manager."""
        managed = await self.posts.offices_with("pr_manager")
        return [
            OfficeView(
                **office.facts.model_dump(),
                closed_on=office.closed_on,
                successor_id=office.successor_id,
                has_pr_manager=office.id in managed,
            )
            for office in await self.all()
        ]

    async def names(self, keys: Iterable[str]) -> Mapping[str, str]:
        """Names by id; an office that is not known goes by its id."""
        wanted = list(keys)
        found = await self.store.find(OFFICES, {"_id": {"$in": wanted}})
        known = {document["_id"]: to_office(document).name for document in found}
        return {key: known.get(key, key) for key in wanted}

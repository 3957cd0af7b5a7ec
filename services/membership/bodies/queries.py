"""Reads the list of bodies."""

from dataclasses import dataclass

from pydantic import BaseModel

from services.membership.bodies.domain import Body, BodyId, BodyNotFound, Seat
from services.membership.bodies.mongo import BODIES, to_body
from shared.store.store import Store
from shared.store.work import PERSIAN


class RoleView(BaseModel):
    """A role in a body."""

    id: str
    name: str


class BodyView(BaseModel):
    """A body, for everybody."""

    id: str
    name: str
    short_name: str
    kind: str
    roles: list[RoleView]
    roster_public: bool
    series: str
    kind_name: str
    term_months: int | None
    legal_basis: list[str]
    one_member_per_office: bool
    seat: Seat


class BodyList(BaseModel):
    """All bodies. A county has a handful, so `next` is always null."""

    items: list[BodyView]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class BodyQueries:
    """Reads bodies."""

    store: Store

    async def all(self) -> list[Body]:
        """Every body, by name."""
        found = await self.store.find(BODIES, {}, sort=[("name", 1)], collation=PERSIAN)
        return [to_body(document) for document in found]

    async def one(self, body_id: str) -> Body:
        """A body. Raises BodyNotFound."""
        document = await self.store.get(BODIES, BodyId(body_id))
        if document is None:
            raise BodyNotFound("نهادی با این شناسه ثبت نشده است.")
        return to_body(document)

    async def views(self) -> list[BodyView]:
        """Every body as JSON shows it."""
        return [view(body) for body in await self.all()]


def view(body: Body) -> BodyView:
    """A body as JSON shows it."""
    return BodyView(
        id=body.id,
        name=body.name,
        short_name=body.short_name or body.name,
        kind=body.kind,
        roles=[RoleView(id=role.id, name=role.name) for role in body.roles],
        roster_public=body.roster_public,
        series=body.series,
        kind_name=body.kind_name,
        term_months=body.term_months,
        legal_basis=list(body.texts.legal_basis),
        one_member_per_office=body.one_member_per_office,
        seat=body.seat,
    )

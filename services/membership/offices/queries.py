"""Reads the directory of offices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, Protocol

from pydantic import BaseModel

from services.membership.offices.domain import Office, OfficeId, OfficeNotFound
from services.membership.offices.mongo import OFFICES, to_office
from shared.persian.order import alphabetical
from shared.persian.text import tokens_for_finding
from shared.store.slices import BadPlace, Slice
from shared.store.store import Store
from shared.store.work import PERSIAN

OfficeState = Literal["open", "closed"]
Executive = Literal["yes", "no"]
Order = Literal["kind", "name"]

_SORTS: Mapping[Order, Sequence[str]] = {"kind": ("facts.kind_order", "facts.name"), "name": ("facts.name",)}


class FormerNameView(BaseModel):
    """A name that the office had until a day."""

    name: str
    until: date


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
    phones: list[str]
    email: str
    website: str
    aliases: list[str]
    former_names: list[FormerNameView]
    parent_id: str | None
    hall_capacity: int | None
    can_host: bool
    work_week: str
    version: int
    """Sent back with a change, it is refused if somebody else was faster."""


class OfficeList(BaseModel):
    """Offices, by kind and name; `next` says where the following ones begin."""

    items: list[OfficeView]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class HoldingLine:
    """Who holds or held a post of an office, by name."""

    person_id: str
    name: str
    since: date
    until: date | None
    acting: bool


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post of an office with its holder, those before and those to come."""

    id: str
    role: str
    holder: HoldingLine | None
    past: Sequence[HoldingLine]
    planned: Sequence[HoldingLine] = ()


class PostsOfOffices(Protocol):
    """Knows the posts of offices. Posts depend on offices, so they come here by this port."""

    async def offices_with(self, role: Literal["pr_manager"]) -> frozenset[str]:
        """Return the offices where somebody holds this post."""

    async def of_office(self, office_id: str) -> Sequence[PostLine]:
        """Return the posts of an office that were ever held."""

    async def managers_of(self, office_ids: Sequence[str]) -> Mapping[str, HoldingLine]:
        """Return the present PR managers of these offices, by office."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search for offices."""

    words: str = ""
    """Parts of a name, also of a former one or of an alias. Each of them must be found."""
    kind: str = ""
    state: OfficeState | None = None
    """Whether it is open on the day of the search."""
    executive: Executive | None = None
    without_manager: bool = False
    """Only offices that have no PR manager."""
    on: date | None = None
    """Only offices that were opened by this day and not closed on it."""
    among: Sequence[str] | None = None
    """Only these offices, by their ids."""

    def where(self, today: date) -> dict[str, Any]:
        """The filter for the database, but for the managers."""
        tokens = tokens_for_finding(self.words)
        where: dict[str, Any] = {"words": {"$all": tokens}} if tokens else {}
        where |= {"facts.kind": self.kind} if self.kind else {}
        where |= {"facts.executive": self.executive == "yes"} if self.executive else {}
        where |= {} if self.among is None else {"_id": {"$in": list(self.among)}}
        if self.state == "closed":
            where["closed_on"] = {"$ne": None, "$lte": today.isoformat()}
        open_on = [today] if self.state == "open" else []
        if self.on:
            where["facts.active_from"] = {"$lte": self.on.isoformat()}
            open_on.append(self.on)
        return where | ({"$and": [_not_closed_on(day) for day in open_on]} if open_on else {})


def _not_closed_on(day: date) -> dict[str, Any]:
    return {"$or": [{"closed_on": None}, {"closed_on": {"$gt": day.isoformat()}}]}


@dataclass(frozen=True, slots=True)
class OfficeQueries:
    """Reads offices."""

    store: Store
    posts: PostsOfOffices

    async def one(self, office_id: str) -> Office:
        """The office. Raises OfficeNotFound."""
        document = await self.store.get(OFFICES, OfficeId(office_id))
        if document is None:
            raise OfficeNotFound("دستگاهی با این شناسه ثبت نشده است.")
        return to_office(document)

    async def looked_up(self, wanted: Wanted, *, today: date) -> Wanted:
        """The same search, with the offices that have no manager looked up: for one that is counted and read."""
        if not wanted.without_manager:
            return wanted
        managed = await self.posts.offices_with("pr_manager")
        together = {"$group": {"_id": None, "keys": {"$push": "$_id"}}}
        rows = await self.store.aggregate(OFFICES, [{"$match": wanted.where(today)}, together])
        without = [key for row in rows for key in row["keys"] if key not in managed]
        return replace(wanted, without_manager=False, among=without)

    async def count(self, wanted: Wanted, *, today: date) -> int:
        """How many offices there are of those that are wanted."""
        return await self.store.count(OFFICES, await self._where(wanted, today))

    async def some(
        self,
        wanted: Wanted,
        *,
        today: date,
        by: Order = "kind",
        descending: bool = False,
        skip: int = 0,
        limit: int = 0,
    ) -> list[Office]:
        """Offices that are wanted, in the order of the Persian alphabet; all of them without a limit."""
        return await self._found(await self._where(wanted, today), by=by, descending=descending, skip=skip, limit=limit)

    async def page(self, wanted: Wanted, *, today: date, limit: int | None, after: str | None) -> Slice[Office]:
        """A slice of the offices by kind and name, behind the office `after`. Raises BadPlace."""
        where = await self._where(wanted, today)
        if after:
            where = {"$and": [where, await self._behind(after)]}
        found = await self._found(where, limit=limit + 1 if limit else 0)
        shown = found[:limit] if limit else found
        return Slice(shown, shown[-1].id if len(found) > len(shown) else None)

    async def view(self, office: Office) -> OfficeView:
        """An office as JSON shows it."""
        return _view(office, has_manager=office.id in await self.posts.managers_of([office.id]))

    async def views(self, offices: Iterable[Office]) -> list[OfficeView]:
        """Offices as JSON shows them, with whether somebody is their PR manager."""
        managed = await self.posts.offices_with("pr_manager")
        return [_view(office, has_manager=office.id in managed) for office in offices]

    async def names(self, keys: Iterable[str]) -> Mapping[str, str]:
        """Names by id; an office that is not known goes by its id."""
        wanted = list(keys)
        found = await self.store.find(OFFICES, {"_id": {"$in": wanted}})
        known = {document["_id"]: to_office(document).name for document in found}
        return {key: known.get(key, key) for key in wanted}

    async def succeeded_by(self, office_id: str) -> list[Office]:
        """The closed offices whose work this one continues."""
        return await self._found({"successor_id": office_id})

    async def choices(self, *, today: date, but: str = "") -> list[tuple[str, str]]:
        """The open offices by id and name, for a form; `but` is left out. Of each only its name is read."""
        where = Wanted(state="open").where(today)
        rows = await self.store.aggregate(OFFICES, [{"$match": where}, {"$project": {"name": "$facts.name"}}])
        offices = [(row["_id"], row["name"]) for row in rows if row["_id"] != but]
        return sorted(offices, key=lambda office: alphabetical(office[1]))

    async def short_names(self, keys: Iterable[str]) -> Mapping[str, str]:
        """The short names of these offices by id, closed ones too. Of each only its name is read."""
        these = {"$match": {"_id": {"$in": list(keys)}}}
        rows = await self.store.aggregate(OFFICES, [these, {"$project": {"name": "$facts.short_name"}}])
        return {row["_id"]: row["name"] for row in rows}

    async def _where(self, wanted: Wanted, today: date) -> dict[str, Any]:
        return (await self.looked_up(wanted, today=today)).where(today)

    async def _behind(self, office_id: str) -> dict[str, Any]:
        document = await self.store.get(OFFICES, OfficeId(office_id))
        if document is None:
            raise BadPlace("ادامه فهرست از این نشانه ممکن نیست؛ فهرست را از آغاز بخوانید.")
        order, name = document["facts"]["kind_order"], document["facts"]["name"]
        in_kind = {"facts.kind_order": order}
        return {
            "$or": [
                {"facts.kind_order": {"$gt": order}},
                {**in_kind, "facts.name": {"$gt": name}},
                {**in_kind, "facts.name": name, "_id": {"$gt": office_id}},
            ]
        }

    async def _found(
        self, where: Mapping[str, Any], *, by: Order = "kind", descending: bool = False, skip: int = 0, limit: int = 0
    ) -> list[Office]:
        sort = [(name, -1 if descending else 1) for name in (*_SORTS[by], "_id")]
        found = await self.store.find(OFFICES, where, sort=sort, collation=PERSIAN, skip=skip, limit=limit)
        return [to_office(document) for document in found]


def _view(office: Office, *, has_manager: bool) -> OfficeView:
    return OfficeView(
        **office.facts.model_dump(),
        closed_on=office.closed_on,
        successor_id=office.successor_id,
        former_names=[FormerNameView(name=each.name, until=each.until) for each in office.former_names],
        has_pr_manager=has_manager,
        version=office.version,
    )

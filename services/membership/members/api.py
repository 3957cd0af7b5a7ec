"""Members over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from services.membership.accounts.queries import PersonQueries
from services.membership.bodies.queries import BodyQueries
from services.membership.members.queries import MemberQueries, RosterClosed, readable
from services.membership.offices.queries import OfficeQueries
from shared.persian.jalali import day_of
from shared.persian.order import alphabetical
from shared.web.identity import Visitor
from shared.web.parts import part
from shared.web.problems import NotSignedIn
from shared.web.routing import api_router
from shared.web.shell.page import Now

router = api_router("membership")

Rolls = Annotated[MemberQueries, part(MemberQueries)]
People = Annotated[PersonQueries, part(PersonQueries)]
Offices = Annotated[OfficeQueries, part(OfficeQueries)]
Bodies = Annotated[BodyQueries, part(BodyQueries)]
_Id = Annotated[str | None, Query(max_length=60)]


class OfficeName(BaseModel):
    """An office by its name."""

    id: str
    name: str


class MemberView(BaseModel):
    """A member of a body today."""

    person_id: str
    name: str
    body_id: str
    body_name: str
    role: str
    role_name: str
    offices: list[OfficeName]
    valid_from: date
    valid_until: date | None
    decree_id: str
    decree_no: str


class MemberList(BaseModel):
    """All members, by name. A county has a few dozen, so `next` is always null."""

    items: list[MemberView]
    next: str | None = None


@router.get("/members", summary="Members of the bodies whose roster is public, or of all for the secretariat")
async def members(
    viewer: Visitor,
    now: Now,
    rolls: Rolls,
    people: People,
    offices: Offices,
    bodies: Bodies,
    office: _Id = None,
    body: _Id = None,
) -> MemberList:
    try:
        shown = {each.id: each for each in readable(await bodies.all(), body, viewer)}
    except RosterClosed as error:
        if viewer is None:
            raise NotSignedIn(str(error)) from error
        raise
    found = await rolls.of_bodies(list(map(str, shown)), office=office, on=day_of(now))
    names = await people.names(each.person_id for each in found)
    office_names = await offices.names({key for each in found for key in each.office_ids})
    return MemberList(
        items=[
            MemberView(
                person_id=each.person_id,
                name=names[each.person_id],
                body_id=each.body_id,
                body_name=(of := next(b for b in shown.values() if b.id == each.body_id)).name,
                role=each.role,
                role_name=of.role_name(each.role),
                offices=[OfficeName(id=key, name=office_names[key]) for key in each.office_ids],
                valid_from=each.valid_from,
                valid_until=each.valid_until,
                decree_id=each.decree_id,
                decree_no=each.decree_no,
            )
            for each in sorted(found, key=lambda each: alphabetical(names[each.person_id]))
        ]
    )

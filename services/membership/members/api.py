"""Members over HTTP."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from services.membership.accounts.queries import PersonQueries
from services.membership.bodies.domain import Seat
from services.membership.bodies.queries import BodyQueries
from services.membership.members.access import KEEP_ROLL
from services.membership.members.domain import EndReason, Membership
from services.membership.members.queries import MemberQueries, RosterClosed, Wanted, knows_why, readable
from services.membership.members.usecases import RollKeeper
from services.membership.offices.queries import OfficeQueries
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.web.identity import Visitor
from shared.web.parts import part
from shared.web.problems import NotSignedIn
from shared.web.routing import api_router
from shared.web.rules import may
from shared.web.shell.page import Now
from shared.web.validation import Day

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
    """A member of a body on a day. Those who may not read every roster are not told how and when it ended."""

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
    membership_id: str
    is_suspended: bool
    seat: Seat
    ended_on: date | None
    end_reason: EndReason | None


class MemberList(BaseModel):
    """Some members, by name, and the `after` with which the next ones are asked for."""

    items: list[MemberView]
    next: str | None = None


class Suspending(BaseModel):
    """Why a member is suspended, and the last day of it if that is known."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=1, max_length=500)]
    until: Day | None = None


class Leaving(BaseModel):
    """Why a member left."""

    model_config = ConfigDict(extra="forbid")

    reason: Literal["resigned", "transferred"]


class MembershipStanding(BaseModel):
    """What a membership is now."""

    membership_id: str
    state: Literal["active", "suspended", "ended"]
    ended_on: date | None
    end_reason: EndReason | None


Keeper = Annotated[RollKeeper, part(RollKeeper)]
Keeping = Annotated[Viewer, may(KEEP_ROLL)]


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
    on: Annotated[Day | None, Query(description="any day, also in the past; today when it is left out")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
    after: Annotated[int, Query(ge=0, le=1_000_000, description="the `next` of the page before")] = 0,
) -> MemberList:
    try:
        shown = {str(each.id): each for each in readable(await bodies.all(), body, viewer)}
    except RosterClosed as error:
        if viewer is None:
            raise NotSignedIn(str(error)) from error
        raise
    day = on or day_of(now)
    found = await rolls.roster(Wanted.by(viewer, list(shown), day, office), skip=after, limit=limit + 1)
    names = await people.names(each.person_id for each in found[:limit])
    office_names = await offices.names({key for each in found for key in each.office_ids})
    return MemberList(
        items=[
            MemberView(
                person_id=each.person_id,
                name=names[each.person_id],
                body_id=each.body_id,
                body_name=shown[each.body_id].name,
                role=each.role,
                role_name=shown[each.body_id].shown_role(each.role),
                offices=[OfficeName(id=key, name=office_names[key]) for key in each.office_ids],
                valid_from=each.valid_from,
                valid_until=each.valid_until,
                decree_id=each.decree_id,
                decree_no=each.decree_no,
                membership_id=each.id,
                is_suspended=each.is_suspended_on(day),
                seat=each.seat,
                ended_on=each.ended_on if knows_why(viewer, each) else None,
                end_reason=each.end_reason if knows_why(viewer, each) else None,
            )
            for each in found[:limit]
        ],
        next=str(after + limit) if len(found) > limit else None,
    )


@router.post("/members/{membership_id:id}/suspension", summary="Suspend a member")
async def suspend(membership_id: str, new: Suspending, by: Keeping, keeper: Keeper) -> MembershipStanding:
    return standing(await keeper.suspend(membership_id, new.reason, until=new.until, by=by))


@router.post("/members/{membership_id:id}/resumption", summary="End the suspension of a member")
async def resume(membership_id: str, by: Keeping, keeper: Keeper) -> MembershipStanding:
    return standing(await keeper.resume(membership_id, by=by))


@router.post("/members/{membership_id:id}/ending", summary="Enter that a member resigned or was transferred")
async def end(membership_id: str, new: Leaving, by: Keeping, keeper: Keeper) -> MembershipStanding:
    return standing(await keeper.end(membership_id, new.reason, by=by))


def standing(membership: Membership) -> MembershipStanding:
    """What a membership is now, as JSON says it."""
    lasting = "suspended" if membership.suspension else "active"
    return MembershipStanding(
        membership_id=membership.id,
        state=lasting if membership.active else "ended",
        ended_on=membership.ended_on,
        end_reason=membership.end_reason,
    )

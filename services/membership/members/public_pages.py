"""`/council`: the bodies whose members are public, for everybody, with their chairs of today and of before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import Response

from services.membership.bodies.domain import BodyNotFound
from services.membership.members.api import Bodies, Offices, People, Rolls
from services.membership.members.body_pages import CHAIR_ROLES, Heads
from services.membership.members.queries import Wanted
from shared.persian.jalali import day_of
from shared.persian.order import alphabetical
from shared.web.identity import Visitor
from shared.web.routing import public_router
from shared.web.shell.page import OnPage

router = public_router()

HERE: Final = "/council"


@dataclass(frozen=True, slots=True)
class Seated:
    """A member as the public sees them."""

    name: str
    role: str
    offices: Sequence[str]


@router.get(HERE)
async def council(page: OnPage, _: Visitor, bodies: Bodies) -> Response:
    shown = [body for body in await bodies.all() if body.roster_public]
    return page.show("membership/council.html", bodies=shown)


@router.get(HERE + "/{body_id}")
async def public_body(
    page: OnPage,
    body_id: str,
    _: Visitor,
    bodies: Bodies,
    rolls: Rolls,
    people: People,
    offices: Offices,
    heads: Heads,
) -> Response:
    """A body that keeps its members to itself is not found: nobody is told that it has a page."""
    body, today = await bodies.one(body_id), day_of(page.now)
    if not body.roster_public:
        raise BodyNotFound("نهادی با این شناسه ثبت نشده است.")
    # Who is suspended has no part in the body now, and why is nobody else's business.
    found = [each for each in await rolls.roster(Wanted([body_id], today)) if not each.is_suspended_on(today)]
    names = await people.names(each.person_id for each in found)
    office_names = await offices.names({key for each in found for key in each.office_ids})
    places = {role.id: place for place, role in enumerate(body.roles)}
    ranked = sorted(found, key=lambda each: (places.get(each.role, len(places)), alphabetical(names[each.person_id])))
    return page.show(
        "membership/public-body.html",
        body=body,
        members=[
            Seated(names[each.person_id], body.shown_role(each.role), [office_names[key] for key in each.office_ids])
            for each in ranked
        ],
        chairs=await heads.of_body(body_id, on=today),
        chair_roles=CHAIR_ROLES,
    )

"""The page of a body: its data, who chairs it, and how many members it has in each role."""

from typing import Annotated, Final

from fastapi import Response

from services.membership.bodies.access import KEEP_BODIES, READ_BODIES
from services.membership.members.access import READ_ROSTER
from services.membership.members.api import Bodies, Rolls
from services.membership.members.chairs_queries import ChairQueries
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.page import OnPage

router = page_router("/membership/bodies")

CHAIR_ROLES: Final = {"chair": "رئیس", "secretary": "دبیر"}

Reading = Annotated[Viewer, may(READ_BODIES)]
Heads = Annotated[ChairQueries, part(ChairQueries)]


@router.get("/{body_id}")
async def body(page: OnPage, body_id: str, viewer: Reading, bodies: Bodies, rolls: Rolls, heads: Heads) -> Response:
    found, today = await bodies.one(body_id), day_of(page.now)
    sees_roster = found.roster_public or READ_ROSTER.allows(viewer)
    vacant, _offices = await rolls.offices_without(body_id, on=today, limit=1)
    return page.show(
        "membership/body.html",
        body=found,
        chairs=await heads.of_body(body_id, on=today),
        chair_roles=CHAIR_ROLES,
        members=await rolls.counts_by_role(body_id, today),
        vacant=vacant,
        sees_roster=sees_roster,
        may_keep=KEEP_BODIES.allows(viewer),
    )

"""`/desk`: membership's own facts, and the ways to the other services' desks."""

from datetime import datetime
from typing import Annotated

from fastapi import Request, Response

from services.membership.access import READ_REGISTER, SEE_DESK
from services.membership.bodies.queries import BodyQueries
from services.membership.letters.domain import State
from services.membership.letters.queries import DecreeQueries
from services.membership.members.queries import MemberQueries
from services.membership.offices.queries import OfficeQueries
from services.membership.posts.queries import PostQueries
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.shell import Shell

router = page_router("/desk")

_SHOWN = 8


@router.get("")
async def desk(request: Request, viewer: Annotated[Viewer, may(SEE_DESK)]) -> Response:
    state = request.app.state
    decrees: DecreeQueries = state.decrees
    posts: PostQueries = state.post_queries
    rolls: MemberQueries = state.member_queries
    bodies: BodyQueries = state.body_queries
    offices: OfficeQueries = state.office_queries
    now: datetime = state.now()
    drafts, waiting = [], 0
    if READ_REGISTER.allows(viewer):
        drafts = (await decrees.page(state=State.DRAFT, limit=_SHOWN)).decrees
        waiting = (await decrees.counts())[State.DRAFT]
    held = await posts.held_by(viewer.person_id, on=day_of(now))
    shell: Shell = state.shell
    return shell.page(
        request,
        "membership/desk.html",
        drafts=drafts,
        waiting=waiting,
        own=(await decrees.page(person_id=viewer.person_id, limit=3)).decrees,
        posts=held,
        memberships=await rolls.of_person(viewer.person_id, on=day_of(now)),
        body_names={body.id: body.name for body in await bodies.all()},
        # Not the token's: a post may be newer than that.
        office_names=await offices.names({post.office_id for post in held if post.office_id}),
        counts={"/membership/decrees": waiting},
    )

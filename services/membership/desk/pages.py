"""`/desk`: membership's own facts, and the ways to the other services' desks."""

from datetime import datetime

from fastapi import Request, Response

from services.membership.bodies.queries import BodyQueries
from services.membership.letters.domain import State
from services.membership.letters.queries import DecreeQueries
from services.membership.members.queries import MemberQueries
from services.membership.offices.queries import OfficeQueries
from services.membership.posts.queries import PostQueries
from shared.persian.jalali import day_of
from shared.web.identity import SignedIn
from shared.web.routing import page_router
from shared.web.shell.shell import Shell

router = page_router("/desk")

_SHOWN = 8


@router.get("")
async def desk(request: Request, viewer: SignedIn) -> Response:
    state = request.app.state
    decrees: DecreeQueries = state.decrees
    posts: PostQueries = state.post_queries
    rolls: MemberQueries = state.member_queries
    bodies: BodyQueries = state.body_queries
    offices: OfficeQueries = state.office_queries
    now: datetime = state.now()
    drafts, waiting = [], 0
    if viewer.has("governor", "secretariat"):
        drafts = (await decrees.page(state=State.DRAFT, limit=_SHOWN)).decrees
        waiting = (await decrees.counts())[State.DRAFT]
    shell: Shell = state.shell
    return shell.page(
        request,
        "membership/desk.html",
        drafts=drafts,
        waiting=waiting,
        own=(await decrees.page(person_id=viewer.person_id, limit=3)).decrees,
        posts=await posts.held_by(viewer.person_id, on=day_of(now)),
        memberships=await rolls.of_person(viewer.person_id, on=day_of(now)),
        body_names={body.id: body.name for body in await bodies.all()},
        office_names=await offices.names(viewer.offices),
        counts={"/membership/decrees": waiting},
    )

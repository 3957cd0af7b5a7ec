"""`/desk`: what waits for whoever looks at it, from all services, beside membership's own facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Request, Response
from markupsafe import Markup

from services.membership.access import SEE_DESK
from services.membership.bodies.queries import BodyQueries
from services.membership.desk.parts import DeskParts, PartName
from services.membership.desk.waiting import OwnWaiting
from services.membership.letters.queries import DecreeQueries
from services.membership.members.queries import MemberQueries
from services.membership.offices.queries import OfficeQueries
from services.membership.posts.queries import PostQueries
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.web.desk_part import Entry, Part, When, part_page
from shared.web.identity import COOKIE
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.shell import Shell

router = page_router()

Looking = Annotated[Viewer, may(SEE_DESK)]

_MENU: Mapping[PartName, str] = {"reporting": "/reporting", "news": "/n/desk"}
"""The place in the menu beside which the number of a part stands."""
_OWN_MENU = "/membership/decrees"


@dataclass(frozen=True, slots=True)
class Group:
    """All that waits at one time."""

    when: When
    number: int
    own: Sequence[Entry]
    foreign: Sequence[Markup]


@router.get("/desk")
async def desk(request: Request, viewer: Looking) -> Response:
    state = request.app.state
    parts: DeskParts = state.desk_parts
    decrees: DecreeQueries = state.decrees
    posts: PostQueries = state.post_queries
    rolls: MemberQueries = state.member_queries
    bodies: BodyQueries = state.body_queries
    offices: OfficeQueries = state.office_queries
    now: datetime = state.now()
    fetched = await parts.of(request.cookies.get(COOKIE, ""))
    own_entries = await OwnWaiting(decrees, now).entries(viewer)
    groups = _groups(own_entries, [part for part in fetched.values() if part])
    held = await posts.held_by(viewer.person_id, on=day_of(now))
    shell: Shell = state.shell
    return shell.page(
        request,
        "membership/desk.html",
        groups=groups,
        number=sum(group.number for group in groups if group.when is not When.OTHERS),
        today=sum(group.number for group in groups if group.when is When.TODAY),
        missing=[name for name, part in fetched.items() if part is None],
        own=(await decrees.page(person_id=viewer.person_id, limit=3)).decrees,
        posts=held,
        memberships=await rolls.of_person(viewer.person_id, on=day_of(now)),
        body_names={body.id: body.name for body in await bodies.all()},
        # Not the token's: a post may be newer than that.
        office_names=await offices.names({post.office_id for post in held if post.office_id}),
        counts=_menu_counts(own_entries, fetched),
    )


@router.get("/membership/desk-part")
async def desk_part(request: Request, viewer: Looking) -> Response:
    return part_page(request, await OwnWaiting(request.app.state.decrees, request.app.state.now()).entries(viewer))


def _groups(own: Sequence[Entry], parts: Sequence[Part]) -> list[Group]:
    groups = []
    for when in When:
        entries = [entry for entry in own if entry.when is when]
        found = [part[when] for part in parts if when in part]
        number = sum(entry.stands_for for entry in entries) + sum(waiting.number for waiting in found)
        groups.append(Group(when, number, entries, [waiting.items for waiting in found]))
    return [group for group in groups if group.number]


def _menu_counts(own: Sequence[Entry], parts: Mapping[PartName, Part | None]) -> dict[str, int]:
    counts = {_OWN_MENU: sum(entry.stands_for for entry in own if entry.when is not When.OTHERS)}
    for name, href in _MENU.items():
        found = parts.get(name) or {}
        counts[href] = sum(waiting.number for when, waiting in found.items() if when is not When.OTHERS)
    return counts

"""`/desk` shows the work that waits for a person in all services, beside posts, decrees and memberships."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Response
from markupsafe import Markup

from services.membership.batches.api import Waiting
from services.membership.decrees.api import Queries
from services.membership.decrees.sight_queries import SightQueries
from services.membership.desk.access import SEE_DESK
from services.membership.desk.sections_pages import DeskSections, SectionName
from services.membership.desk.waiting_pages import OwnWaiting
from services.membership.first_steps.access import KEEP_FIRST_STEPS
from services.membership.first_steps.queries import FirstStepsQueries
from services.membership.members.api import Bodies, Offices, Rolls
from services.membership.posts.domain import OF_BODIES, POST_NAMES
from services.membership.posts.queries import PostQueries
from services.membership.service_records.api import Courying
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry, Section, When, section_page
from shared.web.identity import COOKIE
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.navigation import DESK, current
from shared.web.shell.page import OnPage

router = page_router()

Looking = Annotated[Viewer, may(SEE_DESK)]
Sections = Annotated[DeskSections, part(DeskSections)]
Own = Annotated[OwnWaiting, part(OwnWaiting)]
Posts = Annotated[PostQueries, part(PostQueries)]
Sights = Annotated[SightQueries, part(SightQueries)]
Steps = Annotated[FirstStepsQueries, part(FirstStepsQueries)]

_MENU: Mapping[SectionName, str] = {"reporting": "/reporting", "news": "/n/desk"}
"""The place in the menu beside which the number of a section stands."""


@dataclass(frozen=True, slots=True)
class Group:
    """All that waits at one time."""

    when: When
    number: int
    own: Sequence[Entry]
    foreign: Sequence[Markup]


@router.get("/desk")
async def desk(
    page: OnPage,
    viewer: Looking,
    sections: Sections,
    waiting: Own,
    decrees: Queries,
    posts: Posts,
    rolls: Rolls,
    bodies: Bodies,
    offices: Offices,
    steps: Steps,
    courier: Courying,
    sights: Sights,
    signing: Waiting,
) -> Response:
    await courier.shown(by=viewer)
    fetched = await sections.of(page.cookies.read(page.request, COOKIE))
    own_entries = await waiting.entries(viewer, page.now)
    groups = _groups(own_entries, [section for section in fetched.values() if section])
    today, signs = day_of(page.now), await decrees.may_sign(viewer)
    held = await posts.held_by(viewer.person_id, on=today)
    return page.show(
        "membership/desk.html",
        groups=groups,
        number=sum(group.number for group in groups if group.when is not When.OTHERS),
        today=sum(group.number for group in groups if group.when is When.TODAY),
        missing=[name for name, section in fetched.items() if section is None],
        first_steps=await steps.checklist(page.now) if KEEP_FIRST_STEPS.is_open_to(viewer) else None,
        sight=await sights.at(page.now) if signs else None,
        to_sign=await signing.how_many(viewer.person_id) if signs else 0,
        own=(await decrees.page(person_id=viewer.person_id, limit=3)).items,
        day=today,
        posts=held,
        post_names=POST_NAMES,
        of_bodies=OF_BODIES,
        memberships=await rolls.of_person(viewer.person_id, on=today),
        body_names={body.id: body.name for body in await bodies.all()},
        # The offices of the token may be out of date: a post may be newer than the token.
        office_names=await offices.names({post.office_id for post in held if post.office_id}),
        counts=_menu_counts(own_entries, fetched),
    )


@router.get("/membership/desk-part")
async def own_section(page: OnPage, viewer: Looking, waiting: Own) -> Response:
    return section_page(page, await waiting.entries(viewer, page.now))


def _groups(own: Sequence[Entry], sections: Sequence[Section]) -> list[Group]:
    groups = []
    for when in When:
        entries = [entry for entry in own if entry.when is when]
        found = [section[when] for section in sections if when in section]
        number = sum(entry.stands_for for entry in entries) + sum(waiting.number for waiting in found)
        groups.append(Group(when, number, entries, [waiting.items for waiting in found]))
    return [group for group in groups if group.number]


def _menu_counts(own: Sequence[Entry], sections: Mapping[SectionName, Section | None]) -> dict[str, int]:
    counts = Counter[str]()
    for entry in own:
        place = current(DESK, urlsplit(entry.href).path)
        if place and entry.when is not When.OTHERS:
            counts[place.href] += entry.stands_for
    for name, href in _MENU.items():
        found = sections.get(name) or {}
        counts[href] = sum(waiting.number for when, waiting in found.items() if when is not When.OTHERS)
    return counts

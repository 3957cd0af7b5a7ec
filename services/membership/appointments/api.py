"""Posts over HTTP: who holds them on a day, who gets them, and who follows whom."""

from typing import Annotated, Self

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from services.membership.accounts.queries import PersonQueries
from services.membership.appointments.access import GIVE_POSTS
from services.membership.appointments.forms import LONGEST_REASON
from services.membership.appointments.usecases import Appointments
from services.membership.posts.access import FILL_COUNTY_POST, FILL_OFFICE_POST
from services.membership.posts.domain import POST_NAMES, Holding, Place, Post, PostId, Role
from services.membership.posts.queries import PostQueries, WantedPosts, holdings_of
from services.membership.posts.usecases import Personnel
from shared.runtime.viewer import Viewer
from shared.web.identity import Visitor
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may
from shared.web.validation import Day

router = api_router("membership")

Id = Annotated[str, Field(min_length=1, max_length=200)]


class NewPost(BaseModel):
    """A post to give, of an office, of a body or, without either, of the county. Days are ISO dates."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    person_id: Id
    office_id: Id | None = None
    body_id: Id | None = None
    role: Role
    since: Annotated[Day, Field(alias="from")]
    until: Day | None = None
    acting: bool = False


class NewSuccessor(BaseModel):
    """Who follows in a post, and from which day on. `replaces` is the person who is believed to hold it."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    person_id: Id
    since: Annotated[Day, Field(alias="from")]
    acting: bool = False
    invite: bool = False
    replaces: Id | None = None


class NewCorrection(BaseModel):
    """Who was meant by a holding that begins today or later, and why it was entered for somebody else.

    `from` is the first day of that holding, which stays the same; `replaces` is the person who was entered by mistake.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    person_id: Id
    since: Annotated[Day, Field(alias="from")]
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST_REASON)]
    acting: bool = False
    invite: bool = False
    replaces: Id | None = None


class Leaving(BaseModel):
    """The last day of the holder."""

    model_config = ConfigDict(extra="forbid")

    last_day: Day


class PostGiven(BaseModel):
    """The post that was given."""

    id: str


class Succeeded(BaseModel):
    """The post with its handover, which is null where nothing is handed over, or only on a later day."""

    post: str
    handover: str | None
    invited: bool
    """Whether an invitation is on its way to the successor's e-mail."""


class HoldingView(BaseModel):
    """Who holds a post, held it, or will hold it. `until` is the last day, null when none is set."""

    id: str
    role: Role
    role_name: str
    office_id: str | None
    body_id: str | None
    person_id: str
    person_name: str
    acting: bool
    since: Day
    until: Day | None

    @classmethod
    def of(cls, post: Post, holding: Holding, name: str) -> Self:
        """One holding of a post."""
        return cls(
            id=post.id,
            role=post.role,
            role_name=POST_NAMES[post.role],
            office_id=post.office_id,
            body_id=post.body_id,
            person_id=holding.person_id,
            person_name=name,
            acting=holding.acting,
            since=holding.since,
            until=holding.until,
        )


class HoldingList(BaseModel):
    """Holdings by post and day, and where the next posts begin."""

    items: list[HoldingView]
    next: str | None = None


Giving = Annotated[Viewer, may(GIVE_POSTS)]
Given = Annotated[Appointments, part(Appointments)]
Book = Annotated[Personnel, part(Personnel)]
Posts = Annotated[PostQueries, part(PostQueries)]
People = Annotated[PersonQueries, part(PersonQueries)]
Filter = Annotated[str | None, Query(max_length=200)]


@router.get("/posts", summary="Who holds which post on a day, or without a day: who ever held it")
async def posts(
    viewer: Visitor,
    queries: Posts,
    people: People,
    office: Filter = None,
    body: Filter = None,
    role: Role | None = None,
    person: Filter = None,
    on: Day | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    after: Annotated[str | None, Query(max_length=200, description="the `next` of the page before")] = None,
) -> HoldingList:
    wanted = WantedPosts(office, body, role, person, on, only_public=not sees_all_posts(viewer))
    found = await queries.found(wanted, after=after, limit=limit)
    shown = [(post, each) for post in found.items for each in holdings_of(post, wanted)]
    names = await people.names({each.person_id for _, each in shown})
    return HoldingList(
        items=[HoldingView.of(post, each, names[each.person_id]) for post, each in shown], next=found.next
    )


@router.post("/posts", status_code=201, summary="Give a post that nobody else holds on these days")
async def give(new: NewPost, by: Giving, given: Given) -> PostGiven:
    place = Place(new.office_id, new.body_id)
    done = await given.give(new.person_id, new.role, place, since=new.since, until=new.until, acting=new.acting, by=by)
    return PostGiven(id=done.post.id)


@router.post("/posts/{post_id:path}/succession", status_code=201, summary="Replace the holder of a post")
async def succeed(post_id: str, new: NewSuccessor, by: Giving, given: Given) -> Succeeded:
    done = await given.succeed(
        PostId(post_id),
        new.person_id,
        since=new.since,
        acting=new.acting,
        replaces=new.replaces,
        invitation="mail" if new.invite else "none",
        by=by,
    )
    return Succeeded(post=done.post.id, handover=done.handover, invited=done.is_mailed)


@router.post("/posts/{post_id:path}/correction", status_code=201, summary="Enter who was meant, up to the first day")
async def correct(post_id: str, new: NewCorrection, by: Giving, given: Given) -> PostGiven:
    done = await given.correct(
        PostId(post_id),
        new.person_id,
        since=new.since,
        reason=new.reason,
        acting=new.acting,
        replaces=new.replaces,
        invitation="mail" if new.invite else "none",
        by=by,
    )
    return PostGiven(id=done.post.id)


@router.post("/posts/{post_id:path}/vacancy", status_code=201, summary="Let the holder leave after a last day")
async def vacate(post_id: str, new: Leaving, by: Giving, book: Book) -> PostGiven:
    return PostGiven(id=(await book.vacate(PostId(post_id), last_day=new.last_day, by=by)).id)


def sees_all_posts(viewer: Viewer | None) -> bool:
    """Whether this person sees the holders of all posts, and not only of the public ones."""
    return FILL_OFFICE_POST.allows(viewer) or FILL_COUNTY_POST.allows(viewer)

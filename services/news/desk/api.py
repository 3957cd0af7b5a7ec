"""Articles over HTTP, as their offices and the desk work with them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.news.articles.access import APPROVE, DRAFT, EDIT
from services.news.articles.api import Queries
from services.news.articles.domain import ArticleId
from services.news.articles.media_domain import LONGEST_CAPTION, MOST_SHOWN, Shown, shown_media
from services.news.articles.queries import ArticleView
from services.news.articles.states_domain import Kind
from services.news.articles.text_domain import TextFormat
from services.news.articles.writing_domain import content
from services.news.articles.writing_domain import topics as topic_names
from services.news.desk.planning_usecases import Planner
from services.news.desk.usecases import NewsDesk
from services.news.media.usecases import MediaLibrary
from services.news.publishers.domain import publisher_id
from shared.persian.jalali import TEHRAN
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may

router = api_router("news")

ChannelName = Literal["email", "bale"]

Headline = Annotated[str, Field(min_length=1, max_length=200)]
Lead = Annotated[str, Field(max_length=600)]
Text = Annotated[str, Field(min_length=1, max_length=50_000)]
Topics = Annotated[list[Annotated[str, Field(min_length=1, max_length=60)]], Field(max_length=10)]
Note = Annotated[str, Field(min_length=1, max_length=500)]
OptionalNote = Annotated[str, Field(max_length=500)]
Answers = Annotated[str, Field(max_length=300, description="what a reply answers; for items of the kind `reply`")]
Channels = Annotated[
    list[ChannelName] | None,
    Field(description="by which channels followers are told: left out by all, empty by none", max_length=5),
]
WrittenAs = Annotated[
    TextFormat | None,
    Field(description="how `text` is written; left out, it is HTML when it holds a tag of HTML, and plain otherwise"),
]


class PublisherOf(BaseModel):
    """In whose name the article will stand."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["office", "body"]
    id: Annotated[str, Field(min_length=1, max_length=60)]


class ShownIn(BaseModel):
    """Media of the library where it stands in an article."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(min_length=1, max_length=40)]
    caption: Annotated[str, Field(max_length=LONGEST_CAPTION)] = ""


MediaIn = Annotated[list[ShownIn], Field(max_length=MOST_SHOWN, description="pictures and files, the first on lists")]


class NewArticle(BaseModel):
    """A draft. `text` is plain, paragraphs apart by an empty line, or simple HTML; both are cleaned.

    A text without `text_format` is HTML when it holds a start tag that HTML knows and that is ended («<b>…</b>»), has
    an attribute with a value («<a href="…">») or needs no end («<p>», «<br>»), or a comment or CDATA. Every other text
    is plain, so «a < b», «<3» and «<نام>» stay as they are. What looks like a tag and is none by this rule is text.
    """

    model_config = ConfigDict(extra="forbid")

    publisher: PublisherOf
    headline: Headline
    lead: Lead = ""
    text: Text
    text_format: WrittenAs = None
    topics: Topics = []
    kind: Kind = Kind.NEWS
    answers: Answers = ""
    media: MediaIn = []


class Rewriting(BaseModel):
    """The new content of a draft. `version` is the version that its writer read."""

    model_config = ConfigDict(extra="forbid")

    headline: Headline
    lead: Lead = ""
    text: Text
    text_format: WrittenAs = None
    topics: Topics = []
    kind: Kind | None = None
    answers: Answers = ""
    media: MediaIn | None = None
    version: int


class Correction(BaseModel):
    """A change of a published article. A field that is left out stays as it is.

    Readers see the note of a major correction, which has to have one. Of a minor one nobody is told.
    """

    model_config = ConfigDict(extra="forbid")

    headline: Headline | None = None
    lead: Lead | None = None
    text: Text | None = None
    text_format: WrittenAs = None
    media: MediaIn | None = None
    note: OptionalNote = ""
    major: bool = False


class Withdrawal(BaseModel):
    """Why an article is taken back, for the public."""

    model_config = ConfigDict(extra="forbid")

    explanation: Note


class Approval(BaseModel):
    """An approval. `alone_because` is why the writer of an article approves it, where nobody else can."""

    model_config = ConfigDict(extra="forbid")

    alone_because: OptionalNote = ""


class Publication(BaseModel):
    """Whom a publication reaches beside the portal."""

    model_config = ConfigDict(extra="forbid")

    channels: Channels = None


class Schedule(BaseModel):
    """When it is published by itself; with an embargo nobody may do so sooner. A time without a zone is Tehran's."""

    model_config = ConfigDict(extra="forbid")

    at: datetime
    embargo: bool = False
    channels: Channels = None


class Returning(BaseModel):
    """What its writer is asked to change."""

    model_config = ConfigDict(extra="forbid")

    note: Note


class Assignment(BaseModel):
    """Who shall work on it, and what is said to them."""

    model_config = ConfigDict(extra="forbid")

    person: Annotated[str, Field(min_length=1, max_length=60)]
    note: OptionalNote = ""


class PartnerOf(BaseModel):
    """The office that the article concerns too."""

    model_config = ConfigDict(extra="forbid")

    office: Annotated[str, Field(min_length=1, max_length=60)]


Desk = Annotated[NewsDesk, part(NewsDesk)]
Library = Annotated[MediaLibrary, part(MediaLibrary)]
Plans = Annotated[Planner, part(Planner)]
Drafting = Annotated[Viewer, may(DRAFT)]
Editing = Annotated[Viewer, may(EDIT)]
Approving = Annotated[Viewer, may(APPROVE)]

_WRONG: dict[int | str, dict[str, Any]] = {
    404: {"description": "There is no such article, or it is not for this person."},
    409: {"description": "Not in this state, or somebody else changed it."},
}


@router.post("/articles", status_code=201, summary="Begin an article", responses={410: {}})
async def begin(new: NewArticle, by: Drafting, desk: Desk, library: Library, queries: Queries) -> ArticleView:
    article = await desk.draft(
        publisher_id(new.publisher.kind, new.publisher.id),
        content(headline=new.headline, lead=new.lead, text=new.text, text_format=new.text_format),
        topics=topic_names(new.topics),
        by=by,
        kind=new.kind,
        answers=new.answers,
        media=await _showable(new.media, library, by) or (),
    )
    return await queries.view(article)


@router.put("/articles/{article_id:id}", summary="Rewrite a draft", responses=_WRONG | {410: {}})
async def rewrite(
    article_id: str, new: Rewriting, by: Editing, desk: Desk, library: Library, queries: Queries
) -> ArticleView:
    article = await desk.rewrite(
        ArticleId(article_id),
        content(headline=new.headline, lead=new.lead, text=new.text, text_format=new.text_format),
        topics=topic_names(new.topics),
        version=new.version,
        by=by,
        kind=new.kind,
        answers=new.answers,
        media=await _showable(new.media, library, by),
    )
    return await queries.view(article)


@router.post("/articles/{article_id:id}/submission", summary="Ask the desk to approve it", responses=_WRONG)
async def submit(article_id: str, by: Editing, desk: Desk, queries: Queries) -> ArticleView:
    return await queries.view(await desk.ask_for_approval(ArticleId(article_id), by=by))


@router.delete("/articles/{article_id:id}/submission", summary="Ask no longer for approval", responses=_WRONG)
async def take_back(article_id: str, by: Editing, desk: Desk, queries: Queries) -> ArticleView:
    return await queries.view(await desk.take_back(ArticleId(article_id), by=by))


@router.post("/articles/{article_id:id}/return", summary="Send it back to its writer", responses=_WRONG)
async def send_back(article_id: str, new: Returning, by: Approving, desk: Desk, queries: Queries) -> ArticleView:
    return await queries.view(await desk.send_back(ArticleId(article_id), note=new.note, by=by))


@router.post("/articles/{article_id:id}/approval", summary="Clear an article for the front page", responses=_WRONG)
async def approve(
    article_id: str, by: Approving, desk: Desk, queries: Queries, new: Approval | None = None
) -> ArticleView:
    reason = new.alone_because if new else ""
    return await queries.view(await desk.approve(ArticleId(article_id), by=by, alone_because=reason))


@router.post("/articles/{article_id:id}/schedule", summary="Publish it by itself at a time", responses=_WRONG)
async def schedule(article_id: str, new: Schedule, by: Editing, planner: Plans, queries: Queries) -> ArticleView:
    at = new.at if new.at.tzinfo else new.at.replace(tzinfo=TEHRAN)
    article = await planner.schedule(
        ArticleId(article_id),
        at=at.astimezone(UTC),
        embargo=new.embargo,
        by=by,
        channels=_channels(new.channels),
    )
    return await queries.view(article)


@router.delete("/articles/{article_id:id}/schedule", summary="Publish it by itself no more", responses=_WRONG)
async def unschedule(article_id: str, by: Editing, planner: Plans, queries: Queries) -> ArticleView:
    return await queries.view(await planner.unschedule(ArticleId(article_id), by=by))


@router.post("/articles/{article_id:id}/publication", summary="Publish an article", responses=_WRONG)
async def publish(
    article_id: str, by: Editing, desk: Desk, queries: Queries, new: Publication | None = None
) -> ArticleView:
    channels = _channels(new.channels) if new else None
    return await queries.view(await desk.publish(ArticleId(article_id), by=by, channels=channels))


@router.post(
    "/articles/{article_id:id}/correction", summary="Correct a published article", responses=_WRONG | {410: {}}
)
async def correct(
    article_id: str, new: Correction, by: Editing, desk: Desk, library: Library, queries: Queries
) -> ArticleView:
    said = new.model_dump() | {"media": await _showable(new.media, library, by)}
    return await queries.view(await desk.correct(ArticleId(article_id), **said, by=by))


@router.post("/articles/{article_id:id}/withdrawal", summary="Take a published article back", responses=_WRONG)
async def withdraw(article_id: str, new: Withdrawal, by: Editing, desk: Desk, queries: Queries) -> ArticleView:
    return await queries.view(await desk.withdraw(ArticleId(article_id), explanation=new.explanation, by=by))


@router.put("/articles/{article_id:id}/assignment", summary="Give it to somebody to work on", responses=_WRONG)
async def assign(article_id: str, new: Assignment, by: Approving, planner: Plans, queries: Queries) -> ArticleView:
    return await queries.view(await planner.assign_other(ArticleId(article_id), new.person, note=new.note, by=by))


@router.delete("/articles/{article_id:id}/assignment", summary="Let nobody work on it", responses=_WRONG)
async def unassign(article_id: str, by: Editing, planner: Plans, queries: Queries) -> ArticleView:
    return await queries.view(await planner.assign(ArticleId(article_id), to=None, by=by))


@router.delete("/articles/{article_id:id}", summary="Delete a draft", responses=_WRONG)
async def delete(article_id: str, by: Editing, planner: Plans, queries: Queries) -> ArticleView:
    return await queries.view(await planner.delete(ArticleId(article_id), by=by))


@router.post("/articles/{article_id:id}/restoration", summary="Take a deletion back", responses=_WRONG)
async def restore(article_id: str, by: Editing, planner: Plans, queries: Queries) -> ArticleView:
    return await queries.view(await planner.restore(ArticleId(article_id), by=by))


def _channels(chosen: Sequence[ChannelName] | None) -> tuple[str, ...] | None:
    return None if chosen is None else tuple(dict.fromkeys(chosen))


async def _showable(given: Sequence[ShownIn] | None, library: MediaLibrary, by: Viewer) -> tuple[Shown, ...] | None:
    if given is None:
        return None
    media = shown_media((each.id, each.caption) for each in given)
    await library.showable([each.id for each in media], by=by)
    return media

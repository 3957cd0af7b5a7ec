"""Articles over HTTP."""

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from services.news.articles.access import APPROVE, DRAFT, EDIT
from services.news.articles.domain import ArticleId, content
from services.news.articles.domain import topics as topic_names
from services.news.articles.media_domain import LONGEST_CAPTION, MOST_SHOWN, Shown, shown_media
from services.news.articles.queries import ArticleQueries, ArticleView, Page
from services.news.articles.text_domain import TextFormat
from services.news.articles.usecases import NewsDesk
from services.news.media.usecases import MediaLibrary
from services.news.publishers.domain import PublisherId, publisher_id
from shared.runtime.viewer import Viewer
from shared.web.identity import Visitor
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY, may

router = api_router("news")

Headline = Annotated[str, Field(min_length=1, max_length=200)]
Lead = Annotated[str, Field(max_length=600)]
Text = Annotated[str, Field(min_length=1, max_length=50_000)]
Topics = Annotated[list[Annotated[str, Field(min_length=1, max_length=60)]], Field(max_length=10)]
Note = Annotated[str, Field(min_length=1, max_length=500)]
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
    media: MediaIn = []


class Rewriting(BaseModel):
    """The new content of a draft. `version` is the version that its writer read."""

    model_config = ConfigDict(extra="forbid")

    headline: Headline
    lead: Lead = ""
    text: Text
    text_format: WrittenAs = None
    topics: Topics = []
    media: MediaIn | None = None
    version: int


class Correction(BaseModel):
    """A change of a published article, and the note that readers see. A field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    headline: Headline | None = None
    lead: Lead | None = None
    text: Text | None = None
    text_format: WrittenAs = None
    media: MediaIn | None = None
    note: Note
    major: bool = False


class Withdrawal(BaseModel):
    """Why an article is taken back, for the public."""

    model_config = ConfigDict(extra="forbid")

    explanation: Note


Desk = Annotated[NewsDesk, part(NewsDesk)]
Queries = Annotated[ArticleQueries, part(ArticleQueries)]
Library = Annotated[MediaLibrary, part(MediaLibrary)]
Drafting = Annotated[Viewer, may(DRAFT)]
Editing = Annotated[Viewer, may(EDIT)]
Approving = Annotated[Viewer, may(APPROVE)]


@router.post("/articles", status_code=201, summary="Begin an article", responses={410: {}})
async def begin(new: NewArticle, by: Drafting, desk: Desk, library: Library, queries: Queries) -> ArticleView:
    written = content(headline=new.headline, lead=new.lead, text=new.text, text_format=new.text_format)
    key = publisher_id(new.publisher.kind, new.publisher.id)
    media = await _showable(new.media, library, by) or ()
    return await queries.view(await desk.draft(key, written, topics=topic_names(new.topics), by=by, media=media))


@router.put("/articles/{article_id:id}", summary="Rewrite a draft", responses={410: {}})
async def rewrite(
    article_id: str, new: Rewriting, by: Editing, desk: Desk, library: Library, queries: Queries
) -> ArticleView:
    written = content(headline=new.headline, lead=new.lead, text=new.text, text_format=new.text_format)
    topics = topic_names(new.topics)
    media = await _showable(new.media, library, by)
    article = await desk.rewrite(ArticleId(article_id), written, topics=topics, version=new.version, by=by, media=media)
    return await queries.view(article)


@router.post("/articles/{article_id:id}/approval", summary="Clear an article for the front page")
async def approve(article_id: str, by: Approving, desk: Desk, queries: Queries) -> ArticleView:
    return await queries.view(await desk.approve(ArticleId(article_id), by=by))


@router.post("/articles/{article_id:id}/publication", summary="Publish an article")
async def publish(article_id: str, by: Editing, desk: Desk, queries: Queries) -> ArticleView:
    return await queries.view(await desk.publish(ArticleId(article_id), by=by))


@router.post("/articles/{article_id:id}/correction", summary="Correct a published article", responses={410: {}})
async def correct(
    article_id: str, new: Correction, by: Editing, desk: Desk, library: Library, queries: Queries
) -> ArticleView:
    said = new.model_dump() | {"media": await _showable(new.media, library, by)}
    article = await desk.correct(ArticleId(article_id), **said, by=by)
    return await queries.view(article)


@router.post("/articles/{article_id:id}/withdrawal", summary="Take a published article back")
async def withdraw(article_id: str, new: Withdrawal, by: Editing, desk: Desk, queries: Queries) -> ArticleView:
    return await queries.view(await desk.withdraw(ArticleId(article_id), explanation=new.explanation, by=by))


@router.get("/articles", summary="Published articles, newest first", dependencies=[EVERYBODY])
async def articles(
    queries: Queries,
    publisher: Annotated[str | None, Query(max_length=80, description="office/water or body/media_hq")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    after: Annotated[str | None, Query(max_length=80, description="the `next` of the page before")] = None,
) -> Page:
    return await queries.published(publisher=PublisherId(publisher) if publisher else None, limit=limit, after=after)


@router.get("/articles/{article_id:id}", summary="One article")
async def article(article_id: str, viewer: Visitor, queries: Queries) -> ArticleView:
    return await queries.one(ArticleId(article_id), viewer)


async def _showable(given: list[ShownIn] | None, library: MediaLibrary, by: Viewer) -> tuple[Shown, ...] | None:
    if given is None:
        return None
    media = shown_media((each.id, each.caption) for each in given)
    await library.showable([each.id for each in media], by=by)
    return media

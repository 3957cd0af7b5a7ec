"""Articles over HTTP, as everybody reads them."""

from typing import Annotated

from fastapi import Query, Response

from services.news.articles.domain import ArticleId
from services.news.articles.queries import ArticleQueries, ArticleView, Page
from services.news.articles.states_domain import Kind, Standing
from services.news.publishers.domain import PublisherId
from shared.web.identity import Visitor
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY

router = api_router("news")

_GONE = 410

Queries = Annotated[ArticleQueries, part(ArticleQueries)]


@router.get("/articles", summary="Published articles, newest first", dependencies=[EVERYBODY])
async def articles(
    queries: Queries,
    publisher: Annotated[str | None, Query(max_length=80, description="office/water or body/media_hq")] = None,
    kind: Annotated[Kind | None, Query(description="only items of this kind")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    after: Annotated[str | None, Query(max_length=80, description="the `next` of the page before")] = None,
) -> Page:
    key = PublisherId(publisher) if publisher else None
    return await queries.published(publisher=key, kind=kind, limit=limit, after=after)


@router.get(
    "/articles/{article_id:id}",
    summary="One article",
    responses={_GONE: {"model": ArticleView, "description": "It was withdrawn; `explanation` says why."}},
)
async def article(article_id: str, viewer: Visitor, queries: Queries, response: Response) -> ArticleView:
    found = await queries.one(ArticleId(article_id), viewer)
    if found.state is Standing.WITHDRAWN:
        response.status_code = _GONE
    return found

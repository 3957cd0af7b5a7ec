"""The versions of articles over HTTP."""

from typing import Annotated

from services.news.articles.access import READ_DRAFTS
from services.news.articles.domain import ArticleId
from services.news.revisions.queries import RevisionList, RevisionQueries
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may

router = api_router("news")

Revisions = Annotated[RevisionQueries, part(RevisionQueries)]
Reading = Annotated[Viewer, may(READ_DRAFTS)]


@router.get(
    "/articles/{article_id:id}/revisions",
    summary="All versions of an article",
    responses={404: {"description": "There is no such article, or it is not for this person."}},
)
async def revisions(article_id: str, by: Reading, found: Revisions) -> RevisionList:
    return await found.of(ArticleId(article_id), by)

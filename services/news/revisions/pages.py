"""The page that shows two versions of an article side by side; on a phone one above the other."""

from typing import Annotated

from fastapi import Query, Response

from services.news.articles.domain import ArticleId
from services.news.articles.states_domain import KIND_NAMES
from services.news.revisions.api import Reading, Revisions
from shared.web.routing import page_router
from shared.web.shell.page import OnPage

router = page_router("/n/desk")

_Number = Annotated[int | None, Query(ge=1, le=999_999)]


@router.get("/{article_id:id}/revisions")
async def compare(
    page: OnPage, article_id: str, by: Reading, found: Revisions, old: _Number = None, new: _Number = None
) -> Response:
    comparison = await found.compare(ArticleId(article_id), by, old=old, new=new)
    return page.show("revisions/compare.html", comparison=comparison, kind_names=KIND_NAMES)

"""The page that a preview link opens, for anybody who has it: without a sign-in, a cookie or a search engine."""

from typing import Annotated, Final

from fastapi import Depends, Response
from fastapi.responses import RedirectResponse

from services.news.articles.states_domain import KIND_NAMES, State
from services.news.articles.text_domain import shown
from services.news.previews.domain import PreviewOver
from services.news.previews.usecases import PreviewDesk
from services.news.publishers.queries import PublisherQueries
from shared.web.limits import Limit
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import EVERYBODY
from shared.web.shell.page import OnPage

router = page_router("/n/preview", needs=[EVERYBODY, Depends(Limit("preview links", times=60, seconds=60))])

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
_SEE_OTHER, _NOT_FOUND = 303, 404

Previews = Annotated[PreviewDesk, part(PreviewDesk)]
Publishers = Annotated[PublisherQueries, part(PublisherQueries)]


@router.get("/{token}")
async def look(page: OnPage, token: str, previews: Previews, publishers: Publishers) -> Response:
    """Show the article; once it is published, lead to its address."""
    try:
        preview, article = await previews.open(token)
    except PreviewOver:
        return page.show("previews/over.html", status=_NOT_FOUND, headers=_HEADERS)
    if article.state is State.PUBLISHED:
        return RedirectResponse(article.path, status_code=_SEE_OTHER, headers=_HEADERS)
    found = await publishers.by_id([article.publisher_id])
    return page.show(
        "previews/preview.html",
        headers=_HEADERS,
        article=article,
        preview=preview,
        publisher=found[article.publisher_id],
        kind_name=KIND_NAMES[article.kind],
        text_html=shown(article.content.text),
    )

"""What a preview link opens, for anybody who has it: the page and its files, without a sign-in or a search engine."""

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from services.news.articles.domain import Article
from services.news.articles.media_queries import ShownView, shown_views
from services.news.articles.states_domain import KIND_NAMES, State
from services.news.articles.text_domain import shown
from services.news.media.domain import MediaId, MediaNotFound
from services.news.media.queries import MediaQueries
from services.news.media.serving_pages import Files, Reads, served
from services.news.previews.domain import Preview, PreviewOver
from services.news.previews.usecases import PreviewDesk
from services.news.publishers.queries import PublisherQueries
from shared.web.limits import Limit
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import EVERYBODY
from shared.web.shell.page import OnPage

router = page_router("/n/preview", needs=[EVERYBODY, Depends(Limit("preview links", times=60, seconds=60))])
files = page_router("/n/preview", needs=[EVERYBODY, Depends(Limit("files of preview links", times=600, seconds=60))])
"""An article has dozens of files, so that they are not counted with the pages."""

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
_SEE_OTHER, _NOT_FOUND = 303, 404

Previews = Annotated[PreviewDesk, part(PreviewDesk)]
Publishers = Annotated[PublisherQueries, part(PublisherQueries)]


@router.get("/{token}")
async def look(page: OnPage, token: str, previews: Previews, publishers: Publishers, media: Reads) -> Response:
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
        media=await _shown_below(preview, article, media),
    )


@files.get("/{token}/media/{media_id:id}/{name}")
async def file(
    request: Request, token: str, media_id: str, name: str, previews: Previews, media: Reads, shelf: Files
) -> Response:
    """Give out a file that the article shows, as long as its link is good. Nobody keeps it."""
    _, article = await previews.open(token)
    shown_here = await media.by_id([each.id for each in article.media])
    found = shown_here.get(MediaId(media_id))
    if found is None:
        raise MediaNotFound
    answer = await served(request, shelf, found, name, is_public=False)
    answer.headers["x-robots-tag"] = _HEADERS["X-Robots-Tag"]
    return answer


async def _shown_below(preview: Preview, article: Article, media: MediaQueries) -> Sequence[ShownView]:
    """Return what the article shows, at addresses that end with the link."""
    views = shown_views(article.media, await media.by_id([each.id for each in article.media]))
    for view in views:
        view.poster_url = preview.path + view.poster_url if view.poster_url else None
        for each in view.renditions:
            each.url = preview.path + each.url
    return views

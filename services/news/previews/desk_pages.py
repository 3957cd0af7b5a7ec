"""Preview links at the desk: made and ended by those who write the article."""

from typing import Annotated, Final

from fastapi import Depends, Form, Response

from services.news.articles.access import EDIT
from services.news.articles.domain import ArticleId
from services.news.articles.errors_domain import WrongState
from services.news.previews.domain import DAYS, PreviewId, PreviewOver
from services.news.previews.pages import Previews
from shared.runtime.viewer import Viewer
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.page import OnPage

router = page_router("/n/desk")

_CHECKED: Final = [Depends(checked_form)]
Editing = Annotated[Viewer, may(EDIT)]
Days = Annotated[int, Form()]


@router.post("/{article_id:id}/previews", dependencies=_CHECKED)
async def make(page: OnPage, article_id: str, by: Editing, previews: Previews, days: Days = DAYS[0]) -> Response:
    try:
        await previews.make(ArticleId(article_id), days=days, by=by)
    except WrongState as error:
        return page.go(f"/n/desk/{article_id}", said=str(error))
    return page.go(f"/n/desk/{article_id}", said="پیوند پیش‌نمایش ساخته شد؛ هر که آن را داشته باشد خبر را می‌خواند")


@router.post("/{article_id:id}/previews/{preview_id:id}/revocation", dependencies=_CHECKED)
async def revoke(page: OnPage, article_id: str, preview_id: str, by: Editing, previews: Previews) -> Response:
    try:
        await previews.revoke(ArticleId(article_id), PreviewId(preview_id), by=by)
    except PreviewOver:
        return page.go(f"/n/desk/{article_id}", said="این پیوند دیگر معتبر نبود")
    return page.go(f"/n/desk/{article_id}", said="پیوند پیش‌نمایش لغو شد و دیگر باز نمی‌شود")

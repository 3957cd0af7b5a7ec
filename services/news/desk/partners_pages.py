"""What two offices ask and answer about one article for both."""

from typing import Annotated

from fastapi import Form, Response

from services.news.articles.domain import ArticleId
from services.news.articles.errors_domain import WrongState
from services.news.desk.api import Editing
from services.news.desk.forms import Typed
from services.news.desk.pages import CHECKED, Shown
from services.news.desk.partners_usecases import Partnership
from services.news.publishers.domain import PublisherId, PublisherUnknown
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.page import OnPage

router = page_router("/n/desk")

Together = Annotated[Partnership, part(Partnership)]
Office = Annotated[str, Form(max_length=80)]


@router.post("/{article_id:id}/partners", dependencies=CHECKED)
async def ask(page: OnPage, article_id: str, by: Editing, together: Together, office: Office) -> Response:
    """Ask. An office that asks to join what another one has published works with that article from then on."""
    try:
        await together.ask(ArticleId(article_id), PublisherId(office), by=by)
    except (WrongState, PublisherUnknown) as error:
        return page.go("/n/desk", said=str(error))
    return page.go(f"/n/desk/{article_id}", said="درخواست هم‌انتشاری ثبت شد؛ دستگاه دیگر باید بپذیرد")


@router.post("/{article_id:id}/partners/agreement", dependencies=CHECKED)
async def agree(article_id: str, by: Editing, together: Together, shown: Shown, office: Office) -> Response:
    async def deed() -> str:
        await together.agree(ArticleId(article_id), PublisherId(office), by=by)
        return "این خبر به نام هر دو دستگاه است"

    return await shown.answer(ArticleId(article_id), by, deed, Typed())


@router.post("/{article_id:id}/partners/removal", dependencies=CHECKED)
async def part_from(article_id: str, by: Editing, together: Together, shown: Shown, office: Office) -> Response:
    async def deed() -> str:
        await together.part(ArticleId(article_id), PublisherId(office), by=by)
        return "هم‌انتشاری برداشته شد"

    return await shown.answer(ArticleId(article_id), by, deed, Typed(), to="/n/desk")

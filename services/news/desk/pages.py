"""The page of an article at the news desk, and what is done to its text there. It needs no script."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Form, Response

from services.news.articles.access import EDIT, READ_DRAFTS
from services.news.articles.domain import Article, ArticleId
from services.news.articles.errors_domain import Unreadable
from services.news.articles.states_domain import KIND_NAMES
from services.news.desk.api import Approving, Desk, Drafting, Editing
from services.news.desk.forms import (
    Typed,
    TypedApproval,
    TypedArticle,
    TypedCorrection,
    TypedPublication,
    TypedWithdrawal,
)
from services.news.desk.queries import DeskQueries
from services.news.desk.shown_pages import ArticlePage, article_page
from services.news.desk.usecases import NewsDesk
from services.news.publishers.domain import PublisherId, PublisherUnknown
from services.news.writing.copies_domain import FIRST_DRAFT
from services.news.writing.editor_pages import Editor
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.page import OnPage, Page

router = page_router("/n/desk")

CHECKED = [Depends(checked_form)]

Reading = Annotated[Viewer, may(READ_DRAFTS)]
Shown = Annotated[ArticlePage, Depends(article_page)]
DraftForm = Annotated[TypedArticle, Form()]
CorrectionForm = Annotated[TypedCorrection, Form()]
WithdrawalForm = Annotated[TypedWithdrawal, Form()]
PublicationForm = Annotated[TypedPublication, Form()]
ApprovalForm = Annotated[TypedApproval, Form()]


@router.get("/new")
async def new(page: OnPage, by: Drafting, shown: Shown) -> Response:
    return await _new_page(page, by, shown.items, TypedArticle())


@router.post("/new", dependencies=CHECKED)
async def begin(page: OnPage, by: Drafting, desk: Desk, shown: Shown, typed: DraftForm) -> Response:
    try:
        written = typed.read()
        article = await desk.draft(
            PublisherId(typed.publisher),
            written.content,
            topics=written.topics,
            by=by,
            kind=written.kind,
            answers=written.answers,
        )
    except Unfit as error:
        return await _new_page(page, by, shown.items, typed, errors=error.errors)
    except Unreadable as error:
        return await _new_page(page, by, shown.items, typed, errors={error.field: str(error)})
    except (PublisherUnknown, NotAllowed) as error:
        return await _new_page(page, by, shown.items, typed, errors={"publisher": str(error)})
    await shown.deposit.drop(FIRST_DRAFT, by=by)
    return page.go(_path(article), said="پیش‌نویس ذخیره شد")


@router.get("/{article_id:id}")
async def one(article_id: str, by: Reading, shown: Shown) -> Response:
    return await shown.show(await shown.items.one(ArticleId(article_id), by), Typed())


@router.post("/{article_id:id}", dependencies=CHECKED)
async def rewrite(article_id: str, by: Editing, desk: Desk, shown: Shown, typed: DraftForm) -> Response:
    async def deed() -> str:
        await _keep(desk, ArticleId(article_id), typed, by)
        return "پیش‌نویس ذخیره شد"

    return await shown.answer(ArticleId(article_id), by, deed, Typed.in_draft(typed))


@router.post("/{article_id:id}/approval-request", dependencies=CHECKED)
async def ask_for_approval(article_id: str, by: Editing, desk: Desk, shown: Shown, typed: DraftForm) -> Response:
    async def deed() -> str:
        await _keep(desk, ArticleId(article_id), typed, by)
        await desk.ask_for_approval(ArticleId(article_id), by=by)
        return "خبر به دبیرخانه ارسال شد؛ تا زمان تأیید در «در انتظار تأیید» می‌ماند"

    return await shown.answer(ArticleId(article_id), by, deed, Typed.in_draft(typed))


@router.post("/{article_id:id}/approval", dependencies=CHECKED)
async def approve(article_id: str, by: Approving, desk: Desk, shown: Shown, typed: ApprovalForm) -> Response:
    async def deed() -> str:
        await _keep(desk, ArticleId(article_id), typed, by)
        article = await desk.approve(ArticleId(article_id), by=by, alone_because=typed.reason())
        return "خبر به صفحه نخست رفت" if article.on_front else "خبر تأیید شد و آماده انتشار است"

    return await shown.answer(ArticleId(article_id), by, deed, Typed.in_draft(typed))


@router.get("/{article_id:id}/publication")
async def ask_about_publication(article_id: str, by: Editing, shown: Shown) -> Response:
    item = await shown.items.one(ArticleId(article_id), by)
    EDIT.require(by, item.article.publisher_id)
    return await shown.ask_about_publication(item)


@router.post("/{article_id:id}/publication", dependencies=CHECKED)
async def publish(article_id: str, by: Editing, desk: Desk, shown: Shown, typed: PublicationForm) -> Response:
    """Save what was typed and ask whom it shall reach; once that was answered, publish."""
    if not typed.confirmed:

        async def keep() -> str:
            await _keep(desk, ArticleId(article_id), typed, by)
            return ""

        return await shown.answer(
            ArticleId(article_id), by, keep, Typed.in_draft(typed), to=f"/n/desk/{article_id}/publication"
        )

    async def deed() -> str:
        channels = typed.channels()
        await _keep(desk, ArticleId(article_id), typed, by)
        await desk.publish(ArticleId(article_id), by=by, channels=channels)
        if channels == ():
            return "خبر در پایگاه منتشر شد؛ به کسی پیام ارسال نمی‌شود"
        return "خبر منتشر شد و به دنبال‌کنندگان ارسال می‌شود"

    return await shown.answer(ArticleId(article_id), by, deed, Typed.in_draft(typed))


@router.post("/{article_id:id}/correction", dependencies=CHECKED)
async def correct(article_id: str, by: Editing, desk: Desk, shown: Shown, typed: CorrectionForm) -> Response:
    """Correct it; or, before that, show the old text beside the new one."""
    if typed.look:
        return await shown.show(await shown.items.one(ArticleId(article_id), by), Typed(correction=typed))

    async def deed() -> str:
        await desk.correct(ArticleId(article_id), **typed.read(), by=by)
        if typed.major:
            return "تصحیح با یادداشت آن ثبت شد و به دنبال‌کنندگان اطلاع داده می‌شود"
        return "اصلاح ثبت شد؛ به خوانندگان چیزی اعلام نمی‌شود"

    return await shown.answer(ArticleId(article_id), by, deed, Typed(correction=typed))


@router.post("/{article_id:id}/withdrawal", dependencies=CHECKED)
async def withdraw(article_id: str, by: Editing, desk: Desk, shown: Shown, typed: WithdrawalForm) -> Response:
    async def deed() -> str:
        await desk.withdraw(ArticleId(article_id), explanation=typed.read(), by=by)
        return "خبر برداشته شد؛ نشانی آن از این پس دلیل شما را نشان می‌دهد"

    return await shown.answer(ArticleId(article_id), by, deed, Typed(withdrawal=typed))


async def _keep(desk: NewsDesk, article_id: ArticleId, typed: TypedArticle, by: Viewer) -> None:
    """Save the fields of the form before its button does more, so that pressing it loses nothing typed."""
    if typed.version:
        written = typed.read()
        await desk.rewrite(
            article_id,
            written.content,
            topics=written.topics,
            version=written.version,
            by=by,
            kind=written.kind,
            answers=written.answers,
        )


async def _new_page(
    page: Page, by: Viewer, items: DeskQueries, typed: TypedArticle, *, errors: Mapping[str, str] | None = None
) -> Response:
    editor = Editor.new()
    return page.show(
        "news/desk-new.html",
        status=UNFIT_STATUS if errors else 200,
        headers=editor.headers,
        editor=editor,
        choices=[(each.id, each.name) for each in await items.offered(by, typed.publisher)],
        draft=typed,
        kinds=list(KIND_NAMES.items()),
        errors=errors or {},
    )


def _path(article: Article) -> str:
    return f"/n/desk/{article.id}"

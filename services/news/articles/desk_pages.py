"""The pages of the news desk, on which an article goes from a draft to the portal. They need no script."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

from fastapi import Depends, Form, Response

from services.news.articles.access import APPROVE, READ_DRAFTS
from services.news.articles.api import Approving, Desk, Drafting, Editing
from services.news.articles.desk_forms import Typed, TypedArticle, TypedCorrection, TypedWithdrawal
from services.news.articles.desk_queries import DeskItem, DeskQueries, Tab
from services.news.articles.domain import Article, ArticleId, Unreadable, WrongState
from services.news.articles.history_domain import history
from services.news.articles.usecases import NewsDesk
from services.news.publishers.domain import PublisherId, PublisherUnknown
from shared.runtime.access import NotAllowed
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/n/desk")

RULES = Rules(
    "/n/desk",
    sorts=("newest",),
    usual_sort="newest",
    filters={"tab": tuple(tab for tab in Tab if tab is not Tab.ALL)},
    size=30,
)
_CHECKED = [Depends(checked_form)]


Items = Annotated[DeskQueries, part(DeskQueries)]
Reading = Annotated[Viewer, may(READ_DRAFTS)]
DraftForm = Annotated[TypedArticle, Form()]
CorrectionForm = Annotated[TypedCorrection, Form()]
WithdrawalForm = Annotated[TypedWithdrawal, Form()]


@router.get("")
async def listed(page: OnPage, by: Reading, items: Items) -> Response:
    listing = RULES.read(page.request.query_params)
    tab = Tab(listing.filters.get("tab", Tab.ALL))
    counts = await items.counts(by)
    listing = listing.within(counts[tab])
    return page.show(
        "news/desk.html",
        tab=tab,
        tabs=[(each, counts[each]) for each in Tab],
        items=await items.listed(by, tab, skip=listing.skip, limit=RULES.size),
        listing=listing,
        total=counts[tab],
        is_desk=APPROVE.allows(by),
        publishers=await items.writes_for(by),
        counts={"/n/desk": counts[Tab.WAITING]} if APPROVE.allows(by) else {},
    )


@router.get("/new")
async def new(page: OnPage, by: Drafting, items: Items) -> Response:
    return await _new_page(page, by, items, TypedArticle())


@router.post("/new", dependencies=_CHECKED)
async def begin(page: OnPage, by: Drafting, desk: Desk, items: Items, typed: DraftForm) -> Response:
    try:
        written, topics, _ = typed.read()
        article = await desk.draft(PublisherId(typed.publisher), written, topics=topics, by=by)
    except Unfit as error:
        return await _new_page(page, by, items, typed, errors=error.errors)
    except (PublisherUnknown, NotAllowed) as error:
        return await _new_page(page, by, items, typed, errors={"publisher": str(error)})
    return page.go(_path(article), said="پیش‌نویس ذخیره شد")


@router.get("/{article_id:id}")
async def one(page: OnPage, article_id: str, by: Reading, items: Items) -> Response:
    return _article_page(page, await items.one(ArticleId(article_id), by), Typed())


@router.post("/{article_id:id}", dependencies=_CHECKED)
async def rewrite(page: OnPage, article_id: str, by: Editing, desk: Desk, items: Items, typed: DraftForm) -> Response:
    async def deed() -> str:
        await _keep(desk, ArticleId(article_id), typed, by)
        return "پیش‌نویس ذخیره شد"

    return await _answer(page, await items.one(ArticleId(article_id), by), items, deed, Typed.in_draft(typed))


@router.post("/{article_id:id}/approval-request", dependencies=_CHECKED)
async def ask_for_approval(
    page: OnPage, article_id: str, by: Editing, desk: Desk, items: Items, typed: DraftForm
) -> Response:
    async def deed() -> str:
        await _keep(desk, ArticleId(article_id), typed, by)
        await desk.ask_for_approval(ArticleId(article_id), by=by)
        return "خبر به دبیرخانه ارسال شد؛ تا زمان تأیید در «در انتظار تأیید» می‌ماند"

    return await _answer(page, await items.one(ArticleId(article_id), by), items, deed, Typed.in_draft(typed))


@router.post("/{article_id:id}/approval", dependencies=_CHECKED)
async def approve(page: OnPage, article_id: str, by: Approving, desk: Desk, items: Items, typed: DraftForm) -> Response:
    async def deed() -> str:
        await _keep(desk, ArticleId(article_id), typed, by)
        article = await desk.approve(ArticleId(article_id), by=by)
        return "خبر به صفحه نخست رفت" if article.on_front else "خبر تأیید شد و آماده انتشار است"

    return await _answer(page, await items.one(ArticleId(article_id), by), items, deed, Typed.in_draft(typed))


@router.post("/{article_id:id}/publication", dependencies=_CHECKED)
async def publish(page: OnPage, article_id: str, by: Editing, desk: Desk, items: Items, typed: DraftForm) -> Response:
    async def deed() -> str:
        await _keep(desk, ArticleId(article_id), typed, by)
        await desk.publish(ArticleId(article_id), by=by)
        return "خبر منتشر شد و به دنبال‌کنندگان ارسال می‌شود"

    return await _answer(page, await items.one(ArticleId(article_id), by), items, deed, Typed.in_draft(typed))


@router.post("/{article_id:id}/correction", dependencies=_CHECKED)
async def correct(
    page: OnPage, article_id: str, by: Editing, desk: Desk, items: Items, typed: CorrectionForm
) -> Response:
    async def deed() -> str:
        await desk.correct(ArticleId(article_id), **typed.read(), by=by)
        if typed.major:
            return "تصحیح با یادداشت آن ثبت شد و به دنبال‌کنندگان اطلاع داده می‌شود"
        return "تصحیح با یادداشت آن ثبت شد"

    return await _answer(page, await items.one(ArticleId(article_id), by), items, deed, Typed(correction=typed))


@router.post("/{article_id:id}/withdrawal", dependencies=_CHECKED)
async def withdraw(
    page: OnPage, article_id: str, by: Editing, desk: Desk, items: Items, typed: WithdrawalForm
) -> Response:
    async def deed() -> str:
        await desk.withdraw(ArticleId(article_id), explanation=typed.read(), by=by)
        return "خبر برداشته شد؛ نشانی آن از این پس دلیل شما را نشان می‌دهد"

    return await _answer(page, await items.one(ArticleId(article_id), by), items, deed, Typed(withdrawal=typed))


async def _keep(desk: NewsDesk, article_id: ArticleId, typed: TypedArticle, by: Viewer) -> None:
    """Save the fields of the form before its button does more, so that pressing it loses nothing typed."""
    if typed.version:
        written, topics, version = typed.read()
        await desk.rewrite(article_id, written, topics=topics, version=version, by=by)


async def _answer(
    page: Page, item: DeskItem, items: DeskQueries, deed: Callable[[], Awaitable[str]], typed: Typed
) -> Response:
    """Do it and redirect; or show the page again with what was typed and the reason of the refusal."""
    try:
        said = await deed()
    except Unfit as error:
        return _article_page(page, item, typed, status=UNFIT_STATUS, errors=error.errors)
    except Unreadable as error:
        return _article_page(page, item, typed, status=UNFIT_STATUS, errors={error.field: str(error)})
    except (NotAllowed, WrongState, Stale) as error:
        now = await items.one(item.article.id, item.viewer)
        return _article_page(page, now, typed.against(now.article), status=page.status_of(error), refusal=error)
    return page.go(_path(item.article), said=said)


def _article_page(
    page: Page,
    item: DeskItem,
    typed: Typed,
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    refusal: Exception | None = None,
) -> Response:
    return page.show(
        "news/desk-article.html",
        status=status,
        item=item,
        steps=history(item.article),
        errors=errors or {},
        refusal=str(refusal) if refusal else "",
        is_stale=isinstance(refusal, Stale),
        draft=typed.draft or TypedArticle.of(item.article),
        correction=typed.correction or TypedCorrection.of(item.article),
        is_correcting=typed.correction is not None,
        withdrawal=typed.withdrawal or TypedWithdrawal(),
        is_withdrawing=typed.withdrawal is not None,
    )


async def _new_page(
    page: Page, by: Viewer, items: DeskQueries, typed: TypedArticle, *, errors: Mapping[str, str] | None = None
) -> Response:
    return page.show(
        "news/desk-new.html",
        status=UNFIT_STATUS if errors else 200,
        choices=[(each.id, each.name) for each in await items.offered(by, typed.publisher)],
        draft=typed,
        errors=errors or {},
    )


def _path(article: Article) -> str:
    return f"/n/desk/{article.id}"

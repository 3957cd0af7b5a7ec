"""The page of the news desk on which an article's pictures are chosen, described and put in order."""

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import Depends, Query, Request, Response

from services.news.articles.domain import ArticleId
from services.news.articles.errors_domain import WrongState
from services.news.articles.media_domain import Shown
from services.news.articles.states_domain import State
from services.news.desk.api import Desk, Editing, Library
from services.news.desk.media_forms import TypedMedia
from services.news.desk.pages import Reading
from services.news.desk.queries import DeskItem
from services.news.desk.shown_pages import Items
from services.news.desk.usecases import NewsDesk
from services.news.media.api import Reads
from services.news.media.domain import LICENCE_NAMES, MediaId, MediaNotFound, MediaWithdrawn, NotDescribed
from services.news.media.queries import MediaQueries, MediaView, view_of
from services.news.media.usecases import MediaLibrary
from shared.runtime.access import NotAllowed
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

router = page_router("/n/desk")

_OFFERED: Final = 24
Words = Annotated[str, Query(max_length=120)]


@router.get("/{article_id:id}/media")
async def chosen(
    page: OnPage,
    article_id: str,
    by: Reading,
    items: Items,
    media: Reads,
    q: Words = "",
    add: Annotated[str, Query(max_length=2000, description="ids with commas, which are chosen beforehand")] = "",
) -> Response:
    item = await items.one(ArticleId(article_id), by)
    added = tuple(Shown(MediaId(each)) for each in add.split(",") if each)
    return await _page(page, item, (*item.article.media, *added), media, words=q)


@router.post("/{article_id:id}/media", dependencies=[Depends(checked_form)])
async def choose(
    page: OnPage,
    request: Request,
    article_id: str,
    by: Editing,
    desk: Desk,
    items: Items,
    library: Library,
    media: Reads,
) -> Response:
    form = await request.form()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    typed = TypedMedia.of([each for each in form.getlist("shown") if isinstance(each, str)], fields)
    item = await items.one(ArticleId(article_id), by)
    try:
        await _describe(typed, library, media, by)
        await library.showable([each.id for each in typed.read()], by=by)
        await _show(desk, item, typed, by)
    except (NotDescribed, MediaNotFound, MediaWithdrawn) as error:
        said = str(error) or "یکی از پرونده‌ها دیگر در دسترس نیست."
        return await _page(page, item, typed.read(), media, refusal=said, status=UNFIT_STATUS)
    except (NotAllowed, WrongState, Stale) as error:
        now = await items.one(item.article.id, by)
        return await _page(page, now, typed.read(), media, refusal=str(error), status=page.status_of(error))
    return page.go(item.href, said="تصویرهای خبر ذخیره شد")


async def _describe(typed: TypedMedia, library: MediaLibrary, media: MediaQueries, by: Viewer) -> None:
    """Keep what was typed of pictures that said nothing before; who took them stays."""
    known = await media.by_id([media_id for media_id, _ in typed.newly_described()])
    for media_id, said in typed.newly_described():
        if media_id in known and not known[media_id].is_described:
            old = known[media_id].said
            whole = type(old)(alt=said.alt, decorative=said.decorative, credit=old.credit, licence=old.licence)
            await library.describe(media_id, whole, focus=None, poster=None, by=by)


async def _show(desk: NewsDesk, item: DeskItem, typed: TypedMedia, by: Viewer) -> None:
    article = item.article
    if article.state is State.PUBLISHED:
        nothing = {"headline": None, "lead": None, "text": None}
        note = typed.fields.get("note", "").strip()[:500] or "تصویرهای خبر تغییر کرد."
        await desk.correct(
            article.id, **nothing, note=note, major=False, by=by, version=typed.version, media=typed.read()
        )
    else:
        await desk.rewrite(
            article.id, article.content, topics=article.topics, version=typed.version, by=by, media=typed.read()
        )


async def _page(
    page: Page,
    item: DeskItem,
    shown: Sequence[Shown],
    media: MediaQueries,
    *,
    words: str = "",
    refusal: str = "",
    status: int = 200,
) -> Response:
    known = await media.by_id([each.id for each in shown])
    lines = {
        each.id: (each, view_of(known[each.id]))
        for each in shown
        if each.id in known and await media.may_see(known[each.id], item.viewer)
    }
    total, offered = await media.listed(item.viewer, words=" ".join(words.split()), limit=_OFFERED + len(lines))
    others: list[MediaView] = [each.media for each in offered if each.media.id not in lines and not each.is_withdrawn]
    return page.show(
        "news/desk-media.html",
        status=status,
        item=item,
        lines=list(lines.values()),
        others=[each for each in others if each.state != "refused"][:_OFFERED],
        total=total,
        q=words,
        licences=list(LICENCE_NAMES.items()),
        refusal=refusal,
    )

"""All comments on an item, a page at a time, and the forms of comments. It needs no script."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

from fastapi import Depends, Form, Response

from services.news.articles.domain import ArticleId
from services.news.articles.errors_domain import Unreadable, WrongState
from services.news.conversations.access import DISCUSS
from services.news.conversations.api import Comments, Discussing, ReadingComments, Talks
from services.news.conversations.domain import CommentId, CommentNotFound, NotTheAuthor
from services.news.conversations.forms import TypedComment
from services.news.conversations.queries import ConversationQueries, Talk
from shared.runtime.ids import new_id
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/n/desk")

_CHECKED: Final = [Depends(checked_form)]
_SIZE: Final = 50
_PATH: Final = "/{article_id:id}/comments"
CommentForm = Annotated[TypedComment, Form()]


@router.get(_PATH)
async def listed(page: OnPage, article_id: str, by: ReadingComments, talks: Talks) -> Response:
    return await _show(page, talks, ArticleId(article_id), by, TypedComment())


@router.post(_PATH, dependencies=_CHECKED)
async def write(
    page: OnPage, article_id: str, by: Discussing, desk: Comments, talks: Talks, typed: CommentForm
) -> Response:
    async def deed() -> str:
        await desk.write(ArticleId(article_id), typed.text(), by=by, key=typed.own_key)
        return "یادداشت شما ثبت شد"

    return await _answer(page, talks, ArticleId(article_id), by, deed, typed)


@router.post(_PATH + "/{comment_id:id}", dependencies=_CHECKED)
async def edit(
    page: OnPage, article_id: str, comment_id: str, by: Discussing, desk: Comments, talks: Talks, typed: CommentForm
) -> Response:
    async def deed() -> str:
        key = CommentId(comment_id)
        await desk.edit(ArticleId(article_id), key, typed.text(), by=by, version=typed.read_version)
        return "یادداشت تغییر کرد"

    return await _answer(page, talks, ArticleId(article_id), by, deed, typed, editing=comment_id)


@router.post(_PATH + "/{comment_id:id}/deletion", dependencies=_CHECKED)
async def delete(
    page: OnPage, article_id: str, comment_id: str, by: Discussing, desk: Comments, talks: Talks
) -> Response:
    async def deed() -> str:
        await desk.delete(ArticleId(article_id), CommentId(comment_id), by=by)
        return "یادداشت حذف شد"

    return await _answer(page, talks, ArticleId(article_id), by, deed, TypedComment())


@router.post(_PATH + "/{comment_id:id}/resolution", dependencies=_CHECKED)
async def resolve(
    page: OnPage, article_id: str, comment_id: str, by: Discussing, desk: Comments, talks: Talks
) -> Response:
    async def deed() -> str:
        await desk.resolve(ArticleId(article_id), CommentId(comment_id), by=by)
        return "این یادداشت رسیدگی شد"

    return await _answer(page, talks, ArticleId(article_id), by, deed, TypedComment())


@router.post(_PATH + "/{comment_id:id}/reopening", dependencies=_CHECKED)
async def reopen(
    page: OnPage, article_id: str, comment_id: str, by: Discussing, desk: Comments, talks: Talks
) -> Response:
    async def deed() -> str:
        await desk.reopen(ArticleId(article_id), CommentId(comment_id), by=by)
        return "این یادداشت دوباره باز شد"

    return await _answer(page, talks, ArticleId(article_id), by, deed, TypedComment())


async def _answer(
    page: Page,
    talks: ConversationQueries,
    article_id: ArticleId,
    by: Viewer,
    deed: Callable[[], Awaitable[str]],
    typed: TypedComment,
    *,
    editing: str = "",
) -> Response:
    """Do it and go back to the item; or show the conversation with what was typed and the reason of the refusal."""
    again: dict[str, Any] = {"editing": editing}
    try:
        said = await deed()
    except Unfit as error:
        return await _show(page, talks, article_id, by, typed, status=UNFIT_STATUS, errors=error.errors, **again)
    except Unreadable as error:
        errors = {error.field: str(error)}
        return await _show(page, talks, article_id, by, typed, status=UNFIT_STATUS, errors=errors, **again)
    except (NotTheAuthor, WrongState, Stale, CommentNotFound) as error:
        refusal = str(error) or "این یادداشت پیدا نشد."
        return await _show(page, talks, article_id, by, typed, status=page.status_of(error), refusal=refusal, **again)
    return page.go(f"/n/desk/{article_id}#comments", said=said)


async def _show(
    page: Page,
    talks: ConversationQueries,
    article_id: ArticleId,
    by: Viewer,
    typed: TypedComment,
    *,
    status: int = 200,
    **shown: Any,
) -> Response:
    rules = Rules(f"/n/desk/{article_id}/comments", sorts=("newest",), usual_sort="newest", size=_SIZE)
    listing = rules.read(page.request.query_params)
    article, found = await talks.of(article_id, by, skip=listing.skip, limit=_SIZE)
    if listing.page > listing.pages(found.total):
        listing = listing.within(found.total)
        article, found = await talks.of(article_id, by, skip=listing.skip, limit=_SIZE)
    can_write = DISCUSS.allows(by, article.publisher_id) and not article.deleted_at
    context: dict[str, Any] = {"errors": {}, "refusal": "", "editing": ""} | shown
    return page.show(
        "conversations/all.html",
        status=status,
        headline=article.content.headline,
        href=f"/n/desk/{article_id}",
        talk=Talk(found, can_write, talks.store.now()),
        listing=listing,
        typed=typed,
        comment_key=new_id(),
        **context,
    )

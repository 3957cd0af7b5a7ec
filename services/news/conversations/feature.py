"""The manifest of conversations: comments between author and desk, and what is new for each of them."""

from pathlib import Path

from services.news.conversations import access, api, mongo, pages
from services.news.conversations.domain import CommentNotFound, NotTheAuthor
from services.news.conversations.merging_usecases import PeopleMover
from shared.events.membership import PeopleMerged, PeopleMergeUndone
from shared.web.feature import Feature
from shared.web.parts import on
from shared.web.problems import Problem

FEATURE = Feature(
    name="conversations",
    routers=(api.router, pages.router),
    problems={
        CommentNotFound: Problem(404, "comment-not-found", "این یادداشت پیدا نشد."),
        NotTheAuthor: Problem(409, "not-the-author", "این یادداشت از شخص دیگری است."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Comments: the items that they are about are listed with the articles.",
    folder=Path(__file__).parent,
    things={mongo.COMMENTS: "یادداشت خبر", mongo.VISITS: "بازدید خبر"},
    actions=access.ACTIONS,
    deeds={
        "POST /api/news/articles/{article_id}/comments": "نوشتن یادداشت خبر",
        "POST /n/desk/{article_id}/comments": "نوشتن یادداشت خبر",
        "PUT /api/news/articles/{article_id}/comments/{comment_id}": "تغییر یادداشت خبر",
        "POST /n/desk/{article_id}/comments/{comment_id}": "تغییر یادداشت خبر",
        "DELETE /api/news/articles/{article_id}/comments/{comment_id}": "حذف یادداشت خبر",
        "POST /n/desk/{article_id}/comments/{comment_id}/deletion": "حذف یادداشت خبر",
        "POST /api/news/articles/{article_id}/comments/{comment_id}/resolution": "رسیدگی به یادداشت خبر",
        "POST /n/desk/{article_id}/comments/{comment_id}/resolution": "رسیدگی به یادداشت خبر",
        "DELETE /api/news/articles/{article_id}/comments/{comment_id}/resolution": "باز کردن دوباره یادداشت خبر",
        "POST /n/desk/{article_id}/comments/{comment_id}/reopening": "باز کردن دوباره یادداشت خبر",
    },
    listens=(
        on(PeopleMerged, PeopleMover, PeopleMover.merge),
        on(PeopleMergeUndone, PeopleMover, PeopleMover.undo),
    ),
)

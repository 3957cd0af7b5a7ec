"""The manifest of articles: the portal, the news desk, the interface for programs."""

from pathlib import Path

from services.news.articles import access, api, desk_pages, desk_section_pages, media_pages, mongo, pages
from services.news.articles.domain import ArticleNotFound, Unreadable, WrongState
from services.news.articles.merging_usecases import AuthorMover
from services.news.articles.open_work_queries import OpenArticles
from shared.events.membership import PeopleMerged, PeopleMergeUndone
from shared.web.feature import Feature
from shared.web.parts import on, open_work
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="articles",
    routers=(api.router, desk_pages.router, media_pages.router, desk_section_pages.router, pages.router, pages.public),
    problems={
        ArticleNotFound: Problem(404, "article-not-found", "این خبر پیدا نشد."),
        WrongState: Problem(409, "wrong-state", "این کار در وضعیت فعلی خبر ممکن نیست."),
        Unreadable: Problem(422, "unreadable", "پس از پاک‌سازی، متنی برای خواندن نماند."),
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    open_work=open_work(OpenArticles, OpenArticles.of),
    public=(mongo.ARTICLES,),
    folder=Path(__file__).parent,
    menu=(
        Link(label="خبرها", href="/", icon="news", order=1, under=("/n",)),
        Link(label="دستگاه‌ها", href="/offices", icon="building", order=2),
        Link(label="خبرها", href="/n/desk", icon="news", order=20, action=access.READ_DRAFTS),
    ),
    deeds={
        "POST /api/news/articles": "نوشتن خبر",
        "POST /n/desk/new": "نوشتن خبر",
        "PUT /api/news/articles/{article_id}": "ویرایش خبر",
        "POST /n/desk/{article_id}": "ویرایش خبر",
        "POST /n/desk/{article_id}/approval-request": "ارسال خبر برای تأیید",
        "POST /n/desk/{article_id}/media": "تصویرهای خبر",
        "POST /api/news/articles/{article_id}/approval": "تأیید خبر",
        "POST /n/desk/{article_id}/approval": "تأیید خبر",
        "POST /api/news/articles/{article_id}/publication": "انتشار خبر",
        "POST /n/desk/{article_id}/publication": "انتشار خبر",
        "POST /api/news/articles/{article_id}/correction": "تصحیح خبر",
        "POST /n/desk/{article_id}/correction": "تصحیح خبر",
        "POST /api/news/articles/{article_id}/withdrawal": "برداشتن خبر",
        "POST /n/desk/{article_id}/withdrawal": "برداشتن خبر",
    },
    listens=(
        on(PeopleMerged, AuthorMover, AuthorMover.merge),
        on(PeopleMergeUndone, AuthorMover, AuthorMover.undo),
    ),
    things={mongo.ARTICLES: "خبر"},
    actions=access.ACTIONS,
)

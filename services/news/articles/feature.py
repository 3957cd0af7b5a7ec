"""The manifest of articles: what they are, the portal, the interface for programs that read."""

from pathlib import Path

from services.news.articles import access, api, heirs_mongo, migrations_mongo, mongo, pages
from services.news.articles.errors_domain import ArticleNotFound, Incomplete, Unreadable, WrongState, WrongTime
from services.news.articles.open_work_queries import OpenArticles
from shared.web.feature import Feature
from shared.web.parts import open_work
from shared.web.problems import Problem
from shared.web.shell.navigation import Link

FEATURE = Feature(
    name="articles",
    routers=(api.router, pages.router, pages.public),
    problems={
        ArticleNotFound: Problem(404, "article-not-found", "این خبر پیدا نشد."),
        WrongState: Problem(409, "wrong-state", "این کار در وضعیت فعلی خبر ممکن نیست."),
        WrongTime: Problem(422, "wrong-time", "خبر را برای این زمان نمی‌توان گذاشت."),
        Incomplete: Problem(422, "incomplete", "پیش از این کار چیزی کم است."),
        Unreadable: Problem(422, "unreadable", "پس از پاک‌سازی، متنی برای خواندن نماند."),
    },
    indexes={**mongo.INDEXES, **heirs_mongo.INDEXES},
    audited={**mongo.AUDITED, **heirs_mongo.AUDITED},
    open_work=open_work(OpenArticles, OpenArticles.of),
    public=(mongo.ARTICLES,),
    folder=Path(__file__).parent,
    migrations=migrations_mongo.MIGRATIONS,
    menu=(
        Link(label="خبرها", href="/", icon="news", order=1, under=("/n",)),
        Link(label="دستگاه‌ها", href="/offices", icon="building", order=2),
    ),
    things={mongo.ARTICLES: "خبر", heirs_mongo.HEIRS: "شخص ادغام‌شده"},
    actions=access.ACTIONS,
)

"""The composition root of news."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI

from services.news.access import SEE_COMPONENTS
from services.news.articles import api, desk_pages, desk_part, mongo, pages
from services.news.articles.desk_queries import DeskQueries
from services.news.articles.domain import (
    ArticleNotFound,
    StaleArticle,
    Unreadable,
    WrongState,
)
from services.news.articles.mongo import MongoArticleRepository
from services.news.articles.queries import ArticleQueries, BadPlace
from services.news.articles.usecases import NewsDesk
from services.news.consumer import event_handlers
from services.news.deeds import WORDS
from services.news.publishers import mongo as publishers_mongo
from services.news.publishers.domain import PublisherUnknown
from services.news.publishers.mongo import MongoPublisherRepository
from services.news.publishers.queries import PublisherQueries
from services.news.publishers.usecases import PublisherDirectory
from services.news.settings import Settings
from shared.operations.audit_pages import TEMPLATES, audit_pages
from shared.runtime.clock import utc_now
from shared.runtime.ids import new_id
from shared.store.store import Store
from shared.web.problems import Problem
from shared.web.revocations import Revocations
from shared.web.rules import VISITORS, may
from shared.web.service import Service, create_app, serve
from shared.web.shell.gallery import gallery
from shared.web.shell.shell import Shell
from shared.web.shell.theme import theme_switch

PROBLEMS = {
    ArticleNotFound: Problem(404, "article-not-found", "این خبر پیدا نشد."),
    PublisherUnknown: Problem(404, "publisher-not-found", "چنین دستگاه یا نهادی ثبت نشده است."),
    WrongState: Problem(409, "wrong-state", "این کار در وضعیت کنونی خبر ممکن نیست."),
    StaleArticle: Problem(409, "stale-article", "این خبر را همین حالا کس دیگری تغییر داده است."),
    Unreadable: Problem(422, "unreadable", "پس از پاک‌سازی، متنی برای خواندن نماند."),
    BadPlace: Problem(422, "bad-place", "ادامه فهرست از این نشانه ممکن نیست."),
}

KEPT = (mongo, publishers_mongo)
"""The features with collections of their own."""


def run() -> None:
    """Serve the real thing."""
    settings = Settings()
    serve(create_news(settings), settings, name="news")


def create_news(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """Build the service around its database and its broker."""
    store = Store.open(
        settings.mongo_url,
        service="news",
        now=now,
        driver=settings.mongo_driver,
        audited=[feature.AUDITED for feature in KEPT],
    )
    revocations = Revocations(store)
    publishers = MongoPublisherRepository(store)
    publisher_queries = PublisherQueries(store)
    articles = ArticleQueries(store, publisher_queries, public_url=settings.public_url)
    desk = NewsDesk(
        articles=MongoArticleRepository(store),
        publishers=publishers,
        transaction=store.transaction,
        now=now,
        new_id=new_id,
        public_url=settings.public_url,
    )
    shell = Shell(
        Path(__file__).parent / "articles" / "templates",
        TEMPLATES,
        county=settings.county,
        demo=settings.demo,
        public_url=settings.public_url,
        now=now,
        locales=[Path(__file__).parent / "locale"],
    )
    return create_app(
        Service(
            name="news",
            title="Ravabet News",
            settings=settings,
            store=store,
            revocations=revocations,
            handlers=event_handlers(PublisherDirectory(publishers), revocations),
            shell=shell,
            # The desk and the trail first: their addresses would also do for an article.
            routers=[
                api.router,
                desk_pages.router,
                desk_part.router,
                audit_pages("/n", store, WORDS),
                pages.router,
                gallery(shell, guards=[VISITORS if settings.demo else may(SEE_COMPONENTS)]),
                theme_switch(public_url=settings.public_url),
            ],
            problems=PROBLEMS,
            indexes=[feature.INDEXES for feature in KEPT],
            state={
                "news_desk": desk,
                "desk_items": DeskQueries(store, publisher_queries),
                "articles": articles,
                "publishers": publisher_queries,
                "now": now,
            },
        )
    )

"""The manifest of revisions: every version of an article, and what differs between two of them."""

from pathlib import Path

from services.news.revisions import api, mongo, pages
from services.news.revisions.domain import RevisionNotFound
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="revisions",
    routers=(api.router, pages.router),
    problems={RevisionNotFound: Problem(404, "revision-not-found", "این نسخه از خبر نگه داشته نشده است.")},
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Versions of articles: those that are open are listed with the articles.",
    folder=Path(__file__).parent,
    things={mongo.REVISIONS: "نسخه خبر"},
)

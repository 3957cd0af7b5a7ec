"""The manifest of feeds."""

from pathlib import Path

from services.news.feeds import pages
from services.news.feeds.domain import FeedNotFound
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="feeds",
    folder=Path(__file__).parent,
    routers=(pages.public,),
    problems={FeedNotFound: Problem(404, "feed-not-found", "چنین خوراکی نیست؛ فهرست خوراک‌ها را ببینید.")},
)

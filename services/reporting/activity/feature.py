"""The manifest of activity."""

from pathlib import Path

from services.reporting.activity import mongo
from services.reporting.activity.usecases import ActivityCounter
from shared.events.news import NewsPublished, NewsWithdrawn
from shared.web.feature import Feature
from shared.web.parts import on

FEATURE = Feature(
    name="activity",
    folder=Path(__file__).parent,
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="Counts of what other services tell.",
    things={mongo.DEEDS: "شمارش"},
    listens=(
        on(NewsPublished, ActivityCounter, ActivityCounter.count_news),
        on(NewsWithdrawn, ActivityCounter, ActivityCounter.discount_news),
    ),
)

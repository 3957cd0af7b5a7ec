"""Events as the other services send them."""

from datetime import UTC, datetime

from shared.events.news import NewsCorrected, NewsPublished, NewsWithdrawn, Publisher

NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
WATER = Publisher(kind="office", id="water")


def published(article: str) -> NewsPublished:
    return NewsPublished(
        article_id=article,
        publisher=WATER,
        headline=f"خبر {article}",
        lead="از امروز نوبت‌بندی نیست.",
        url=f"http://ravabet.test/n/{article}",
        published_at=NOON,
    )


def corrected(article: str, *, major: bool, revision: int = 1) -> NewsCorrected:
    return NewsCorrected(
        article_id=article,
        publisher=WATER,
        revision=revision,
        headline=f"خبر {article}",
        note="ساعت درست شد.",
        major=major,
        url=f"http://ravabet.test/n/{article}",
        corrected_at=NOON,
    )


def withdrawn(article: str) -> NewsWithdrawn:
    return NewsWithdrawn(
        article_id=article, publisher=WATER, headline=f"خبر {article}", explanation="نادرست بود.", withdrawn_at=NOON
    )

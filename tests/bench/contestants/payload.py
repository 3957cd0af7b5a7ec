"""What all contestants send and keep: the same event, the same document, the same bytes."""

from datetime import UTC, datetime
from typing import Any

from services.news.articles.parts_domain import Content
from services.news.articles.writing_domain import content
from shared.events import Envelope
from shared.events.news import NewsCorrected, NewsPublished, Publisher
from shared.runtime.ids import new_event_id

_LEAD = (
    "اداره آب و فاضلاب شهرستان از شهروندان خواست پیش از آغاز کار، ظرف‌های ذخیره را پر کنند. "
    "کارکنان امور مشترکان در همه روزهای هفته از ساعت هفت تا نوزده پاسخ‌گوی پرسش‌ها هستند. "
)
_PUBLISHER = Publisher(kind="office", id="water")
_URL = "https://bahardasht.example/n"


def a_publication(article_id: str) -> NewsPublished:
    """A publication with about 1 KB of data."""
    return NewsPublished(
        article_id=article_id,
        publisher=_PUBLISHER,
        headline="آب محله‌های شمالی فردا از هشت تا چهارده قطع می‌شود",
        lead=_LEAD * 3,
        url=f"{_URL}/{article_id}",
        topics=("water", "outage"),
        county_wide=True,
        published_at=datetime.now(UTC),
    )


def an_article(number: int) -> Content:
    """What one of many articles says: a headline, a lead, and a text of 3 KB in six paragraphs."""
    return content(
        headline=f"آب محله‌های شمالی فردا از هشت تا چهارده قطع می‌شود ({number})",
        lead=_LEAD,
        text="".join(f"<p>{_LEAD * 2}</p>" for _ in range(6)),
    )


def a_correction(published: NewsPublished) -> NewsCorrected:
    """What a handler of the publication tells in its turn."""
    return NewsCorrected(
        article_id=published.article_id,
        publisher=published.publisher,
        revision=1,
        headline=published.headline,
        note="ساعت پایان درست شد.",
        major=True,
        url=published.url,
        topics=published.topics,
        county_wide=published.county_wide,
        corrected_at=published.published_at,
    )


def enveloped(event: NewsPublished | NewsCorrected, *, cause: str | None = None) -> Envelope:
    """The event as it travels and as an outbox keeps it."""
    return Envelope(
        id=new_event_id(),
        source="/services/news",
        time=datetime.now(UTC),
        data=event,
        seq=1,
        correlation_id=cause or new_event_id(),
        causation_id=cause,
    )


def row_of(published: NewsPublished) -> dict[str, Any]:
    """What the blind projection inserts."""
    return {
        "_id": published.article_id,
        "publisher": published.publisher.topic,
        "headline": published.headline,
        "url": published.url,
        "published_at": published.published_at,
    }


def a_tally(number: int) -> dict[str, Any]:
    """An aggregate as it is before the first event."""
    return {
        "_id": article_name(number),
        "version": 1,
        "publisher": _PUBLISHER.topic,
        "headline": "آب محله‌های شمالی فردا از هشت تا چهارده قطع می‌شود",
        "told": 0,
        "last_at": None,
    }


def told_once_more(tally: dict[str, Any], published: NewsPublished) -> dict[str, Any]:
    """The rule: the aggregate after one more event. Raises ValueError beyond the limit."""
    if tally["told"] >= _MOST_TOLD:
        raise ValueError("told too often")
    return tally | {
        "version": tally["version"] + 1,
        "told": tally["told"] + 1,
        "last_at": published.published_at,
    }


def article_name(number: int) -> str:
    """The id of one of the articles."""
    return f"bench-{number:012d}"


_MOST_TOLD = 1_000

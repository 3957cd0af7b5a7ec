"""Counting what offices do in public."""

from dataclasses import dataclass
from typing import Protocol

from services.reporting.activity.domain import Deed, Measure
from shared.events.news import NewsPublished, NewsWithdrawn
from shared.persian.jalali import day_of


class DeedRepository(Protocol):
    """Where deeds are kept."""

    async def put(self, deed: Deed) -> None:
        """Keep a deed; the same one again changes nothing."""

    async def forget(self, deed_id: str) -> None:
        """Remove a deed, if it is there."""


@dataclass(frozen=True, slots=True)
class ActivityCounter:
    """Counts articles. The id of a deed is that of its article, so that a repeated event counts once."""

    deeds: DeedRepository

    async def count_news(self, event: NewsPublished) -> None:
        """Count an article for its office, on the day in Tehran on which it was published."""
        if event.publisher.kind != "office":
            return
        await self.deeds.put(
            Deed(
                id=f"article/{event.article_id}",
                measure=Measure.PUBLISHED_NEWS,
                office_id=event.publisher.id,
                day=day_of(event.published_at),
                title=event.headline,
                url=event.url,
            )
        )

    async def discount_news(self, event: NewsWithdrawn) -> None:
        """No longer count a withdrawn article; reports that were already handed in keep their number."""
        await self.deeds.forget(f"article/{event.article_id}")

"""A use case of the notifier that remembers what it heard, and can be told to fail or to wait."""

import asyncio
from collections.abc import Iterable

from shared.events import Envelope
from shared.events.news import NewsPublished
from shared.messaging.delivery import Delivery
from shared.messaging.handlers import EventHandlers
from shared.runtime.ids import new_event_id
from shared.store.store import Store
from tests.shared.store.test_unit_of_work import published


def told(article: str, number: int = 1) -> NewsPublished:
    """The event of an article with this number; readers see the number as the headline."""
    return published(article).model_copy(update={"headline": str(number)})


def delivery(event: NewsPublished, *, seq: int = 1, event_id: str | None = None, now: Store | None = None) -> Delivery:
    """What the broker would bring, without a broker."""
    at = now.now() if now else event.published_at
    envelope = Envelope(id=event_id or new_event_id(), source="/services/news", time=at, data=event, seq=seq)
    return Delivery.read(envelope.encode(), 1, envelope.id)


async def tell(news: Store, *events: NewsPublished) -> None:
    """Keep them in one unit of work."""
    async with news.unit_of_work() as work:
        work.emit(*events)


class Listener:
    """Keeps the numbers it heard of each article, in their order."""

    def __init__(self, store: Store) -> None:
        self.faults: dict[str, Exception] = {}
        self.runs = self.in_hand = 0
        self.begun = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()
        self._store = store

    @property
    def handlers(self) -> EventHandlers:
        handlers = EventHandlers()
        handlers.on(NewsPublished, self._hear)
        return handlers

    async def heard(self) -> dict[str, list[int]]:
        return {row["_id"]: row["numbers"] for row in await self._store.find("heard", {})}

    async def has_heard(self, articles: Iterable[str]) -> bool:
        return set(await self.heard()) >= set(articles)

    async def has_heard_in_all(self, number: int) -> bool:
        return sum(map(len, (await self.heard()).values())) >= number

    async def _hear(self, event: NewsPublished) -> None:
        self.runs += 1
        self.in_hand += 1
        self.begun.set()
        try:
            await self._keep(event)
        finally:
            self.in_hand -= 1

    async def _keep(self, event: NewsPublished) -> None:
        await self.gate.wait()
        async with self._store.unit_of_work() as work:
            row = await work.get("heard", event.article_id) or {"numbers": []}
            numbers = [*row["numbers"], int(event.headline)]
            await work.put("heard", {"_id": event.article_id, "numbers": numbers})
        if fault := self.faults.get(event.article_id):
            raise fault

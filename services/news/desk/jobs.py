"""The job that publishes what was planned, on time, and ends what was deleted."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from services.news.articles.mongo import ARTICLES
from services.news.desk.planning_usecases import PressClock
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_EVERY_SECONDS: Final = 1.0
_GATHER_SECONDS: Final = 0.1
"""After the first of some changes, so that it does not look while their requests are still being answered."""
_REMIND_EVERY: Final = timedelta(minutes=1)
_FORGET_EVERY: Final = timedelta(hours=1)

log = structlog.get_logger()


@dataclass(slots=True)
class PressRunner:
    """Runs the clock in one of the replicas: the one that holds the lease."""

    store: Store
    lease: Lease
    clock: PressClock
    forgot_at: datetime | None = None
    reminded_at: datetime | None = None

    async def run(self) -> None:
        """Look every second, and at once when an article was changed."""
        bell = self.store.bells.hang(ARTICLES)
        while True:
            try:
                if await self.lease.hold():
                    await self.turn()
            except Exception as error:
                if not is_unavailable(error):
                    raise
            if await bell.wait(at_most=_EVERY_SECONDS):
                await asyncio.sleep(_GATHER_SECONDS)

    async def turn(self) -> None:
        """Publish what is due. An article that cannot be published keeps none of the others waiting."""
        for article_id in await self.clock.due():
            try:
                await self.store.run_again(partial(self.clock.publish, article_id))
            except Exception as error:
                if is_unavailable(error):
                    raise
                log.exception("article.not_published", article=article_id)
        now = self.store.now()
        if self.reminded_at is None or now - self.reminded_at >= _REMIND_EVERY:
            await self.store.run_again(self.clock.remind)
            self.reminded_at = now
        if self.forgot_at is None or now - self.forgot_at >= _FORGET_EVERY:
            await self.store.run_again(self.clock.forget_deleted)
            self.forgot_at = now

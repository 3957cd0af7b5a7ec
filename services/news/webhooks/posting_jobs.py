"""The job that posts: reads the archive for each webhook, and tries what is due."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog
from prometheus_client import Counter

from services.news.guests.domain import GuestNotFound
from services.news.guests.mongo import MongoGuestRepository
from services.news.webhooks.domain import Answer, Delivery, DeliveryState, State, Webhook, pause_after, types_for
from services.news.webhooks.mongo import DELIVERIES, WEBHOOKS, MongoWebhookRepository
from services.news.webhooks.post_outside import WebhookPost
from shared.runtime.stale import Stale
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_POLL_SECONDS: Final = 1.0
_AT_ONCE: Final = 8
_CHUNK: Final = 500

POSTED = Counter("ravabet_webhook_posts_total", "Tries to post an event to a guest", ["outcome"])

log = structlog.get_logger()


@dataclass(slots=True)
class _Rest:
    """A webhook that took nothing is left alone for a while, whatever else waits for it."""

    failures: int = 0
    until: datetime | None = None


@dataclass(slots=True)
class WebhookRunner:
    """Posts to all webhooks. One replica at a time does."""

    store: Store
    guests: MongoGuestRepository
    webhooks: MongoWebhookRepository
    post: WebhookPost
    _rests: dict[str, _Rest] = field(default_factory=dict)

    async def run(self) -> None:
        """Post until cancelled."""
        lease, bell = Lease(self.store, "webhooks", seconds=30), self.store.bells.hang(DELIVERIES, WEBHOOKS)
        while True:
            try:
                if await lease.hold():
                    await asyncio.gather(*(self._serve(each) for each in await self.webhooks.active()))
            except Exception as error:
                if not is_unavailable(error):
                    raise
            await bell.wait(at_most=_POLL_SECONDS)

    async def close(self) -> None:
        """Close the connections."""
        await self.post.close()

    async def _serve(self, webhook: Webhook) -> None:
        try:
            guest = await self.guests.get(webhook.id)
        except GuestNotFound:
            # One who is let in later under the same name must not inherit it.
            await self.store.run_again(lambda: self.webhooks.remove(webhook.id))
            return
        await self._read_archive(webhook, types_for(guest))
        rest = self._rests.setdefault(webhook.id, _Rest())
        while rest.until is None or rest.until <= self.store.now():
            due = await self.webhooks.due(webhook.id, limit=_AT_ONCE)
            if not due:
                break
            answers = await asyncio.gather(*(self._try(webhook, each) for each in due))
            if not await self._note(webhook, answers):
                break
            self._let_rest(rest, answers)

    async def _read_archive(self, webhook: Webhook, types: Sequence[str]) -> None:
        last: Delivery | None = None
        while found := await self.webhooks.next_of_archive(webhook, types, after=last, limit=_CHUNK):
            await self.webhooks.add(found)
            last = found[-1]
            webhook.read_until = max(webhook.read_until, last.sent_at)

    async def _try(self, webhook: Webhook, delivery: Delivery) -> Answer:
        body = await self.webhooks.body_of(delivery)
        if body is None:
            delivery.state = DeliveryState.LOST
            answer = Answer(self.store.now(), 200)
        else:
            answer = await self.post.send(webhook.url, body, event_id=delivery.event_id, secret=webhook.secret)
            delivery.note(answer)
            POSTED.labels("taken" if answer.is_good else "refused").inc()
        await self.store.run_again(lambda: self.webhooks.put(delivery))
        return answer

    async def _note(self, webhook: Webhook, answers: Sequence[Answer]) -> bool:
        """Keep what the answers say of the webhook, and return whether to go on."""
        was_failing, read_until = webhook.failing_since, webhook.read_until
        # One that was taken shows that the address works; what it refuses has to do with the event.
        webhook.note(next((each for each in answers if each.is_good), answers[-1]))
        try:
            kept = await self.webhooks.get(webhook.id)
            if kept.version != webhook.version:
                return False
            if (webhook.failing_since, webhook.state) != (was_failing, kept.state) or read_until != kept.read_until:
                await self.store.run_again(lambda: self.webhooks.save(webhook))
        except Stale:
            return False
        if webhook.state is State.OFF:
            log.warning("webhook.switched_off", guest=webhook.id, status=answers[-1].status)
        return webhook.state is State.ACTIVE

    def _let_rest(self, rest: _Rest, answers: Sequence[Answer]) -> None:
        if any(each.is_good for each in answers):
            rest.failures, rest.until = 0, None
        else:
            rest.failures += 1
            rest.until = self.store.now() + min(pause_after(rest.failures), timedelta(minutes=10))

"""The job that posts: reads the archive for each webhook, and tries what is due."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
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


class WebhookRunner:
    """Posts to all webhooks, each at its own pace. One replica at a time does."""

    def __init__(
        self, store: Store, guests: MongoGuestRepository, webhooks: MongoWebhookRepository, post: WebhookPost
    ) -> None:
        self._store = store
        self._guests = guests
        self._webhooks = webhooks
        self._post = post
        # Longer than one round takes, which ends with the slowest answer.
        self._lease = Lease(store, "webhooks", seconds=60)
        self._bell = store.bells.hang(DELIVERIES, WEBHOOKS)
        self._rests: dict[str, _Rest] = {}

    async def run(self) -> None:
        """Post until cancelled."""
        at_work: dict[str, asyncio.Task[None]] = {}
        try:
            while True:
                for webhook in await self._active():
                    # One whose address is slow is still at work on its last events.
                    if webhook.id not in at_work or at_work[webhook.id].done():
                        at_work[webhook.id] = asyncio.create_task(self._serve(webhook))
                await self._bell.wait(at_most=_POLL_SECONDS)
        finally:
            for task in at_work.values():
                task.cancel()
            await asyncio.gather(*at_work.values(), return_exceptions=True)

    async def close(self) -> None:
        """Close the connections."""
        await self._post.close()

    async def _active(self) -> Sequence[Webhook]:
        try:
            return await self._webhooks.active() if await self._lease.hold() else ()
        except Exception as error:
            if not is_unavailable(error):
                raise
            return ()

    async def _serve(self, webhook: Webhook) -> None:
        """Post what is due to one webhook. What goes wrong with it is no trouble of the others."""
        try:
            await self._post_due(webhook)
        except Exception as error:
            if not is_unavailable(error):
                log.exception("webhook.failed", guest=webhook.id)

    async def _post_due(self, webhook: Webhook) -> None:
        try:
            guest = await self._guests.get(webhook.id)
        except GuestNotFound:
            # One who is let in later under the same name must not inherit it.
            await self._store.run_again(lambda: self._webhooks.remove(webhook.id))
            return
        await self._read_archive(webhook, types_for(guest))
        rest = self._rests.setdefault(webhook.id, _Rest())
        # Asked before each round: with many events this takes longer than a lease.
        while (rest.until is None or rest.until <= self._store.now()) and await self._lease.hold():
            due = await self._webhooks.due(webhook.id, limit=_AT_ONCE)
            if not due:
                break
            answers = [each for each in await asyncio.gather(*(self._try(webhook, each) for each in due)) if each]
            if answers:
                self._let_rest(rest, answers)
            if not await self._note(webhook, answers):
                break

    async def _read_archive(self, webhook: Webhook, types: Sequence[str]) -> None:
        last: Delivery | None = None
        while found := await self._webhooks.next_of_archive(webhook, types, after=last, limit=_CHUNK):
            await self._webhooks.add(found)
            last = found[-1]
            webhook.read_until = max(webhook.read_until, last.sent_at)

    async def _try(self, webhook: Webhook, delivery: Delivery) -> Answer | None:
        """Post one event and return the answer; None when its text is no longer kept."""
        body, answer = await self._webhooks.body_of(delivery), None
        if body is None:
            delivery.state = DeliveryState.LOST
        else:
            answer = await self._post.send(webhook.url, body, event_id=delivery.event_id, secret=webhook.secret)
            delivery.note(answer)
            POSTED.labels("taken" if answer.is_good else "refused").inc()
        await self._store.run_again(lambda: self._webhooks.put(delivery))
        return answer

    async def _note(self, webhook: Webhook, answers: Sequence[Answer]) -> bool:
        """Keep what the answers say of the webhook, and return whether to go on."""
        if answers:
            # One that was taken shows that the address works; what it refuses has to do with the event.
            webhook.note(next((each for each in answers if each.is_good), answers[-1]))
        kept = await self._webhooks.get(webhook.id)
        if kept.version != webhook.version:
            # An operator has changed it; what it is now is looked up at the next turn.
            return False
        if webhook != kept:
            try:
                await self._store.run_again(lambda: self._webhooks.save(webhook))
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
            rest.until = self._store.now() + min(pause_after(rest.failures), timedelta(minutes=10))

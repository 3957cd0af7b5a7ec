"""Taking what guests post: each once, and with an answer."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.news.ingest.domain import IdTaken, Post, Receipt, Refused, State
from services.news.ingest.judging_domain import Admitted
from shared.events import Event

_MOST_TOGETHER = 200


class ReceiptRepository(Protocol):
    """Where receipts are kept."""

    async def get(self, key: str) -> Receipt | None:
        """The receipt of a post, if it came before."""

    async def keep(self, receipt: Receipt, event: Event | None, *, source: str, traceparent: str | None) -> None:
        """Keep it, with the event to publish under its id in the guest's name: both, or neither."""


@dataclass(frozen=True, slots=True)
class Ingest:
    """The door for guests' events. Run each `take` in a unit of work."""

    receipts: ReceiptRepository
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def take(self, admitted: Admitted, post: Post) -> Receipt:
        """Judge a post, and publish it unless it came before. Raises IdTaken.

        A post that was refused may be sent again under the same id, with or without changes: nothing was taken.
        """
        guest = admitted.guest
        before = await self.receipts.get(post.key)
        if before and before.state is State.ACCEPTED:
            if before.digest != post.digest:
                raise IdTaken
            return before
        receipt = Receipt(
            post.key,
            guest.id,
            post.id,
            before.status_id if before else self.new_id(),
            post.type,
            State.ACCEPTED,
            self.now(),
            is_sandbox=guest.is_sandbox,
        )
        event = None
        try:
            event = admitted.event_of(post)
            receipt.digest, receipt.event_id, receipt.schema = post.digest, post.event_id, post.type
        except Refused as refusal:
            receipt.state, receipt.faults, receipt.schema = State.REFUSED, refusal.faults, refusal.schema
        sent = None if guest.is_sandbox else event
        await self.receipts.keep(receipt, sent, source=guest.source, traceparent=post.traceparent)
        return receipt


Answer = Receipt | Exception
Wanted = tuple[Admitted, Post]
Together = Callable[[Sequence[Wanted]], Awaitable[Sequence[Answer]]]
"""Takes several posts in one transaction; the answer to each is its receipt, or what was raised for it alone."""


class Counter:
    """Where posts that arrive together are taken together: while one transaction runs, the next ones gather."""

    def __init__(self, together: Together) -> None:
        self._together = together
        self._waiting: list[tuple[Wanted, asyncio.Future[Receipt]]] = []
        self._work: asyncio.Task[None] | None = None

    async def take(self, admitted: Admitted, post: Post) -> Receipt:
        """Take one post. Raises IdTaken, and whatever hinders the transaction."""
        answer: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting.append(((admitted, post), answer))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._take_all())
        return await answer

    async def _take_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_MOST_TOGETHER], self._waiting[_MOST_TOGETHER:]
            try:
                answers = await self._together([wanted for wanted, _ in batch])
            except Exception as error:  # noqa: BLE001 - each of those who wait is told
                answers = [error] * len(batch)
            for (_, future), answer in zip(batch, answers, strict=True):
                if future.done():
                    continue
                if isinstance(answer, Exception):
                    future.set_exception(answer)
                else:
                    future.set_result(answer)

"""What one channel has brought and nobody has acknowledged yet."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence

from shared.messaging.delivery import Delivery

_BATCH_EVENTS = 200
_BATCH_BYTES = 4_000_000
# So many turns of the loop lie between bytes in the socket and their delivery.
_TURNS = 5


class Window:
    """Hands out batches, and never an event while an earlier one of its subject is in somebody's hand.

    Lives as long as its channel: deliveries die with it and come again.
    """

    def __init__(self) -> None:
        self._waiting: deque[Delivery] = deque()
        self._subjects_in_hand: set[str] = set()
        self._batches_in_hand = 0
        self._unsettled: deque[int] = deque()
        self._settled: set[int] = set()
        self._is_closed = False
        self._changed = asyncio.Event()
        self._moved_at = time.monotonic()

    @property
    def idle_seconds(self) -> float:
        """For how long nothing has come and nothing was in hand."""
        if self._waiting or self._batches_in_hand:
            return 0.0
        return time.monotonic() - self._moved_at

    def put(self, delivery: Delivery) -> None:
        """One has arrived."""
        self._waiting.append(delivery)
        self._unsettled.append(delivery.tag)
        self._moves()

    def close(self) -> None:
        """Hand out nothing more."""
        self._is_closed = True
        self._moves()

    async def take(self) -> list[Delivery]:
        """What may be handled now, at least one; nothing waits for a fuller batch. Empty when all is over."""
        while not self._is_closed:
            # Cleared before anything is awaited: a change that comes meanwhile must end the wait.
            self._changed.clear()
            await self._until_all_is_read()
            if self._is_closed:
                break
            if batch := self._take_now():
                if self._waiting:
                    self._changed.set()
                return batch
            await self._changed.wait()
        return []

    async def _until_all_is_read(self) -> None:
        """What is on the wire already belongs to the next batch, too: small ones cost more an event."""
        there = -1
        while there < len(self._waiting) < _BATCH_EVENTS:
            there = len(self._waiting)
            for _ in range(_TURNS):
                await asyncio.sleep(0)

    def settle(self, batch: Sequence[Delivery], unfinished: Sequence[Delivery]) -> int | None:
        """Take back what is unfinished, before all that waits. The tag up to which all may be acknowledged, if any."""
        self._waiting.extendleft(reversed(unfinished))
        self._batches_in_hand -= 1
        self._subjects_in_hand.difference_update(delivery.subject for delivery in batch)
        self._settled.update(delivery.tag for delivery in batch)
        self._settled.difference_update(delivery.tag for delivery in unfinished)
        self._moves()
        last = None
        while self._unsettled and self._unsettled[0] in self._settled:
            last = self._unsettled.popleft()
            self._settled.discard(last)
        return last

    def _take_now(self) -> list[Delivery]:
        batch: list[Delivery] = []
        size = 0
        passed_over: list[Delivery] = []
        held = set(self._subjects_in_hand)
        while self._waiting and len(batch) < _BATCH_EVENTS and size < _BATCH_BYTES:
            delivery = self._waiting.popleft()
            if delivery.subject in held:
                passed_over.append(delivery)
            else:
                batch.append(delivery)
                size += len(delivery.body)
        self._waiting.extendleft(reversed(passed_over))
        if batch:
            self._batches_in_hand += 1
            self._subjects_in_hand.update(delivery.subject for delivery in batch if delivery.subject)
        return batch

    def _moves(self) -> None:
        self._moved_at = time.monotonic()
        self._changed.set()

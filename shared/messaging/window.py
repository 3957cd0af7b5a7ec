"""The window: deliveries of one channel that are not acknowledged yet."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence

from shared.messaging.delivery import Delivery

_BATCH_EVENTS = 200
_BATCH_BYTES = 4_000_000
# It takes this many turns of the event loop from bytes in the socket to their delivery.
_TURNS = 5


class Window:
    """Hands out batches of deliveries, never one while an earlier one of its subject is being handled.

    It lives as long as its channel: when a channel ends, the broker delivers its unacknowledged messages again.
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
        """For how many seconds nothing has arrived and nothing was in hand."""
        if self._waiting or self._batches_in_hand:
            return 0.0
        return time.monotonic() - self._moved_at

    def put(self, delivery: Delivery) -> None:
        """Add a delivery that has arrived."""
        self._waiting.append(delivery)
        self._unsettled.append(delivery.tag)
        self._moves()

    def give_up(self, tag: int) -> None:
        """Let no acknowledgement pass this delivery, and close: on the next channel the broker delivers it again."""
        self._unsettled.append(tag)
        self.close()

    def close(self) -> None:
        """Hand out no more batches."""
        self._is_closed = True
        self._moves()

    async def take(self) -> list[Delivery]:
        """Wait for deliveries that may be handled now, and return at least one, without waiting for a fuller batch.

        Returns an empty list once the window is closed.
        """
        while not self._is_closed:
            # Cleared before the first await, so that a change in the meantime ends the wait below.
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
        """Let bytes that have arrived already become part of the next batch: small batches cost more for each event."""
        there = -1
        while there < len(self._waiting) < _BATCH_EVENTS:
            there = len(self._waiting)
            for _ in range(_TURNS):
                await asyncio.sleep(0)

    def settle(self, batch: Sequence[Delivery], unfinished: Sequence[Delivery]) -> int | None:
        """Finish a batch, and return the tag up to which all deliveries may be acknowledged, if there is one.

        Unfinished deliveries go back to the front of those that wait.
        """
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

"""Retries events that were set aside: many together, but alone if a process may have died of the event."""

from collections.abc import Sequence
from contextlib import suppress

import structlog
from pymongo.errors import PyMongoError

from shared.events import Envelope, FutureVersion, Malformed, UnknownType, decode
from shared.events.catalogue import BY_TYPE
from shared.messaging.handlers import EventHandlers, task_of
from shared.messaging.pauses import Pauses
from shared.messaging.set_aside import COLLECTION, Aside, SetAside
from shared.store.batch import Failed, Handled, Postponed, run_batch
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_POLL_SECONDS = 1.0
_LEASE_SECONDS = 10.0

log = structlog.get_logger()


class Retry:
    """Tries the set-aside events of one service again, on the one replica that holds the lease."""

    def __init__(self, store: Store, handlers: EventHandlers, pauses: Pauses) -> None:
        self._store = store
        self._handlers = handlers
        self._pauses = pauses
        self._aside = SetAside(store)
        self._lease = Lease(store, "retry", seconds=_LEASE_SECONDS)
        self._bell = store.bells.hang(COLLECTION)
        self._in_hand: Sequence[Aside] = ()

    async def run(self) -> None:
        """Retry events until cancelled."""
        try:
            while True:
                await self._retry_or_wait_for_store()
                await self._bell.wait(at_most=_POLL_SECONDS)
        finally:
            with suppress(PyMongoError):
                await self._put_back()
            await self._lease.give_back()

    async def retry_due(self) -> None:
        """Retry all events that are due, and those that were held until an upgrade or the end of a pause."""
        await self._pauses.refresh()
        known = set(self._handlers.types) - self._pauses.types
        # In the middle of an upgrade the replica of the release before may hold the lease, and could not read them.
        if await self._aside.has_held(known) and await self._lease.hold():
            await self._aside.release(known)
        await self._put_back()
        while await self._aside.has_due() and await self._lease.hold():
            events = await self._aside.due(but=self._pauses.types)
            if not events:
                return
            if events[0].has_died:
                await self._aside.died(events[0])
                continue
            self._in_hand = events
            await self._aside.begin(events)
            await self._try(await self._handleable(events))
            await self._put_back()

    async def _retry_or_wait_for_store(self) -> None:
        try:
            await self.retry_due()
        except Exception as error:
            if not is_unavailable(error):
                raise

    async def _put_back(self) -> None:
        """Reset the death counts of the events in hand: an outage or an orderly stop ended the try, not a death."""
        if self._in_hand:
            await self._aside.survived(self._in_hand)
            self._in_hand = ()

    async def _handleable(self, events: Sequence[Aside]) -> list[tuple[Aside, Envelope]]:
        """Return the events that can be read. A newer version waits on, anything else is parked."""
        found = []
        for event in events:
            try:
                found.append((event, decode(event.body, BY_TYPE)))
            except FutureVersion as newer:
                # It was released by a replica that knows it, from which this one of the release before took the lease.
                await self._aside.hold(event, str(newer))
            except (Malformed, UnknownType) as error:
                await self._aside.park(event, str(error))
        return found

    async def _try(self, events: Sequence[tuple[Aside, Envelope]]) -> None:
        heard = [
            (event, envelope, handler) for event, envelope in events if (handler := self._handlers.get(envelope.type))
        ]
        outcomes = await run_batch(
            self._store, [task_of(self._store, envelope, handler) for _, envelope, handler in heard]
        )
        left = set()
        for (event, _, _), outcome in zip(heard, outcomes, strict=True):
            match outcome:
                case Failed(error):
                    left.add(event.event_id)
                    await self._aside.failed(event, error)
                case Postponed():
                    left.add(event.event_id)
                case Handled():
                    log.info("event.handled_late", event_id=event.event_id, type=event.event_type)
        await self._aside.done([event for event, _ in events if event.event_id not in left])

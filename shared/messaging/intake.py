"""The intake: decides for each event that arrives whether it is handled, set aside, parked or left for later."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from aio_pika.abc import AbstractQueue

from shared.events import Envelope, FutureVersion, Malformed, UnknownType
from shared.events.heartbeats import Heartbeat
from shared.messaging.delivery import Delivery
from shared.messaging.handlers import EventHandlers, Handler, task_of
from shared.messaging.heartbeat import HeartbeatKeeper
from shared.messaging.metrics import LAG_SECONDS, count
from shared.messaging.pauses import Pauses
from shared.messaging.set_aside import Aside, SetAside
from shared.store.batch import Failed, Handled, Postponed, Task, handled_before, run_batch
from shared.store.store import Store

_SUSPICIOUS = 3
"""An event that was delivered this often without an acknowledgement may be what kills its consumers."""

_ONE_SECONDS = 10.0


@dataclass(slots=True)
class _Arrival:
    message: Delivery
    envelope: Envelope
    task: Task

    @property
    def aside(self) -> Aside:
        return Aside.of(self.envelope, self.message.body)


class Intake:
    """Handles the events of a service, or sets them aside, in the order of each subject."""

    def __init__(self, store: Store, handlers: EventHandlers, pauses: Pauses, heartbeat: HeartbeatKeeper) -> None:
        self._store = store
        self._handlers = handlers
        self._pauses = pauses
        self._heartbeat = heartbeat
        self._aside = SetAside(store)

    async def handle(self, messages: Sequence[Delivery]) -> list[Delivery]:
        """Handle a batch, and return the deliveries whose turn has not come yet.

        When it raises because the database does not answer (`is_unavailable`), the whole batch may be handed in again.
        """
        arrivals = await self._not_suspicious(await self._not_paused(await self._arrivals(messages)))
        ready, known = await asyncio.gather(
            self._not_behind_others(arrivals),
            handled_before(self._store, [key for arrival in arrivals if (key := arrival.task.inbox_id)]),
        )
        outcomes = await run_batch(self._store, [arrival.task for arrival in ready], known=known)
        unfinished = []
        failed: set[str] = set()
        behind: list[Aside] = []
        now = self._store.now()
        for arrival, outcome in zip(ready, outcomes, strict=True):
            match outcome:
                case Handled():
                    count(arrival.envelope.type, "handled")
                    _lag_of(arrival.envelope.type).observe((now - arrival.envelope.time).total_seconds())
                case Failed(error):
                    failed.add(arrival.envelope.subject)
                    await self._aside.failed(arrival.aside, error)
                case Postponed() if arrival.envelope.subject in failed:
                    behind.append(arrival.aside)
                case Postponed():
                    unfinished.append(arrival.message)
        await self._aside.wait_behind(*behind)
        return unfinished

    async def bury(self, dead: AbstractQueue) -> None:
        """Take over messages that the broker itself gave up, since their consumers died again and again.

        That they were in the hands of those consumers proves nothing against them, so each is tried alone, like any
        other event that came too often.
        """
        while True:
            # A limit for each: there may be hundreds of them, and a broker that does not answer must not hold us here.
            async with asyncio.timeout(_ONE_SECONDS):
                message = await dead.get(fail=False)
                if message is None:
                    return
                given_up = Delivery.read(message.body, message.delivery_tag or 0, message.message_id)
                await self._aside.suspect(*(arrival.aside for arrival in await self._arrivals([given_up])))
                count(message.type or "unknown", "given_up")
                await message.ack()

    async def _not_paused(self, arrivals: Sequence[_Arrival]) -> Sequence[_Arrival]:
        paused = self._pauses.types
        if not paused:
            return arrivals
        for arrival in arrivals:
            if arrival.envelope.type in paused:
                await self._aside.hold(arrival.aside, "its handler is paused")
        return [arrival for arrival in arrivals if arrival.envelope.type not in paused]

    async def _not_suspicious(self, arrivals: Sequence[_Arrival]) -> Sequence[_Arrival]:
        """Return the arrivals that cannot have killed a process; set the others aside.

        When a process dies, the broker counts a failed delivery for every event that the process had in hand. Events
        with too many, and the others of their subjects, are set aside and then tried one at a time. Asking the broker
        for one event at a time instead would break the order: an event that is returned goes behind all others that
        were returned (measured on 3.10).
        """
        suspected = {arrival.envelope.subject for arrival in arrivals if arrival.message.times >= _SUSPICIOUS}
        if not suspected:
            return arrivals
        await self._aside.suspect(*(arrival.aside for arrival in arrivals if arrival.envelope.subject in suspected))
        return [arrival for arrival in arrivals if arrival.envelope.subject not in suspected]

    async def _not_behind_others(self, arrivals: Sequence[_Arrival]) -> list[_Arrival]:
        if not arrivals:
            return []
        waiting = await self._aside.waiting_subjects(arrival.envelope.subject for arrival in arrivals)
        await self._aside.wait_behind(*(arrival.aside for arrival in arrivals if arrival.envelope.subject in waiting))
        return [arrival for arrival in arrivals if arrival.envelope.subject not in waiting]

    async def _arrivals(self, messages: Sequence[Delivery]) -> list[_Arrival]:
        """Return the events that have a handler. All other messages are ignored, parked or made to wait here."""
        arrivals = []
        for message in messages:
            if not isinstance(message.content, Envelope):
                await self._keep_unread(message, message.content)
            elif handler := self._handler_of(message.content):
                arrivals.append(_Arrival(message, message.content, task_of(self._store, message.content, handler)))
        return arrivals

    async def _keep_unread(self, message: Delivery, fault: Malformed | FutureVersion | UnknownType) -> None:
        match fault:
            case Malformed():
                await self._aside.park(Aside.unreadable(message.body, message.message_id), str(fault))
                count("malformed", "parked")
            case FutureVersion() as newer:
                aside = Aside(message.body, newer.event_id, newer.event_type, newer.subject, newer.seq)
                await self._aside.hold(aside, str(newer))
            case UnknownType():
                count("unknown", "ignored")

    def _handler_of(self, envelope: Envelope) -> Handler | None:
        if isinstance(envelope.data, Heartbeat):
            # A heartbeat needs no inbox: to see one twice does no harm.
            self._heartbeat.beat(envelope.data)
            return None
        handler = self._handlers.get(envelope.type)
        if handler is None:
            count(envelope.type, "ignored")
        return handler


# Looking up the labels of a metric costs more than using them.
_lag_of = cache(LAG_SECONDS.labels)

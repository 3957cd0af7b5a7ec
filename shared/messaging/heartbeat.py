"""The heartbeat of a service: an event to itself, through outbox, relay, broker, queue and consumer."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

from pymongo.errors import PyMongoError

from shared.events.heartbeats import HEARTBEATS, Heartbeat
from shared.messaging.metrics import HEARTBEAT_SECONDS
from shared.messaging.pulse import Pulse
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.outbox import PENDING
from shared.store.store import Store
from shared.store.work import OUTBOX, SIGNS

_EVERY_SECONDS = 5.0
_LONGEST_SILENCE = timedelta(seconds=20)
_ARRIVAL = "arrival"
_IN_HAND = timedelta(minutes=1)
"""For so long an event may be in hand although a later heartbeat was handled already, and clocks may differ."""


class HeartbeatKeeper:
    """Sends a heartbeat every five seconds, and reports trouble when no event arrived for twenty.

    Only one replica's consumer is active, so arrivals are written to the database, where the standbys see them. Every
    handled event counts as an arrival: behind a long queue a heartbeat comes late although nothing is wrong.
    """

    def __init__(self, store: Store) -> None:
        self.pulse = Pulse("heartbeat")
        self._is_missed = False
        self._store = store
        self._event = HEARTBEATS[store.service]
        self._lease = Lease(store, "heartbeat", seconds=4 * _EVERY_SECONDS)
        self._signs = store.driver.collection(SIGNS)
        self._heard_at: datetime | None = None
        self._beat_at: datetime | None = None
        self._written_at: datetime | None = None

    async def run(self) -> None:
        """Send heartbeats and watch for arrivals until cancelled."""
        while True:
            try:
                if await self._lease.hold():
                    await self._store.run_again(self._send)
                await self._judge()
            except Exception as error:
                if not is_unavailable(error):
                    raise
                self.pulse.unwell("the database does not answer")
            await asyncio.sleep(_EVERY_SECONDS)

    def beat(self, heartbeat: Heartbeat) -> None:
        """Record that a heartbeat arrived, and how long it was on its way."""
        HEARTBEAT_SECONDS.set((self._store.now() - heartbeat.beat_at).total_seconds())
        self._beat_at = heartbeat.beat_at

    async def arrived(self) -> None:
        """Record that events were handled and acknowledged."""
        self.pulse.well()
        self._is_missed = False
        self._heard_at = now = self._store.now()
        if self._written_at is None or now - self._written_at >= timedelta(seconds=_EVERY_SECONDS) / 2:
            # If it cannot be written now, only the standbys do not see it.
            with suppress(PyMongoError):
                beat = {"$max": {"beat_at": self._beat_at}} if self._beat_at else {}
                await self._signs.update_one({"_id": _ARRIVAL}, {"$set": {"at": now}} | beat, upsert=True)
                self._written_at = now

    def is_missed_by(self, waited: float) -> bool:
        """Return whether a consumer that waited this many seconds is cut off: no replica has had an event either."""
        return self._is_missed and waited > _LONGEST_SILENCE.total_seconds()

    async def _send(self) -> None:
        """Queue a heartbeat, unless the last one still waits in the outbox: so they do not pile up without a broker."""
        async with self._store.unit_of_work() as work:
            heartbeat = self._event(service=self._store.service, beat_at=self._store.now())
            last = await work.find(OUTBOX, {"subject": heartbeat.subject}, sort=[("seq", -1)], limit=1)
            if not last or last[0]["state"] != PENDING:
                work.emit(heartbeat)

    async def _judge(self) -> None:
        sign = await self._store.get(SIGNS, _ARRIVAL)
        # An event may have arrived while the row was read, or since it was last written.
        heard = [at for at in (self._heard_at, sign and sign["at"]) if at]
        silence = self._store.now() - max(heard) if heard else None
        self._is_missed = silence is None or silence > _LONGEST_SILENCE
        if silence is None:
            self.pulse.unwell("no event has come through yet")
        elif self._is_missed:
            self.pulse.unwell(f"no event has come through for {silence.total_seconds():.0f} seconds")
        else:
            self.pulse.well()


async def everything_came_until(store: Store) -> datetime | None:
    """Return a moment: what was published before it has come to this service by now, or never will.

    A service has one queue, and its own heartbeats go through it: what was sent long before a heartbeat that was
    handled was ahead of it. Returns None when no heartbeat has come yet.
    """
    sign = await store.get(SIGNS, _ARRIVAL)
    beat_at: datetime | None = (sign or {}).get("beat_at")
    return beat_at - _IN_HAND if beat_at else None

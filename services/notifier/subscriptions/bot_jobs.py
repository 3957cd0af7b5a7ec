"""The job that reads what people write to the Bale bot, and answers: follow, stop, help."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from services.notifier.channels.bale_outside import BaleChannel
from services.notifier.channels.bale_updates_domain import Start, Stop, Update
from services.notifier.channels.domain import Later
from services.notifier.subscriptions.usecases import Follower
from services.notifier.topics.domain import TopicUnknown, topic_of
from shared.runtime.background import running
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_PLACES = "bot_places"
_PAUSE_SECONDS = 5.0

_HELP = "برای دنبال کردن، پیوند صفحه دستگاه را بزنید یا بنویسید: /start office_water\n\nبرای پایان همه: لغو"

log = structlog.get_logger()


class Bot:
    """Answers each message in the chat that it came from. Only one replica at a time reads them."""

    def __init__(self, store: Store, bale: BaleChannel, follower: Follower) -> None:
        self._store = store
        self._bale = bale
        self._follower = follower
        self._lease = Lease(store, "bale:updates", seconds=60)

    async def run(self) -> None:
        """Listen until cancelled. Then give the lease back, so that the process that comes next answers at once."""
        try:
            while True:
                await self._turn()
        finally:
            await self._lease.give_back()

    async def _turn(self) -> None:
        try:
            if await self._lease.hold() and await self._listen():
                return
        except Exception as error:
            if not is_unavailable(error):
                raise
        await asyncio.sleep(_PAUSE_SECONDS)

    async def _listen(self) -> bool:
        place = await self._store.get(_PLACES, "bale")
        updates = await self._bale.poll(place["next"] if place else 0)
        if isinstance(updates, Later):
            log.warning("bot.not_reached", reason=updates.reason)
            return False
        for update in updates:
            await self._answer(update)
            # Written after the answer: to read a message twice does no harm, but a lost one would never be answered.
            await self._store.driver.collection(_PLACES).update_one(
                {"_id": "bale"}, {"$set": {"next": update.id + 1}}, upsert=True
            )
        return True

    async def _answer(self, update: Update) -> None:
        if not update.chat_id:
            return
        match update.wish:
            case Start(payload):
                said = await self._store.run_again(lambda: self._start(update.chat_id, payload))
            case Stop():
                ended = await self._store.run_again(lambda: self._follower.stop_all("bale", update.chat_id))
                said = "دیگر خبری برای شما ارسال نمی‌شود." if ended else "شما چیزی را دنبال نمی‌کردید."
            case _:
                said = _HELP
        await self._bale.post(update.chat_id, said)

    async def _start(self, chat: str, payload: str | None) -> str:
        try:
            topic = await self._follower.start("bale", chat, topic_of(payload))
        except TopicUnknown as unknown:
            return f"{unknown}\n\n{_HELP}"
        return f"از این پس «{topic.name}» را دنبال می‌کنید.\n\nبرای پایان بنویسید: لغو"


@dataclass(frozen=True, slots=True)
class Bots:
    """The bots of this county: the one in Bale, or none."""

    every: Sequence[Bot]

    async def run(self) -> None:
        """Listen until cancelled."""
        async with running([bot.run for bot in self.every]):
            await asyncio.Event().wait()

"""The job that turns a notice into deliveries: in chunks, with a cursor, outside of any transaction."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from services.notifier.deliveries.domain import Delivery
from services.notifier.deliveries.mongo import MongoDeliveryRepository
from services.notifier.desk_notices.domain import DeskNotice
from services.notifier.desk_notices.mongo import MongoDeskNoticeRepository
from services.notifier.notices.domain import Notice
from services.notifier.notices.mongo import NOTICES, MongoNoticeRepository
from services.notifier.recipients.domain import PersonId
from services.notifier.recipients.mongo import MongoRecipientRepository
from services.notifier.subscriptions.queries import SubscriptionQueries
from shared.runtime.own_links import own_link
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_CHUNK = 1_000
_POLL_SECONDS = 1.0
_OUTCOME_PAUSE = timedelta(seconds=1)
_CONTACT_PAUSE = timedelta(seconds=5)
_CONTACT_PATIENCE = timedelta(hours=1)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """What an expander reads and writes."""

    notices: MongoNoticeRepository
    deliveries: MongoDeliveryRepository
    desk_notices: MongoDeskNoticeRepository
    recipients: MongoRecipientRepository
    subscriptions: SubscriptionQueries
    public_url: str


class Expander:
    """Expands notices, one after the other. All ids are computed, so to expand a notice again adds nothing."""

    def __init__(self, store: Store, kept: Expansion) -> None:
        self._now = store.now
        self._kept = kept
        self._lease = Lease(store, "expand", seconds=15)
        self._bell = store.bells.hang(NOTICES)

    async def run(self) -> None:
        """Expand until cancelled."""
        while True:
            try:
                while await self._lease.hold() and await self._expand_next():
                    pass
            except Exception as error:
                if not is_unavailable(error):
                    raise
                await asyncio.sleep(_POLL_SECONDS)
            await self._bell.wait(at_most=_POLL_SECONDS)

    async def _expand_next(self) -> bool:
        found = await self._kept.notices.next_unexpanded()
        if found is None:
            return False
        notice = found.notice
        if (await self._kept.notices.history([notice.subject])).is_taken_back(notice):
            # Its event came after the one that takes it back, or was set aside meanwhile.
            await self._kept.notices.mark_expanded(notice)
            log.info("notice.taken_back", kind=notice.kind, subject=notice.subject)
            return True
        if notice.recalls or notice.replaces:
            await self._kept.deliveries.hold_back(notice)
        # Asked before the others are looked up, so that what arrives meanwhile is not overlooked.
        is_undecided = bool(notice.audience.told_of) and await self._kept.deliveries.is_on_the_way(notice)
        is_everyone_known = await self._is_everyone_known(notice)
        # A sealed notice opens an account: it must not lie open to whoever sits at the desk already.
        if not notice.is_sealed or notice.desk_link:
            ways = await self._kept.recipients.ways(await self._addressed(notice))
            open_link = notice.desk_link if notice.is_sealed else notice.link
            shown = replace(notice, link=own_link(open_link, self._kept.public_url) or "")
            # Whoever stands for several people, or is meant as well, finds it once: by the shortest way.
            nearest = {way[-1]: way for way in sorted(ways.values(), key=lambda way: (len(way), way), reverse=True)}
            await self._kept.desk_notices.add([DeskNotice.of(shown, *way) for way in nearest.values()])
        async for chunk, cursor in self._chunks(notice, found.cursor):
            await self._kept.deliveries.add(chunk)
            await self._kept.notices.move_cursor(notice, cursor)
        if is_undecided:
            # What becomes of it decides whether somebody more has to be told.
            await self._kept.notices.expand_again(notice, at=self._now() + _OUTCOME_PAUSE)
        elif is_everyone_known:
            await self._kept.notices.mark_expanded(notice)
            log.info("notice.expanded", kind=notice.kind, subject=notice.subject)
        else:
            await self._kept.notices.expand_again(notice, at=self._now() + _CONTACT_PAUSE)
        return True

    async def _chunks(self, notice: Notice, cursor: str) -> AsyncIterator[tuple[list[Delivery], str]]:
        audience = notice.audience
        if audience.address:
            yield [Delivery.of(notice, *audience.address)], cursor
        for contact in await self._kept.recipients.contacts(await self._people(notice)):
            if contact.way:
                yield [Delivery.of(notice, *contact.way)], cursor
        if audience.told_of:
            told = await self._kept.deliveries.told_of(notice)
            yield [Delivery.of(notice, each.channel, each.to, each.subscription_id) for each in told], cursor
        while audience.topics:
            followers = await self._kept.subscriptions.followers(
                audience.topics, since=notice.at, after=cursor, limit=_CHUNK, channels=audience.channels
            )
            if followers:
                cursor = followers[-1].id
                yield [Delivery.of(notice, each.channel, each.address, each.id) for each in followers], cursor
            if len(followers) < _CHUNK:
                break

    async def _people(self, notice: Notice) -> set[PersonId]:
        return await self._kept.recipients.who_stay(await self._addressed(notice))

    async def _addressed(self, notice: Notice) -> set[PersonId]:
        people = {PersonId(person) for person in notice.audience.people}
        if notice.audience.role:
            people |= await self._kept.recipients.holders(notice.audience.role)
        return people

    async def _is_everyone_known(self, notice: Notice) -> bool:
        """Whether all contacts are here. Each comes by an event of its own, which may be late; we wait an hour."""
        if not notice.audience.people or self._now() - notice.at > _CONTACT_PATIENCE:
            return True
        people = await self._people(notice)
        return len(await self._kept.recipients.contacts(people)) == len(people)

"""The job that turns a notice into deliveries: in chunks, with a cursor, outside of any transaction."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import structlog

from services.notifier.deliveries.domain import DeliveryState, Notice, delivery_id
from services.notifier.deliveries.mongo import DELIVERIES, NOTICES, to_notice
from services.notifier.notices.domain import OwnNotice, own_notice_id, path_of
from services.notifier.notices.mongo import MongoOwnNoticeRepository
from services.notifier.recipients.domain import ChannelName, PersonId
from services.notifier.recipients.mongo import MongoRecipientRepository
from services.notifier.subscriptions.domain import State
from services.notifier.subscriptions.mongo import SUBSCRIPTIONS
from shared.store.driver import Document
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_CHUNK = 1_000
_POLL_SECONDS = 1.0
_CONTACT_PAUSE = timedelta(seconds=5)
_CONTACT_PATIENCE = timedelta(hours=1)

log = structlog.get_logger()


class Expander:
    """Expands notices, one after the other. Ids are computed: done twice is done once."""

    def __init__(
        self, store: Store, recipients: MongoRecipientRepository, own_notices: MongoOwnNoticeRepository
    ) -> None:
        self._store = store
        self._recipients = recipients
        self._own_notices = own_notices
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
        waiting = {"is_expanded": False, "not_before": {"$lte": self._store.now()}}
        found = await self._store.find(NOTICES, waiting, sort=[("not_before", 1)], limit=1)
        if not found:
            return False
        document = found[0]
        notice = to_notice(document)
        if notice.recalls:
            await self._hold_back(notice)
        # What is sealed opens the account: it must not lie open to whoever sits at the desk already.
        if not notice.is_sealed:
            await self._own_notices.add([_own(notice, person) for person in await self._people(notice)])
        async for chunk, cursor in self._chunks(notice, document["cursor"]):
            await self._store.add_new(DELIVERIES, chunk)
            await self._update(notice, {"cursor": cursor})
        if await self._is_everyone_known(notice):
            await self._update(notice, {"is_expanded": True})
            log.info("notice.expanded", kind=notice.kind, subject=notice.subject)
        else:
            await self._update(notice, {"not_before": self._store.now() + _CONTACT_PAUSE})
        return True

    async def _chunks(self, notice: Notice, cursor: str) -> AsyncIterator[tuple[list[Document], str]]:
        audience = notice.audience
        if audience.address:
            yield [_row(notice, *audience.address)], cursor
        for contact in await self._recipients.contacts(await self._people(notice)):
            if contact.way:
                yield [_row(notice, *contact.way)], cursor
        if audience.told_of:
            yield (
                [
                    _row(notice, each["channel"], each["to"], each["subscription_id"])
                    for each in await self._told(notice)
                ],
                "",
            )
        while audience.topics:
            followers = await self._followers(notice, cursor)
            if followers:
                cursor = followers[-1]["_id"]
                yield [_row(notice, each["channel"], each["address"], each["_id"]) for each in followers], cursor
            if len(followers) < _CHUNK:
                break

    async def _followers(self, notice: Notice, cursor: str) -> list[Document]:
        where = {
            "topic": {"$in": list(notice.audience.topics)},
            "state": State.CONFIRMED.value,
            "confirmed_at": {"$lte": notice.at},
            "_id": {"$gt": cursor},
        }
        return await self._store.find(SUBSCRIPTIONS, where, sort=[("_id", 1)], limit=_CHUNK)

    async def _told(self, notice: Notice) -> list[Document]:
        where = {"subject": notice.audience.told_of, "state": DeliveryState.SENT.value, "notice": {"$ne": notice.key}}
        return await self._store.find(DELIVERIES, where)

    async def _people(self, notice: Notice) -> set[PersonId]:
        people = {PersonId(person) for person in notice.audience.people}
        if notice.audience.role:
            people |= await self._recipients.holders(notice.audience.role)
        return people

    async def _is_everyone_known(self, notice: Notice) -> bool:
        """Contacts come by an event of their own, which may be behind; they are waited for, but not for ever."""
        if not notice.audience.people or self._store.now() - notice.at > _CONTACT_PATIENCE:
            return True
        people = await self._people(notice)
        return len(await self._recipients.contacts(people)) == len(people)

    async def _hold_back(self, notice: Notice) -> None:
        await self._store.driver.collection(DELIVERIES).update_many(
            {"subject": notice.subject, "state": DeliveryState.PENDING.value, "notice": {"$ne": notice.key}},
            {"$set": {"state": DeliveryState.SUPPRESSED.value}},
        )

    async def _update(self, notice: Notice, changes: Document) -> None:
        await self._store.driver.collection(NOTICES).update_one({"_id": notice.key}, {"$set": changes})


def _own(notice: Notice, person: PersonId) -> OwnNotice:
    return OwnNotice(
        id=own_notice_id(notice.key, person),
        person_id=person,
        kind=notice.kind,
        title=notice.title,
        text=notice.text,
        path=path_of(notice.link),
        at=notice.at,
    )


def _row(notice: Notice, channel: ChannelName, to: str, subscription: str | None = None) -> Document:
    return {
        "_id": delivery_id(notice.key, channel, to),
        "notice": notice.key,
        "kind": notice.kind,
        "subject": notice.subject,
        "event_id": notice.event_id,
        "channel": channel,
        "to": to,
        "subscription_id": subscription,
        "state": DeliveryState.PENDING.value,
        "not_before": notice.at,
        "expires_at": notice.expires_at,
        "attempts": 0,
        "sent_at": None,
        "evidence": [],
    }

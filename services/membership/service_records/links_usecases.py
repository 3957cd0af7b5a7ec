"""Sends one-time links to letters, and lets in whoever opens one."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.membership.service_records.domain import NotForYou, RecordId, Served, ServiceRecord
from services.membership.service_records.links_domain import LetterLink, LetterLinkId, LetterLinkOver
from services.membership.service_records.usecases import Courier
from shared.events import Event
from shared.events.membership import LetterLinkIssued
from shared.runtime.viewer import Viewer


class LinkRepository(Protocol):
    """Where links are kept."""

    async def get(self, link_id: LetterLinkId) -> LetterLink:
        """Return the link, or raise LetterLinkOver."""

    async def save(self, link: LetterLink, *events: Event) -> None:
        """Keep the link and queue the events: both, or neither."""


@dataclass(frozen=True, slots=True)
class LinkMaker:
    """Makes links and has the notifier send them."""

    links: LinkRepository
    seal: Callable[[str], str]
    now: Callable[[], datetime]
    new_secret: Callable[[], str]
    public_url: str

    async def send(self, record: ServiceRecord, served: Served) -> None:
        """Make a link to the letter for the person of the record, and let the notifier send it."""
        if record.person_id is None:
            return
        secret = self.new_secret()
        key = LetterLinkId(self.new_secret())
        link = LetterLink.make(
            key, record.id, record.person_id, secret=secret, at=self.now(), last_day=served.serve_until
        )
        event = LetterLinkIssued(
            link_id=link.id,
            record_id=record.id,
            person_id=record.person_id,
            letter_kind=record.letter.kind,
            letter_id=record.letter.id,
            register_no=record.register_no,
            title=record.title,
            note=served.note,
            to=record.to,
            reminder=record.links_sent,
            link=self.seal(f"{self.public_url}/l/{link.id}.{secret}"),
            page=f"{self.public_url}/membership/my-letters/{record.id}",
            verify_url=served.verify_url,
            expires_at=link.expires_at,
        )
        record.try_way("link", at=self.now())
        await self.links.save(link, event)


@dataclass(frozen=True, slots=True)
class LinkDoor:
    """Lets in whoever has a link. To look at its address changes nothing, so that mail scanners see no letter."""

    links: LinkRepository
    courier: Courier
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_secret: Callable[[], str]

    async def look(self, token: str, *, by: Viewer | None) -> LetterLink:
        """The link, if it can still be opened by this visitor. Raises LetterLinkOver or NotForYou."""
        link, secret = await self._found(token, by)
        link.must_be_good(secret, at=self.now())
        return link

    async def open(self, token: str, *, by: Viewer | None) -> tuple[RecordId, str]:
        """Use the link up, and note that its person saw the letter.

        Returns the record, and the key with which the opened page goes on. Raises LetterLinkOver or NotForYou.
        """
        async with self.transaction():
            link, secret = await self._found(token, by)
            key = self.new_secret()
            link.open(secret, key=key, at=self.now())
            await self.links.save(link)
            await self.courier.open_record(RecordId(link.record_id), "link")
            return RecordId(link.record_id), key

    async def go_on(self, token: str, key: str) -> RecordId:
        """The record whose letter the page shows that the link opened. Raises LetterLinkOver."""
        link, secret = await self._found(token, None)
        link.must_go_on(secret, key, at=self.now())
        return RecordId(link.record_id)

    async def acknowledge(self, token: str, key: str) -> ServiceRecord:
        """«رؤیت شد» on the page that the link opened. Raises LetterLinkOver or LetterOver."""
        async with self.transaction():
            return await self.courier.accept(await self.go_on(token, key), "link")

    async def answering_at(self, token: str, key: str) -> str:
        """The path where the recipient of the opened letter answers it; empty when no answer is awaited.

        Raises LetterLinkOver.
        """
        async with self.transaction():
            return await self.courier.answering_at(await self.go_on(token, key))

    async def _found(self, token: str, by: Viewer | None) -> tuple[LetterLink, str]:
        key, dot, secret = token.partition(".")
        if not dot:
            raise LetterLinkOver("این پیوند درست نیست؛ آن را به‌طور کامل از پیام باز کنید.")
        link = await self.links.get(LetterLinkId(key))
        if by is not None and by.person_id != await self.courier.person_of(RecordId(link.record_id)):
            raise NotForYou("این پیوند برای شخص دیگری ارسال شده است و نامه او را فقط خودش باز می‌کند.")
        return link, secret

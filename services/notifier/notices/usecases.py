"""Reading what one was told."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.notifier.access import MARK_OWN_NOTICES
from services.notifier.notices.domain import NoticeNotFound, OwnNotice, OwnNoticeId
from shared.runtime.viewer import Viewer


class OwnNoticeRepository(Protocol):
    """Where own notices are kept."""

    async def get(self, notice_id: OwnNoticeId, person_id: str) -> OwnNotice:
        """Return this person's notice, or raise NoticeNotFound."""

    async def own_of(self, notice_ids: Collection[OwnNoticeId], person_id: str) -> int:
        """How many of these are this person's."""

    async def mark_read(
        self, person_id: str, *, at: datetime, until: datetime, only: Collection[OwnNoticeId] | None = None
    ) -> None:
        """Mark a person's notices as read that are not newer than `until`: only some, or all."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The person at the desk."""

    notices: OwnNoticeRepository
    now: Callable[[], datetime]

    async def open(self, notice_id: OwnNoticeId, *, by: Viewer) -> OwnNotice:
        """Read a notice: it is marked, and tells where it leads to. Raises NoticeNotFound."""
        MARK_OWN_NOTICES.require(by, f"person/{by.person_id}")
        notice = await self.notices.get(notice_id, by.person_id)
        await self.notices.mark_read(by.person_id, at=self.now(), until=notice.at, only=[notice.id])
        return notice

    async def read(self, notice_ids: Collection[OwnNoticeId], *, by: Viewer) -> None:
        """Mark these. Raises NoticeNotFound when one is another person's, and marks none then."""
        MARK_OWN_NOTICES.require(by, f"person/{by.person_id}")
        if await self.notices.own_of(notice_ids, by.person_id) < len(set(notice_ids)):
            raise NoticeNotFound("چنین آگاهی‌ای برای شما نیست.")
        await self.notices.mark_read(by.person_id, at=self.now(), until=self.now(), only=notice_ids)

    async def read_all(self, *, until: datetime, by: Viewer) -> None:
        """Mark all that was there at a moment: what came after a page was shown has not been read."""
        MARK_OWN_NOTICES.require(by, f"person/{by.person_id}")
        await self.notices.mark_read(by.person_id, at=self.now(), until=min(until, self.now()))

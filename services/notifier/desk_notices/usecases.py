"""Reading the notices at one's own desk."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.notifier.desk_notices.access import MARK_DESK_NOTICES
from services.notifier.desk_notices.domain import DeskNotice, DeskNoticeId, DeskNoticeNotFound
from shared.runtime.viewer import Viewer


class DeskNoticeRepository(Protocol):
    """Where desk notices are kept."""

    async def get(self, notice_id: DeskNoticeId, person_id: str) -> DeskNotice:
        """Return this person's notice, or raise DeskNoticeNotFound."""

    async def own_of(self, notice_ids: Collection[DeskNoticeId], person_id: str) -> int:
        """Count those of these that are this person's."""

    async def mark_read(
        self, person_id: str, *, at: datetime, until: datetime, only: Collection[DeskNoticeId] | None = None
    ) -> None:
        """Mark a person's notices as read that are not newer than `until`: only some, or all."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The person who sits at the desk."""

    notices: DeskNoticeRepository
    now: Callable[[], datetime]

    async def open(self, notice_id: DeskNoticeId, *, by: Viewer) -> DeskNotice:
        """Mark a notice as read and give it, with where it leads to. Raises DeskNoticeNotFound."""
        MARK_DESK_NOTICES.require(by, f"person/{by.person_id}")
        notice = await self.notices.get(notice_id, by.person_id)
        await self.notices.mark_read(by.person_id, at=self.now(), until=notice.at, only=[notice.id])
        return notice

    async def read(self, notice_ids: Collection[DeskNoticeId], *, by: Viewer) -> None:
        """Mark these as read. Raises DeskNoticeNotFound, and marks none, when one is another person's."""
        MARK_DESK_NOTICES.require(by, f"person/{by.person_id}")
        if await self.notices.own_of(notice_ids, by.person_id) < len(set(notice_ids)):
            raise DeskNoticeNotFound("چنین اعلانی برای شما نیست.")
        await self.notices.mark_read(by.person_id, at=self.now(), until=self.now(), only=notice_ids)

    async def read_all(self, *, until: datetime, by: Viewer) -> None:
        """Mark all that was there when a page was shown; what came afterwards has not been read."""
        MARK_DESK_NOTICES.require(by, f"person/{by.person_id}")
        await self.notices.mark_read(by.person_id, at=self.now(), until=min(until, self.now()))

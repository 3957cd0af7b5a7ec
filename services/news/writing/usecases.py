"""Keeps what is typed while it is typed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.news.writing.access import HELP_TO_WRITE
from services.news.writing.copies_domain import Copy, CopyId, Fields, NoCopy, copy_id
from shared.runtime.viewer import Viewer


class CopyRepository(Protocol):
    """Where copies are kept."""

    async def find(self, key: CopyId) -> Copy | None:
        """The copy, if there is one."""

    async def put(self, copy: Copy) -> None:
        """Keep a copy in the place of the one before."""

    async def remove(self, key: CopyId) -> None:
        """Remove a copy; what is gone already stays so."""


@dataclass(frozen=True, slots=True)
class SafeDeposit:
    """Holds for each person what they have typed and not saved."""

    copies: CopyRepository
    now: Callable[[], datetime]

    async def keep(self, item: str, fields: Fields, *, based_on: int, after: int | None = None, by: Viewer) -> Copy:
        """Keep what a person has typed for an item; `after` is the number of the copy that their page knows of.

        Raises NotAllowed or Stale. Two pages of one person at the same instant: the later one stays.
        """
        HELP_TO_WRITE.require(by)
        key = copy_id(by.person_id, item)
        copy = await self.copies.find(key)
        if copy is None:
            copy = Copy(key, item, by.person_id, by.name, Fields(), based_on, self.now())
        copy.keep(fields, based_on=based_on, after=after, at=self.now())
        await self.copies.put(copy)
        return copy

    async def of(self, item: str, *, by: Viewer) -> Copy:
        """What this person has typed for an item. Raises NotAllowed or NoCopy."""
        HELP_TO_WRITE.require(by)
        copy = await self.copies.find(copy_id(by.person_id, item))
        if copy is None:
            raise NoCopy("نوشته ذخیره‌نشده‌ای برای این خبر نیست.")
        return copy

    async def drop(self, item: str, *, by: Viewer) -> None:
        """Forget what this person has typed for an item. Raises NotAllowed."""
        HELP_TO_WRITE.require(by)
        await self.copies.remove(copy_id(by.person_id, item))

"""Keeps what is typed while it is typed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from services.news.articles.usecases import HeirReader
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
    """Holds for each person what they have typed and not saved, under whichever of their entries that was."""

    copies: CopyRepository
    heirs: HeirReader
    now: Callable[[], datetime]

    async def keep(self, item: str, fields: Fields, *, based_on: int, after: int | None = None, by: Viewer) -> Copy:
        """Keep what a person has typed for an item; `after` is the number of the copy that their page knows of.

        Raises NotAllowed or Stale. Two pages of one person at the same instant: the later one stays.
        """
        HELP_TO_WRITE.require(by)
        key = copy_id(by.person_id, item)
        copy = earlier = await self._found(item, by)
        if copy is None:
            copy = Copy(key, item, by.person_id, by.name, Fields(), based_on, self.now())
        elif copy.id != key:
            copy = replace(copy, id=key, person_id=by.person_id, person_name=by.name)
        copy.keep(fields, based_on=based_on, after=after, at=self.now())
        await self.copies.put(copy)
        if earlier and earlier.id != key:
            # What was typed under the other entry goes on here.
            await self.copies.remove(earlier.id)
        return copy

    async def of(self, item: str, *, by: Viewer) -> Copy:
        """What this person has typed for an item. Raises NotAllowed or NoCopy."""
        HELP_TO_WRITE.require(by)
        copy = await self._found(item, by)
        if copy is None:
            raise NoCopy("نوشته ذخیره‌نشده‌ای برای این خبر نیست.")
        return copy

    async def drop(self, item: str, *, by: Viewer) -> None:
        """Forget what this person has typed for an item. Raises NotAllowed."""
        HELP_TO_WRITE.require(by)
        if copy := await self._found(item, by):
            await self.copies.remove(copy.id)

    async def _found(self, item: str, by: Viewer) -> Copy | None:
        """The copy of this person; the own one, or else the newest under another entry."""
        if own := await self.copies.find(copy_id(by.person_id, item)):
            return own
        others = (await self.heirs.all()).entries_of(by.person_id) - {by.person_id}
        found = [await self.copies.find(copy_id(entry, item)) for entry in sorted(others)]
        return max(filter(None, found), key=lambda copy: copy.at, default=None)

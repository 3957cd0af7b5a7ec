"""Where notices are kept."""

from collections.abc import Collection
from typing import Protocol

from services.notifier.notices.domain import History, Notice


class NoticeRepository(Protocol):
    """Where notices are kept."""

    async def add(self, notice: Notice) -> None:
        """Keep it, to be told to its audience; one that is there already stays as it is."""


class ToldBefore(Protocol):
    """Where it is looked up what was told already."""

    async def history(self, subjects: Collection[str]) -> History:
        """All that was ever told about these subjects."""

"""Where notices are kept."""

from typing import Protocol

from services.notifier.notices.domain import Notice


class NoticeRepository(Protocol):
    """Where notices are kept."""

    async def add(self, notice: Notice) -> None:
        """Keep it, to be told to its audience; one that is there already stays as it is."""

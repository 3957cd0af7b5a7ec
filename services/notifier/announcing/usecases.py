"""What every source of notices does with a notice that it has written."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from services.notifier.notices.domain import Notice
from services.notifier.notices.usecases import NoticeRepository
from shared.runtime.context import current_cause


@dataclass(frozen=True, slots=True)
class Announcer:
    """Keeps what is to be told."""

    notices: NoticeRepository
    now: Callable[[], datetime]

    async def tell(self, notice: Notice) -> None:
        """Keep a notice with the event that caused it. A replayed event tells nobody: they were told long ago."""
        cause = current_cause()
        if not cause.replay:
            await self.notices.add(replace(notice, event_id=cause.causation_id or ""))

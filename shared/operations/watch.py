"""The check of the chain for the page of the trail, shared by everybody who opens it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from pymongo.errors import PyMongoError

from shared.store.audit.check import Verdict, verify
from shared.store.store import Store

_EVERY = timedelta(minutes=1)
_PATIENCE_SECONDS = 2.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check, and when it was made."""

    verdict: Verdict
    at: datetime


class Watch:
    """Checks the chain at most once a minute."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._checked: Checked | None = None
        self._checking: asyncio.Task[None] | None = None

    async def look(self) -> Checked | None:
        """Return the last check, or None before the first; starts a new check when the last is a minute old.

        It waits two seconds at most: while a long chain is being checked, the page shows the result before.
        """
        is_due = self._checked is None or self._now() - self._checked.at >= _EVERY
        if self._checking is None and is_due:
            self._checking = asyncio.create_task(self._check())
        if self._checking:
            await asyncio.wait({self._checking}, timeout=_PATIENCE_SECONDS)
        return self._checked

    async def _check(self) -> None:
        try:
            self._checked = Checked(await verify(self._store), self._now())
        except PyMongoError as error:
            log.warning("audit.not_checked", error=type(error).__name__)
        else:
            if broken := self._checked.verdict.broken:
                log.error("audit.broken", sequence=broken.sequence, why=str(broken.fault))
        finally:
            self._checking = None

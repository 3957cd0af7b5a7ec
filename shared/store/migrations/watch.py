"""Knows which migrations of a service are missing, without asking the database at each request."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from prometheus_client import Gauge

from shared.store.errors import is_unavailable
from shared.store.migrations.migration import Migration, in_order
from shared.store.migrations.records import note_needless, records_of
from shared.store.store import Store

_EVERY_SECONDS: Final = 10.0
_LOOKED_AGAIN_AFTER: Final = timedelta(minutes=10)
"""After a migration was done, a service of the release before may still store a document of the old form."""

MISSING = Gauge("ravabet_migrations_missing", "Migrations for which there are documents of the old form")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Look:
    """Whether there were documents of the old form at that time, after the migration was done as the record says."""

    at: datetime
    done_at: datetime | None
    found: bool


class MigrationWatch:
    """Looks at the records every ten seconds, and for documents of the old form when a run has ended since."""

    def __init__(self, store: Store, migrations: Iterable[Migration]) -> None:
        """Raise ValueError when two migrations have the same name."""
        self._store = store
        self._migrations = in_order(migrations)
        self._looks: dict[str, _Look] = {}
        self._missing: Sequence[Migration] | None = None if self._migrations else ()

    @property
    def says(self) -> str:
        """Say which migrations are missing, for operators; «ok» when none is."""
        if self._missing is None:
            return "not looked at yet"
        if not self._missing:
            return "ok"
        names = ", ".join(each.name for each in self._missing)
        return f"missing: {names}; run: ravabet migrate {self._store.service}"

    @property
    def is_hindering(self) -> bool:
        """Whether a migration is missing without which this release cannot work, or that is not known yet."""
        missing = self._migrations if self._missing is None else self._missing
        return any(each.must_be_done for each in missing)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:
                if not is_unavailable(error):
                    raise
            await asyncio.sleep(_EVERY_SECONDS)

    async def look(self) -> None:
        """Find out once which migrations are missing, and record those as done that have nothing to do."""
        records = await records_of(self._store)
        missing = []
        for migration in self._migrations:
            record = records.get(migration.name)
            if await self._is_missing(migration, record.done_at if record else None):
                missing.append(migration)
            elif record is None:
                await note_needless(self._store, migration)
        MISSING.set(len(missing))
        if missing and missing != self._missing:
            log.warning("migrations.missing", names=[each.name for each in missing])
        self._missing = missing

    async def _is_missing(self, migration: Migration, done_at: datetime | None) -> bool:
        now = self._store.now()
        known = self._looks.get(migration.name)
        if known is None or known.done_at != done_at or now - known.at >= _LOOKED_AGAIN_AFTER:
            found = await self._store.find(migration.collection, migration.left, limit=1)
            known = self._looks[migration.name] = _Look(now, done_at, bool(found))
        return known.found

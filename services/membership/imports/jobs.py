"""The job that carries on imports, one at a time, in one of the replicas."""

from dataclasses import dataclass

import structlog

from services.membership.imports.domain import Import
from services.membership.imports.mongo import IMPORTS
from services.membership.imports.usecases import Importer, ImportRepository
from shared.runtime.actor import Actor, acting
from shared.runtime.context import Cause, caused_by
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_EVERY_SECONDS = 3.0
"""An import that was uploaded at another replica, or by a command, begins after this time at most."""
_OUR_FAULT = "خطایی در سامانه رخ داد و ورود متوقف شد؛ آنچه ثبت شده بود مانده است. به راهبر سامانه اطلاع دهید."

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ImportRunner:
    """Runs imports in the replica that holds the lease; another one carries on when that is gone."""

    store: Store
    lease: Lease
    imports: ImportRepository
    importer: Importer

    async def run(self) -> None:
        """Look every few seconds, and at once when an import was uploaded, confirmed or stopped."""
        bell = self.store.bells.hang(IMPORTS)
        try:
            while True:
                try:
                    if await self.lease.hold():
                        await self.run_all()
                except Exception as error:
                    if not is_unavailable(error):
                        raise
                await bell.wait(at_most=_EVERY_SECONDS)
        finally:
            await self.lease.give_back()

    async def run_all(self) -> None:
        """Carry on all imports whose rows are left, and remove old files."""
        while running := await self.imports.running():
            await self._carry_on(running[0])
            if not await self.lease.hold():
                return
        await self.importer.forget_old()

    async def _carry_on(self, one: Import) -> None:
        """Carry on one import; changes are noted in the name of whoever confirmed it."""
        by = one.started_by
        actor = Actor(by.deed, by.address, by.person_id, by.roles)
        with acting(lambda: actor), caused_by(Cause(correlation_id=by.correlation_id)):
            try:
                await self.importer.carry_on(one, self.lease.hold)
            except Exception as error:
                if is_unavailable(error):
                    raise
                log.exception("import.failed", import_id=one.id)
                await self.importer.fail(one.id, _OUR_FAULT)

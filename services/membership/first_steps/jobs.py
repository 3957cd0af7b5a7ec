"""The job that ends the first steps when all of them are done."""

import asyncio
from dataclasses import dataclass

from services.membership.first_steps.domain import Checklist, Step
from services.membership.first_steps.queries import FirstStepsQueries
from services.membership.first_steps.usecases import FirstSteps
from shared.store.errors import is_unavailable
from shared.store.store import Store

_EVERY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class FirstStepsKeeper:
    """Looks until all is done. Each replica does so by itself: to end it twice changes nothing."""

    store: Store
    steps: FirstSteps
    queries: FirstStepsQueries

    async def run(self) -> None:
        """Look every half minute; once all is done, never again."""
        while True:
            try:
                if await self.is_over():
                    break
            except Exception as error:
                if not is_unavailable(error):
                    raise
            await asyncio.sleep(_EVERY_SECONDS)
        await asyncio.Event().wait()

    async def is_over(self) -> bool:
        """Look once: remember what will not be seen for long, and finish if no step is left."""
        found = await self.queries.checklist(self.steps.now())
        if found is None:
            return True
        await self.store.run_again(lambda: self._remember(found))
        return found.is_complete

    async def _remember(self, found: Checklist) -> None:
        if found.seen.mail_arrived:
            await self.steps.note(Step.MAIL)
        if found.is_complete:
            await self.steps.finish()

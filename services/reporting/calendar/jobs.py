"""The job that opens each Jalali year: it guesses the moving holidays once, long before they matter."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from services.reporting.calendar.domain import ClosedDay
from services.reporting.calendar.holidays_outside import NoGuess
from services.reporting.calendar.usecases import CalendarKeeper, CalendarRepository
from shared.persian.jalali import jalali_of
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_EVERY_SECONDS = 3600.0

Guess = Callable[[int], Awaitable[Sequence[ClosedDay]]]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class YearOpener:
    """Opens this Jalali year and the next one, in the replica that holds the lease."""

    store: Store
    lease: Lease
    calendars: CalendarRepository
    keeper: CalendarKeeper
    guess: Guess
    now: Callable[[], datetime]

    async def run(self) -> None:
        """Look every hour; what fails is tried again in the next one."""
        while True:
            try:
                if await self.lease.hold():
                    await self.open_years()
            except NoGuess:
                log.warning("calendar.not_guessed")
            except Exception as error:
                if not is_unavailable(error):
                    raise
            await asyncio.sleep(_EVERY_SECONDS)

    async def open_years(self) -> None:
        """Open this year and the next one, unless that was done before. Raises NoGuess."""
        this_year = jalali_of(self.now()).year
        for year in (this_year, this_year + 1):
            if not (await self.calendars.year(year)).is_guessed:
                await self._open(year, await self.guess(year))

    async def _open(self, year: int, guess: Sequence[ClosedDay]) -> None:
        await self.store.run_again(lambda: self.keeper.take_guess(year, guess))
        log.info("calendar.year_opened", year=year, closures=len(guess))

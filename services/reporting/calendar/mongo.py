"""The calendar in MongoDB: a document for each Jalali year that was changed."""

from dataclasses import dataclass
from datetime import date

from services.reporting.calendar.domain import CalendarYear, stale_calendar
from services.reporting.calendar.policy_domain import CalendarPolicy
from shared.events import Event
from shared.persian.jalali import jalali_of
from shared.persian.workdays import Closure, WorkCalendar
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.store import Indexes, Store

CALENDAR_YEARS = "calendar_years"
INDEXES: Indexes = {CALENDAR_YEARS: []}
AUDITED: Audited = {CALENDAR_YEARS: all_but()}

_YEAR = Shape(CalendarYear)


@dataclass(frozen=True, slots=True)
class MongoCalendarRepository:
    """Keeps the years that somebody changed; any other year has the holidays of the policy."""

    store: Store
    policy: CalendarPolicy

    async def year(self, year: int) -> CalendarYear:
        """The closures of a Jalali year."""
        document = await self.store.get(CALENDAR_YEARS, year)
        return _YEAR.aggregate(document) if document else self._untouched(year)

    async def in_force(self, around: date) -> WorkCalendar:
        """The working days of three Jalali years: the one of this day, the one before and the one after."""
        middle = jalali_of(around).year
        numbers = [middle - 1, middle, middle + 1]
        kept = {
            row["_id"]: _YEAR.aggregate(row) for row in await self.store.find(CALENDAR_YEARS, {"_id": {"$in": numbers}})
        }
        years = [kept.get(number) or self._untouched(number) for number in numbers]
        return WorkCalendar(
            version=",".join(f"{each.year}.{each.version}" for each in years),
            weeks=self.policy.weeks,
            closures=tuple(Closure(closed.day, closed.title) for each in years for closed in each.closures),
        )

    async def save(self, year: CalendarYear, *events: Event) -> None:
        """Keep a year and queue its events: both, or neither. Raises Stale."""
        stale = stale_calendar()
        await save(self.store, CALENDAR_YEARS, year, _YEAR.document(year), *events, stale=stale, taken=stale)

    def _untouched(self, year: int) -> CalendarYear:
        return CalendarYear(year, sorted(self.policy.holidays(year)))

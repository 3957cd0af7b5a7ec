"""The calendar in MongoDB: a document for each Jalali year that was touched."""

from dataclasses import dataclass
from datetime import date

from services.reporting.calendar.domain import CalendarYear, ClosedDay, Kind, StaleCalendar
from services.reporting.calendar.policy import CalendarPolicy
from shared.events import Event
from shared.persian.jalali import jalali_of
from shared.persian.workdays import Closure, WorkCalendar
from shared.store.audit.notes import Audited, all_but
from shared.store.driver import Document
from shared.store.store import Indexes, Store

CALENDAR_YEARS = "calendar_years"
INDEXES: Indexes = {CALENDAR_YEARS: []}
AUDITED: Audited = {CALENDAR_YEARS: all_but()}


@dataclass(frozen=True, slots=True)
class MongoCalendarRepository:
    """Keeps years; what is not kept yet follows from the policy."""

    store: Store
    policy: CalendarPolicy

    async def year(self, year: int) -> CalendarYear:
        """The list of a Jalali year."""
        document = await self.store.get(CALENDAR_YEARS, year)
        return _to_year(document) if document else self._untouched(year)

    async def in_force(self, around: date) -> WorkCalendar:
        """The working days of the Jalali year of this day, of the one before and of the next."""
        middle = jalali_of(around).year
        numbers = [middle - 1, middle, middle + 1]
        kept = {row["_id"]: _to_year(row) for row in await self.store.find(CALENDAR_YEARS, {"_id": {"$in": numbers}})}
        years = [kept.get(number) or self._untouched(number) for number in numbers]
        return WorkCalendar(
            version=",".join(f"{each.year}.{each.version}" for each in years),
            weeks=self.policy.weeks,
            closures=tuple(Closure(closed.day, closed.title) for each in years for closed in each.closures),
        )

    async def save(self, year: CalendarYear, *events: Event) -> None:
        """Keep a year and queue its events: both, or neither. Raises StaleCalendar."""
        async with self.store.unit_of_work() as work:
            kept = await work.replace(
                CALENDAR_YEARS,
                {"_id": year.year, "version": year.version},
                _to_document(year),
                insert=year.version == 0,
            )
            if not kept:
                raise StaleCalendar("تقویم این سال را همین حالا کس دیگری تغییر داد؛ دوباره تلاش کنید.")
            work.emit(*events)
        year.version += 1

    def _untouched(self, year: int) -> CalendarYear:
        return CalendarYear(year, sorted(self.policy.holidays(year)))


def _to_year(document: Document) -> CalendarYear:
    closures = [
        ClosedDay(date.fromisoformat(each["day"]), each["title"], Kind(each["kind"])) for each in document["closures"]
    ]
    return CalendarYear(document["_id"], closures, is_guessed=document["is_guessed"], version=document["version"])


def _to_document(year: CalendarYear) -> Document:
    return {
        "_id": year.year,
        "version": year.version + 1,
        "is_guessed": year.is_guessed,
        "closures": [
            {"day": each.day.isoformat(), "title": each.title, "kind": each.kind.value} for each in year.closures
        ],
    }

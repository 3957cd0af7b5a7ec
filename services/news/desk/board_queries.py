"""What the board and the calendar of the desk show."""

from asyncio import gather
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from services.news.articles.mongo import ARTICLES
from services.news.articles.states_domain import PLANNED, Standing, State
from services.news.desk.narrowing_queries import EVERYTHING, Narrowing
from services.news.desk.queries import DeskItem, DeskQueries, all_of, seen_by, standing_in
from shared.persian.jalali import TEHRAN, JalaliDate, days_in_month, jalali_of, weekday
from shared.runtime.viewer import Viewer
from shared.store.store import Store

COLUMNS: Final[Mapping[str, tuple[Standing, ...]]] = {
    "draft": (Standing.DRAFT,),
    "submitted": (Standing.SUBMITTED,),
    "returned": (Standing.RETURNED,),
    "approved": (Standing.APPROVED,),
    "planned": tuple(sorted(PLANNED)),
    "published": (Standing.PUBLISHED,),
}
_IN_A_COLUMN: Final = 12
_NOTHING: Final[tuple[int, Sequence[DeskItem]]] = (0, ())
_DAYS_OF_A_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Column:
    """The articles of one state: how many there are, and the newest."""

    name: str
    number: int
    items: Sequence[DeskItem]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar, with what is planned or was published on it."""

    on: date
    items: Sequence[DeskItem]
    number: int
    """How many there are; not all are shown."""
    is_within: bool
    """Whether it belongs to the month that is shown."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a calendar shows, as whole weeks from Saturday, and how one goes on from it."""

    first: date
    last: date
    """The last day of the last week."""
    begins: date
    """The first day that is meant: of the month, or of the week."""
    ends: date
    """The day after the last one that is meant."""

    @property
    def before(self) -> date:
        """A day of the month or week before."""
        return self.begins - timedelta(days=1)

    @property
    def weeks(self) -> list[list[date]]:
        """The days, week by week."""
        number = (self.last - self.first).days + 1
        days = [self.first + timedelta(days=place) for place in range(number)]
        return [days[place : place + _DAYS_OF_A_WEEK] for place in range(0, number, _DAYS_OF_A_WEEK)]


def week_of(day: date) -> Span:
    """Return the week of a day, from Saturday to Friday."""
    first = day - timedelta(days=int(weekday(day)))
    return Span(first, first + timedelta(days=6), first, first + timedelta(days=_DAYS_OF_A_WEEK))


def month_of(day: date) -> Span:
    """Return the Jalali month of a day, with the days around it that make its weeks whole."""
    jalali = jalali_of(day)
    begins = JalaliDate(jalali.year, jalali.month, 1).to_date()
    ends = begins + timedelta(days=days_in_month(jalali.year, jalali.month))
    return Span(week_of(begins).first, week_of(ends - timedelta(days=1)).last, begins, ends)


@dataclass(frozen=True, slots=True)
class BoardQueries:
    """Reads the board and the calendar."""

    store: Store
    items: DeskQueries

    async def columns(self, viewer: Viewer, narrowing: Narrowing = EVERYTHING) -> list[Column]:
        """The board: a column for each state."""
        seen = [seen_by(viewer), *narrowing.where(viewer)]
        with_old = await self.items.has_old()
        where = {name: all_of(*seen, standing_in(*stands, with_old=with_old)) for name, stands in COLUMNS.items()}
        return list(await gather(*(self._column(name, viewer, each) for name, each in where.items())))

    async def calendar(self, viewer: Viewer, span: Span, *, at_most: int) -> list[list[Day]]:
        """The weeks of a span, each day with what is planned for it or was published on it, by time.

        Of each day so many are shown, the planned ones first of all.
        """
        within = {"$gte": _midnight(span.first), "$lt": _midnight(span.last + timedelta(days=1))}
        planned, published = await gather(
            self._by_day(viewer, {"plan.at": within, "deleted_at": None}, "plan.at", at_most),
            self._by_day(viewer, {"state": State.PUBLISHED.value, "published_at": within}, "published_at", at_most),
        )
        days: dict[date, Day] = {}
        for day in (day for week in span.weeks for day in week):
            ahead, done = planned.get(day, _NOTHING), published.get(day, _NOTHING)
            shown = sorted([*ahead[1], *done[1]][:at_most], key=time_of)
            days[day] = Day(day, shown, ahead[0] + done[0], span.begins <= day < span.ends)
        return [[days[day] for day in week] for week in span.weeks]

    async def _by_day(
        self, viewer: Viewer, where: dict[str, Any], field: str, at_most: int
    ) -> dict[date, tuple[int, Sequence[DeskItem]]]:
        """Return for each day of Tehran how many fit, and the first of them, without their texts."""
        day = {"$dateToString": {"date": f"${field}", "format": "%Y-%m-%d", "timezone": str(TEHRAN)}}
        rows = await self.store.aggregate(
            ARTICLES,
            [
                {"$match": all_of(seen_by(viewer), where)},
                {"$unset": ["tokens", "sketch", "alike_by"]},
                {"$set": {"content.text": "", "content.lead": ""}},
                {"$sort": {field: 1}},
                {
                    "$group": {
                        "_id": day,
                        "number": {"$sum": 1},
                        "first": {"$firstN": {"input": "$$ROOT", "n": at_most}},
                    }
                },
            ],
        )
        items = iter(await self.items.items_of([each for row in rows for each in row["first"]], viewer))
        return {date.fromisoformat(row["_id"]): (row["number"], [next(items) for _ in row["first"]]) for row in rows}

    async def _column(self, name: str, viewer: Viewer, where: dict[str, Any]) -> Column:
        sort = [("plan.at", 1)] if name == "planned" else [("created_at", -1), ("_id", -1)]
        found = await self.store.find(ARTICLES, where, sort=sort, limit=_IN_A_COLUMN)
        number = len(found) if len(found) < _IN_A_COLUMN else await self.store.count(ARTICLES, where)
        return Column(name, number, await self.items.items_of(found, viewer))


def time_of(item: DeskItem) -> datetime:
    """When an item of the calendar is or was published."""
    found = item.article.plan.at if item.article.plan else item.article.published_at
    assert found is not None  # noqa: S101 - the calendar holds nothing else
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TEHRAN)

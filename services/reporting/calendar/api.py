"""The calendar over HTTP."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.reporting.calendar.access import KEEP_CALENDAR, READ_CALENDAR
from services.reporting.calendar.queries import CalendarQueries, ChangeView, YearView
from services.reporting.calendar.usecases import CalendarKeeper
from shared.persian.digits import latin_digits
from shared.persian.jalali import NotADate, jalali_of, parse_jalali
from shared.runtime.viewer import Viewer
from shared.web import validation
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may
from shared.web.shell.page import Now

router = api_router("reporting")

_FIRST_GREGORIAN_YEAR = "1900"


def _read_day(value: object) -> object:
    """Read a Jalali day (1405-09-07), too. As a Gregorian day it would be six centuries ago, which nobody means."""
    if not isinstance(value, str) or latin_digits(value)[:4] >= _FIRST_GREGORIAN_YEAR:
        return value
    try:
        return parse_jalali(value)
    except NotADate as error:
        raise ValueError(str(error)) from error


Day = Annotated[validation.Day, BeforeValidator(_read_day)]


class NewClosure(BaseModel):
    """A day to close, as 2026-11-28 or 1405-09-07, and its occasion."""

    model_config = ConfigDict(extra="forbid")

    day: Day
    title: Annotated[str, Field(min_length=1, max_length=200)]


Keeper = Annotated[CalendarKeeper, part(CalendarKeeper)]
Queries = Annotated[CalendarQueries, part(CalendarQueries)]
Keeping = Annotated[Viewer, may(KEEP_CALENDAR)]


@router.get("/calendar", summary="The closures of a Jalali year")
async def calendar(
    _: Annotated[Viewer, may(READ_CALENDAR)],
    queries: Queries,
    now: Now,
    year: Annotated[int | None, Query()] = None,
) -> YearView:
    return await queries.year(year if year is not None else jalali_of(now).year)


@router.post("/calendar/closures", status_code=201, summary="Close a day")
async def declare(new: NewClosure, by: Keeping, keeper: Keeper, queries: Queries) -> ChangeView:
    return await queries.change(new.day, await keeper.declare(new.day, new.title, by=by))


@router.delete("/calendar/closures/{day}", summary="Take a closure back")
async def reopen(day: Day, by: Keeping, keeper: Keeper, queries: Queries) -> ChangeView:
    return await queries.change(day, await keeper.reopen(day, by=by))

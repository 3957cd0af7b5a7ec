"""The calendar for the secretariat."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import Depends, Form, Query, Response
from pydantic import BaseModel, BeforeValidator

from services.reporting.calendar.api import Keeper, Keeping, Queries
from services.reporting.calendar.domain import FIRST_YEAR, LAST_YEAR, NoTitle, OutsideTheCalendar
from services.reporting.calendar.queries import CalendarQueries, ChangeView, ClosureView
from shared.language.shown import long_date, month_names, period_name, wrong_date
from shared.language.speech import gettext as _
from shared.persian.jalali import NotADate, jalali_of, parse_jalali
from shared.persian.periods import Period
from shared.web.forms import UNFIT_STATUS, Unfit, fit
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

router = page_router("/reporting/calendar")

_CHECKED = [Depends(checked_form)]


class TypedClosure(BaseModel):
    """The form of a closure."""

    day: str = ""
    title: str = ""


def _read_day(typed: str) -> date:
    try:
        return parse_jalali(typed)
    except NotADate as error:
        raise ValueError(wrong_date(error)) from error


class _Closure(BaseModel):
    day: Annotated[date, BeforeValidator(_read_day)]
    title: str


@router.get("")
async def calendar(page: OnPage, _: Keeping, queries: Queries, year: Annotated[int | None, Query()] = None) -> Response:
    return await _page(page, queries, year if year is not None else jalali_of(page.now).year, TypedClosure())


@router.post("/closures", dependencies=_CHECKED)
async def declare(
    page: OnPage,
    by: Keeping,
    keeper: Keeper,
    queries: Queries,
    typed: Annotated[TypedClosure, Form()],
) -> Response:
    try:
        closure = fit(_Closure, typed.model_dump())
        moved = await keeper.declare(closure.day, closure.title, by=by)
    except Unfit as error:
        errors = error.errors
    except (OutsideTheCalendar, NoTitle) as error:
        errors = {"title" if isinstance(error, NoTitle) else "day": str(error)}
    else:
        said = _("%(day)s تعطیل است.", day=long_date(closure.day))
        return _changed(page, said, await queries.change(closure.day, moved))
    return await _page(page, queries, jalali_of(page.now).year, typed, errors=errors)


@router.post("/closures/{day}/removal", dependencies=_CHECKED)
async def reopen(page: OnPage, day: str, by: Keeping, keeper: Keeper, queries: Queries) -> Response:
    closed = parse_jalali(day)
    moved = await keeper.reopen(closed, by=by)
    return _changed(page, _("%(day)s دیگر تعطیل نیست.", day=long_date(closed)), await queries.change(closed, moved))


async def _page(
    page: Page,
    queries: CalendarQueries,
    year: int,
    typed: TypedClosure,
    *,
    errors: Mapping[str, str] | None = None,
) -> Response:
    shown = await queries.year(year)
    return page.show(
        "reporting/calendar.html",
        status=UNFIT_STATUS if errors else 200,
        year=year,
        years=[each for each in (year - 1, year + 1) if FIRST_YEAR <= each <= LAST_YEAR],
        months=[(month_names()[month - 1], list(days)) for month, days in groupby(shown.items, key=_month)],
        open_periods=await queries.awaited(),
        errors=errors or {},
        day=typed.day,
        title=typed.title,
    )


def _month(closure: ClosureView) -> int:
    return jalali_of(closure.day).month


def _changed(page: Page, said: str, change: ChangeView) -> Response:
    return page.go(f"/reporting/calendar?year={change.year}", said=f"{said} {_moved_sentence(change)}")


def _moved_sentence(change: ChangeView) -> str:
    if not change.moved:
        return _("مهلت هیچ گزارشی تغییر نکرد.")
    return " ".join(
        _(
            "مهلت گزارش %(period)s به %(day)s تغییر کرد.",
            period=period_name(Period.parse(each.period)),
            day=long_date(each.to_day),
        )
        for each in change.moved
    )

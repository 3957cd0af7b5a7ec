"""The calendar for the secretariat."""

from itertools import groupby
from typing import Annotated

from fastapi import Depends, Form, Query, Request, Response

from services.reporting.calendar.api import Keeper, Keeping, Queries, Today
from services.reporting.calendar.domain import FIRST_YEAR, LAST_YEAR, NoTitle, OutsideTheCalendar
from services.reporting.calendar.queries import ChangeView, ClosureView
from services.reporting.periods.domain import Standing
from services.reporting.periods.usecases import PeriodKeeper
from shared.language.shown import long_date, month_names, period_name, wrong_date
from shared.language.speech import gettext as _
from shared.persian.jalali import NotADate, jalali_of, parse_jalali
from shared.persian.periods import Period
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.shell import Shell

router = page_router("/reporting/calendar")

_Text = Annotated[str, Form(max_length=300)]


@router.get("")
async def calendar(
    request: Request, _: Keeping, queries: Queries, today: Today, year: Annotated[int | None, Query()] = None
) -> Response:
    return await _page(request, queries, year if year is not None else jalali_of(today).year)


@router.post("/closures", dependencies=[Depends(checked_form)])
async def declare(
    request: Request,
    viewer: Keeping,
    keeper: Keeper,
    queries: Queries,
    today: Today,
    day: _Text = "",
    title: _Text = "",
) -> Response:
    try:
        closed = parse_jalali(day)
        moved = await keeper.declare(closed, title, by=viewer)
    except (NotADate, OutsideTheCalendar, NoTitle) as error:
        said = wrong_date(error) if isinstance(error, NotADate) else str(error)
        errors = {"title" if isinstance(error, NoTitle) else "day": said}
        return await _page(request, queries, jalali_of(today).year, status=422, errors=errors, day=day, title=title)
    change = await queries.change(closed, moved)
    said = f"{_('%(day)s تعطیل است.', day=long_date(closed))} {_moved_sentence(change)}"
    return _shell(request).go(f"/reporting/calendar?year={change.year}", said=said)


@router.post("/closures/{day}/removal", dependencies=[Depends(checked_form)])
async def reopen(request: Request, day: str, viewer: Keeping, keeper: Keeper, queries: Queries) -> Response:
    closed = parse_jalali(day)
    change = await queries.change(closed, await keeper.reopen(closed, by=viewer))
    said = f"{_('%(day)s دیگر تعطیل نیست.', day=long_date(closed))} {_moved_sentence(change)}"
    return _shell(request).go(f"/reporting/calendar?year={change.year}", said=said)


async def _page(
    request: Request,
    queries: Queries,
    year: int,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    day: str = "",
    title: str = "",
) -> Response:
    periods: PeriodKeeper = request.app.state.period_keeper
    now = periods.now()
    opened = await periods.periods.of_years(jalali_of(now).year - 1, jalali_of(now).year)
    shown = await queries.year(year)
    return _shell(request).page(
        request,
        "reporting/calendar.html",
        status=status,
        year=year,
        years=[each for each in (year - 1, year + 1) if FIRST_YEAR <= each <= LAST_YEAR],
        months=[(month_names()[month - 1], list(days)) for month, days in groupby(shown.items, key=_month)],
        open_periods=[each for each in opened if each.standing(now) is Standing.OPEN],
        errors=errors or {},
        day=day,
        title=title,
    )


def _month(closure: ClosureView) -> int:
    return jalali_of(closure.day).month


def _moved_sentence(change: ChangeView) -> str:
    if not change.moved:
        return _("مهلت هیچ گزارشی جابه‌جا نشد.")
    return " ".join(
        _(
            "مهلت گزارش %(period)s به %(day)s رفت.",
            period=period_name(Period.parse(each.period)),
            day=long_date(each.to_day),
        )
        for each in change.moved
    )


def _shell(request: Request) -> Shell:
    shell: Shell = request.app.state.shell
    return shell

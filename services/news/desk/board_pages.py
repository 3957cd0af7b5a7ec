"""The board and the calendar of the desk."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Final, Literal

from fastapi import Query, Response

from services.news.articles.states_domain import KIND_NAMES
from services.news.desk.board_queries import BoardQueries, Span, month_of, time_of, week_of
from services.news.desk.list_pages import RULES, narrowing_of
from services.news.desk.pages import Reading
from services.news.desk.shown_pages import Items
from shared.language.shown import long_date, month_names, numeric_date
from shared.persian.jalali import NotADate, day_of, jalali_of, parse_jalali
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.page import OnPage

router = page_router("/n/desk")

Board = Annotated[BoardQueries, part(BoardQueries)]
View = Literal["month", "week"]
_SHOWN: Final[dict[View, int]] = {"month": 4, "week": 40}
_SPANS: Final[dict[View, Callable[[date], Span]]] = {"month": month_of, "week": week_of}


@router.get("/board")
async def board(page: OnPage, by: Reading, items: Items, found: Board) -> Response:
    publishers = await items.publishers_for(by)
    filters = {"kind": RULES.filters["kind"], "who": RULES.filters["who"]}
    office = tuple(each.id for each in publishers)
    rules = replace(RULES, path="/n/desk/board", filters={**filters, "office": office})
    listing = rules.read(page.request.query_params)
    return page.show(
        "news/desk-board.html",
        columns=await found.columns(by, narrowing_of(listing)),
        listing=listing,
        kinds=list(KIND_NAMES.items()),
        kind_names=KIND_NAMES,
        offices=[(each.id, each.name) for each in publishers] if len(publishers) > 1 else [],
    )


@router.get("/calendar")
async def calendar(
    page: OnPage,
    by: Reading,
    found: Board,
    view: View = "month",
    on: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    today = day_of(page.now)
    span = _SPANS[view](_day(on) or today)
    begins = jalali_of(span.begins)
    return page.show(
        "news/desk-calendar.html",
        weeks=await found.calendar(by, span, at_most=_SHOWN[view]),
        time_of=time_of,
        view=view,
        title=f"{month_names()[begins.month - 1]} {numeric_date(span.begins).split('/')[0]}"
        if view == "month"
        else long_date(span.begins),
        today=today,
        here=_address(view, span.begins),
        before=_address(view, span.before),
        after=_address(view, span.ends),
        other_view=_address("week" if view == "month" else "month", span.begins),
        kind_names=KIND_NAMES,
        jalali_of=jalali_of,
    )


def _day(typed: str) -> date | None:
    try:
        return parse_jalali(typed) if typed else None
    except NotADate:
        return None


def _address(view: str, day: date) -> str:
    jalali = jalali_of(day)
    return f"/n/desk/calendar?view={view}&on={jalali.year}-{jalali.month}-{jalali.day}"

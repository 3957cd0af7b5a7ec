"""The gallery: a page that shows every component of the shell in every state, for developers of pages."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Depends
from starlette.responses import HTMLResponse

from shared.persian.order import alphabetical
from shared.runtime.access import ANY, OPERATOR, SECRETARIAT, Action
from shared.web.feature import Feature
from shared.web.rules import MayOutsideDemo
from shared.web.shell.listing import Listing, Rules
from shared.web.shell.navigation import Link
from shared.web.shell.page import OnPage


def gallery(service: str) -> Feature:
    """Return the feature with the page at `/shell`. It needs no data, so any one service can have it."""
    see = Action(
        f"{service}.components.read",
        "این صفحه برای دبیرخانه و راهبر سامانه است.",
        {SECRETARIAT: ANY, OPERATOR: ANY},
        changes=False,
    )
    router = APIRouter(include_in_schema=False, dependencies=[Depends(MayOutsideDemo(see))])

    @router.get("/shell")
    async def components(page: OnPage) -> HTMLResponse:
        return page.show("shell/components.html", **_sample(), **_listed(page.request.query_params))

    link = Link(label="اجزای صفحه‌ها", href="/shell", icon="components", order=90, action=see)
    return Feature(name="gallery", routers=(router,), actions=(see,), menu=(link,))


def _listed(asked: Mapping[str, str]) -> dict[str, Any]:
    """Return a list of invented news, searched and sorted as its address asks."""
    listing = _NEWS_RULES.read(asked)
    found = [
        each
        for each in _NEWS
        if listing.words in each[0] and listing.filters.get("office", each[1]) == each[1] and _is_kept(each, listing)
    ]
    if listing.sort_key == "title":
        found.sort(key=lambda each: alphabetical(each[0]), reverse=listing.is_descending)
    else:
        found.sort(key=lambda each: each[3], reverse=listing.is_descending)
    listing = listing.within(len(found))
    return {
        "listing": listing,
        "total": len(found),
        "found_news": found[listing.skip : listing.skip + _NEWS_RULES.size],
        "offices": [(office, office) for office in _OFFICES],
    }


def _is_kept(each: tuple[str, str, str, int], listing: Listing) -> bool:
    return listing.filters.get("state", each[2]) == each[2]


def _sample() -> dict[str, Any]:
    at = datetime.fromisoformat("2026-11-23T08:20+03:30")
    return {
        "at": at,
        "yesterday": at - timedelta(days=1),
        "counters": {"sent": 1284, "waiting": 12, "later": 3, "rejected": 1, "unknown": 0},
        "errors": {
            "headline": "عنوان خبر را بنویسید.",
            "valid_from": "ماه ۱۳ در تقویم نیست.",
            "when": "زمان را انتخاب کنید.",
        },
    }


_OFFICES = ("آب و فاضلاب", "آموزش و پرورش", "ثبت احوال")
_NEWS = tuple(
    (f"{subject} {place}", _OFFICES[turn % 3], ("draft", "public")[turn % 2], 1240 - 97 * turn)
    for turn, (subject, place) in enumerate(
        (subject, place)
        for subject in ("نوبت آب", "راه روستایی", "کتابخانه", "واکسن")
        for place in ("سپیددره", "گلستان", "میدان انار")
    )
)
_NEWS_RULES = Rules(
    "/shell",
    sorts=("title", "views"),
    usual_sort="-views",
    filters={"state": ("draft", "public"), "office": _OFFICES},
    size=4,
)

"""The catalogue of events as pages, for developers of other systems."""

from typing import Annotated, Final

from fastapi import Query, Response

from services.news.contracts import queries
from shared.web.identity import Visitor
from shared.web.routing import page_router
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage

router = page_router("/api/events")

_SERVICES: Final = {"membership": "عضویت", "news": "خبر", "reporting": "گزارش", "notifier": "اطلاع‌رسانی"}
_PATH: Final = "/api/events/catalogue"
_RULES: Final = Rules(_PATH, sorts=("name",), usual_sort="name", filters={"publisher": _SERVICES})


@router.get("/catalogue")
async def catalogue(
    page: OnPage, _: Visitor, q: Annotated[str, Query(max_length=200)] = "", publisher: str = ""
) -> Response:
    listing = _RULES.read({"q": q, "publisher": publisher})
    return page.show(
        "contracts/list.html",
        listing=listing,
        services=_SERVICES,
        events=queries.events(listing.words, publisher=listing.filters.get("publisher", "")),
    )


@router.get("/catalogue/{event_type}")
async def event(page: OnPage, _: Visitor, event_type: str) -> Response:
    return page.show("contracts/event.html", event=queries.event(event_type), services=_SERVICES, catalogue=_PATH)

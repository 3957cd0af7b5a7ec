"""Pages of the catalogue of events: all, of one publisher, none, and single events with all that may be marked."""

from typing import Any

from services.news.contracts import queries
from services.news.contracts.pages import _PATH, _RULES, _SERVICES


def pages() -> dict[str, tuple[str, dict[str, Any]]]:
    """Address → template and what it shows."""
    lists = {"": {}, "/of-one": {"publisher": "reporting"}, "/none": {"q": "ققنوس"}}
    shown = ("nomination.returned.v1", "news.open.work.listed.v1", "report.submitted.v1")
    return {f"{_PATH}{end}": ("contracts/list.html", _list(asked)) for end, asked in lists.items()} | {
        f"{_PATH}/{event_type}": (
            "contracts/event.html",
            {"event": queries.event(event_type), "services": _SERVICES, "catalogue": _PATH},
        )
        for event_type in shown
    }


def _list(asked: dict[str, str]) -> dict[str, Any]:
    listing = _RULES.read(asked)
    found = queries.events(listing.words, publisher=listing.filters.get("publisher", ""))
    return {"listing": listing, "services": _SERVICES, "events": found}

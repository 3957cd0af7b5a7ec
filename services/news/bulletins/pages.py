"""The pages of bulletins: the list of those that are open, the list of those that are over, and each by itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from fastapi import Response

from services.news.bulletins.api import Queries
from services.news.bulletins.cards_pages import Card, card, cards
from services.news.bulletins.domain import KINDS, Bulletin, BulletinId, Kind, Stage
from services.news.bulletins.queries import BulletinQueries, Wanted
from services.news.bulletins.wording_domain import KIND_NAMES, changed
from services.news.publishers.domain import Publisher, PublisherId, publisher_id
from shared.language.spans import day_named, span
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.persian.order import alphabetical
from shared.persian.places import place_id
from shared.persian.text import for_keeping
from shared.web.identity import Visitor
from shared.web.routing import public_router
from shared.web.shell.listing import Listing, Rules
from shared.web.shell.page import OnPage, Page

public = public_router()

HERE: Final = "/bulletins"
ENDED: Final = "/bulletins/ended"
_BY_PLACE: Final = "place"
_LONGEST_PLACE: Final = 200


@dataclass(frozen=True, slots=True)
class Group:
    """Bulletins under one heading: a day, or a place."""

    name: str
    cards: Sequence[Card]
    href: str = ""
    """The list of the place."""


@dataclass(frozen=True, slots=True)
class Step:
    """A change of a bulletin, as its page shows it."""

    at: datetime
    lines: Sequence[str]


@public.get(HERE)
async def open_ones(page: OnPage, _: Visitor, queries: Queries) -> Response:
    listing = _listing(HERE, page.request.query_params)
    found = await queries.open(page.now, _wanted(listing))
    groups = _by_place(found, listing) if listing.filters.get("by") == _BY_PLACE else _by_time(found, page.now)
    total = sum(len(of) for _name, of in groups)
    listing = listing.within(total)
    shown = _part_of(groups, listing)
    return await _show(page, queries, listing, shown=shown, total=total, number=len(found))


@public.get(ENDED)
async def ended(page: OnPage, _: Visitor, queries: Queries) -> Response:
    listing = _listing(ENDED, page.request.query_params)
    wanted = _wanted(listing)
    total = await queries.ended_number(page.now, wanted)
    listing = listing.within(total)
    found = await queries.ended(page.now, wanted, skip=listing.skip, limit=listing.rules.size)
    return await _show(page, queries, listing, shown=[("", found)] if found else [], total=total, number=total)


@public.get("/bulletins/{sort}/{key:path}")
async def one(page: OnPage, sort: str, key: str, _: Visitor, queries: Queries) -> Response:
    bulletin = await queries.one(BulletinId(f"{sort}/{key}"))
    publisher = (await queries.publishers_of([bulletin]))[bulletin.publisher_id]
    return page.show("bulletins/one.html", **shown_of(bulletin, publisher, page.now))


def shown_of(bulletin: Bulletin, publisher: Publisher, now: datetime) -> dict[str, Any]:
    """What the page of a bulletin shows."""
    content = bulletin.content
    return {
        "bulletin": bulletin,
        "content": content,
        "card": card(bulletin, publisher, now),
        "publisher": publisher,
        "whole_span": span(content.begins_at, content.ends_at, now=now) if content else "",
        "steps": list(_steps(bulletin)),
        "place_topics": [(name, f"place/{place_id(name)}") for name in content.places] if content else [],
        "kind_topic": f"kind/{bulletin.kind}" if bulletin.kind in KINDS else "",
        "topic_name": _TOPIC_NAMES.get(bulletin.kind, ""),
        "is_over": bulletin.stage(now) is Stage.OVER,
        "is_occasion": bulletin.kind is Kind.OCCASION,
    }


_TOPIC_NAMES: Final[Mapping[Kind, str]] = {
    Kind.WATER: "قطعی‌های آب",
    Kind.ELECTRICITY: "قطعی‌های برق",
    Kind.GAS: "قطعی‌های گاز",
    Kind.ALERT: "هشدارهای هوا و راه",
    Kind.OCCASION: "رویدادهای شهرستان",
}


def _listing(path: str, asked: Mapping[str, str]) -> Listing:
    place, office = for_keeping(asked.get("place", ""))[:_LONGEST_PLACE], asked.get("office", "")
    filters = {
        "kind": [kind.value for kind in KINDS],
        "by": [_BY_PLACE],
        "place": [place] if place else [],
        "office": [office] if office else [],
    }
    return Rules(path, sorts=("time",), usual_sort="time", filters=filters).read({**asked, "place": place})


def _wanted(listing: Listing) -> Wanted:
    office = listing.filters.get("office", "")
    return Wanted(
        kind=listing.filters.get("kind", ""),
        place=listing.filters.get("place", ""),
        publisher=publisher_id("office", office) if office else None,
        words=listing.words,
    )


_Groups = list[tuple[str, list[Bulletin]]]


def _by_time(found: Sequence[Bulletin], now: datetime) -> _Groups:
    def heading(bulletin: Bulletin) -> str:
        if bulletin.content is None or bulletin.content.begins_at <= now:
            return _("اکنون")
        return day_named(day_of(bulletin.content.begins_at), now=now)

    return [(name, list(of)) for name, of in groupby(found, key=heading)]


def _by_place(found: Sequence[Bulletin], listing: Listing) -> _Groups:
    """A group for each place, by the alphabet; in the list of one place only that one."""
    only = listing.filters.get("place", "")
    groups: dict[str, tuple[str, list[Bulletin]]] = {}
    for bulletin in found:
        for name in bulletin.content.places if bulletin.content else ():
            key = place_id(name)
            if not only or key == place_id(only):
                groups.setdefault(key, (name, []))[1].append(bulletin)
    return sorted(groups.values(), key=lambda group: alphabetical(group[0]))


def _part_of(groups: _Groups, listing: Listing) -> _Groups:
    """Those that stand on one page of the list, each still under its heading."""
    flat = [(name, bulletin) for name, of in groups for bulletin in of][listing.skip :][: listing.rules.size]
    return [(name, [bulletin for _name, bulletin in of]) for name, of in groupby(flat, key=lambda pair: pair[0])]


async def _show(
    page: Page, queries: BulletinQueries, listing: Listing, *, shown: _Groups, total: int, number: int
) -> Response:
    is_by_place = listing.filters.get("by") == _BY_PLACE
    groups = [
        Group(
            name,
            await cards(queries, of, page.now),
            listing.where("by", "").where("place", name).href if is_by_place else "",
        )
        for name, of in shown
    ]
    office = listing.filters.get("office", "")
    key = PublisherId(publisher_id("office", office)) if office else None
    return page.show(
        "bulletins/list.html",
        listing=listing,
        groups=groups,
        total=total,
        number=number,
        kinds=[("", "همه", None), *((kind.value, KIND_NAMES[kind], None) for kind in KINDS)],
        is_ended=listing.rules.path == ENDED,
        place=listing.filters.get("place", ""),
        place_topic=f"place/{place_id(listing.filters['place'])}" if "place" in listing.filters else "",
        office=(await queries.publishers.by_id([key]))[key] if key else None,
    )


def _steps(bulletin: Bulletin) -> Iterator[Step]:
    """The changes, the newest first."""
    contents = [*(change.before for change in bulletin.changes), bulletin.content]
    for change, after in reversed(list(zip(bulletin.changes, contents[1:], strict=True))):
        if after:
            yield Step(change.at, changed(change, after))

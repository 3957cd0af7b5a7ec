"""The list of the desk, narrowed by state, kind, office and person."""

from dataclasses import replace

from fastapi import Response

from services.news.articles.access import APPROVE
from services.news.articles.states_domain import KIND_NAMES, Kind
from services.news.desk.narrowing_queries import Narrowing
from services.news.desk.pages import Reading
from services.news.desk.queries import Tab
from services.news.desk.shown_pages import Items, Talks
from services.news.publishers.domain import PublisherId
from shared.web.routing import page_router
from shared.web.shell.listing import Listing, Rules
from shared.web.shell.page import OnPage

router = page_router("/n/desk")

RULES = Rules(
    "/n/desk",
    sorts=("newest",),
    usual_sort="newest",
    filters={
        "tab": tuple(tab for tab in Tab if tab is not Tab.ALL),
        "kind": tuple(Kind),
        "who": ("mine", "others", "nobody"),
    },
    size=30,
)


@router.get("")
async def listed(page: OnPage, by: Reading, items: Items, talks: Talks) -> Response:
    publishers = await items.publishers_for(by)
    rules = replace(RULES, filters={**RULES.filters, "office": tuple(each.id for each in publishers)})
    listing = rules.read(page.request.query_params)
    tab, narrowing = Tab(listing.filters.get("tab", Tab.ALL)), narrowing_of(listing)
    counts = await items.counts(by, narrowing)
    listing = listing.within(counts[tab])
    found = await items.listed(by, tab, total=counts[tab], skip=listing.skip, limit=RULES.size, narrowing=narrowing)
    waiting = counts[Tab.WAITING] if APPROVE.allows(by) else 0
    return page.show(
        "news/desk.html",
        tab=tab,
        tabs=[(each, counts[each]) for each in Tab],
        items=found,
        unseen=await talks.unseen([each.article for each in found], by),
        listing=listing,
        is_narrowed=bool(listing.words or listing.filters.keys() - {"tab"}),
        total=counts[tab],
        is_desk=APPROVE.allows(by),
        publishers=await items.writes_for(by),
        offices=[(each.id, each.name) for each in publishers] if len(publishers) > 1 else [],
        kinds=list(KIND_NAMES.items()),
        kind_names=KIND_NAMES,
        counts={"/n/desk": waiting} if APPROVE.allows(by) else {},
    )


def narrowing_of(listing: Listing) -> Narrowing:
    """Read by what a list is narrowed."""
    kind, office = listing.filters.get("kind"), listing.filters.get("office")
    return Narrowing(
        kind=Kind(kind) if kind else None,
        publisher=PublisherId(office) if office else None,
        words=listing.words,
        who=listing.filters.get("who", ""),
    )

"""The portal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query, Response

from services.news.articles.api import Queries
from services.news.articles.domain import ArticleId
from services.news.articles.queries import ArticleQueries
from services.news.articles.states_domain import KIND_NAMES, Kind, Standing
from services.news.articles.writing_domain import topics
from services.news.bulletins.api import Queries as BulletinReads
from services.news.bulletins.cards_pages import Strip, strip
from services.news.publishers.domain import Publisher, PublisherId, publisher_id
from services.news.publishers.queries import PublisherQueries
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.web.identity import Visitor
from shared.web.limits import Limit
from shared.web.parts import part
from shared.web.routing import page_router, public_router
from shared.web.shell.page import OnPage, Page

router = page_router()
public = public_router()

_SEARCHES = Depends(Limit("searches", times=120, seconds=60))
_ON_A_PAGE = 20
_OFFICES_ON_FRONT = 12
_COUNTED = 1_000
"""Above this number an office's page says «بیش از»."""
_LATEST = 6
_MAKE_A_GROUP = 3
_SECONDS = ((4, 8), (2, 5))
"""Pairs: so many stories under the lead, when at least so many exist. Some must be left for the latest news."""
_FRESH, _FADING = timedelta(days=14), timedelta(days=30)
_NEVER = datetime.min.replace(tzinfo=UTC)
_GONE = 410

Publishers = Annotated[PublisherQueries, part(PublisherQueries)]
_After = Annotated[str | None, Query(max_length=80)]
_Words = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """A publisher and how fresh its page is: 3 for news within two weeks, 2 within a month, 1 for older, 0 for none."""

    id: str
    slug: str
    name: str
    kind_name: str
    last_published_at: datetime | None
    freshness: int
    phone: str
    address: str
    closed_note: str


@public.get("/")
async def front(
    page: OnPage, _: Visitor, queries: Queries, publishers: Publishers, bulletins: BulletinReads
) -> Response:
    stories = await queries.on_front(1 + _SECONDS[0][0] + _LATEST)
    beside = next((seconds for seconds, needed in _SECONDS if len(stories) >= needed), 0)
    offices = await _lines(queries, await publishers.offices(on=day_of(page.now)), page.now)
    return page.show(
        "news/front.html",
        lead=stories[0] if stories else None,
        seconds=stories[1 : 1 + beside],
        latest=stories[1 + beside : 1 + beside + _LATEST],
        topics=[
            {"name": name, "url": "/search?" + urlencode({"topic": name}), "articles": articles}
            for name, articles in await queries.topics_on_front()
        ],
        offices=sorted(offices, key=lambda line: line.last_published_at or _NEVER, reverse=True)[:_OFFICES_ON_FRONT],
        office_count=len(offices),
        corrections=await queries.recent_corrections(page.now),
        bulletins=await strip(bulletins, page.now),
    )


@public.get("/offices")
async def offices(page: OnPage, _: Visitor, queries: Queries, publishers: Publishers) -> Response:
    return page.show(
        "news/offices.html",
        groups=grouped(await _lines(queries, await publishers.offices(on=day_of(page.now)), page.now)),
    )


@public.get("/offices/{slug}")
async def office(
    page: OnPage,
    slug: str,
    _: Visitor,
    queries: Queries,
    publishers: Publishers,
    bulletins: BulletinReads,
    after: _After = None,
) -> Response:
    key = publisher_id("office", slug)
    current = await strip(bulletins, page.now, publisher=key)
    return await _publisher_page(page, queries, publishers, key, after, bulletins=current)


@public.get("/bodies/{slug}")
async def body(
    page: OnPage, slug: str, _: Visitor, queries: Queries, publishers: Publishers, after: _After = None
) -> Response:
    return await _publisher_page(page, queries, publishers, publisher_id("body", slug), after)


@router.get("/search", dependencies=[_SEARCHES])
async def search(
    page: OnPage,
    _: Visitor,
    queries: Queries,
    publishers: Publishers,
    q: _Words = "",
    topic: _Words = "",
    kind: _Words = "",
    after: _After = None,
) -> Response:
    chosen = Kind(kind) if kind in set(Kind) else None
    words, topic = " ".join(q.split()), next(iter(topics((topic,))), "")
    found, total = await queries.found(words, topic=topic, kind=chosen, limit=_ON_A_PAGE, after=after)
    lines = await _lines(queries, await publishers.found(words, on=day_of(page.now)) if not topic else [], page.now)
    asked = {name: value for name, value in (("q", words), ("topic", topic), ("kind", chosen)) if value}
    return page.show(
        "news/search.html",
        q=words,
        topic=topic,
        kind=chosen,
        kinds=list(KIND_NAMES.items()),
        total=total,
        offices=lines,
        articles=found.items,
        previous=None,
        next="/search?" + urlencode(asked | {"after": found.next}) if found.next else None,
    )


@public.get("/n/{article_id:id}")
async def article(page: OnPage, article_id: str, viewer: Visitor, queries: Queries) -> Response:
    item = await queries.one(ArticleId(article_id), viewer)
    key = publisher_id("office" if item.publisher.kind == "office" else "body", item.publisher.id)
    others = await queries.published(publisher=key, limit=6)
    return page.show(
        "news/article.html",
        status=_GONE if item.state is Standing.WITHDRAWN else 200,
        item=item,
        related=[other for other in others.items if other.id != item.id][:5],
    )


@dataclass(frozen=True, slots=True)
class OfficeGroup:
    """Offices that stand under one heading."""

    name: str
    offices: list[OfficeLine]


def grouped(lines: Iterable[OfficeLine]) -> list[OfficeGroup]:
    """Put offices under headings by their kind. Neighbouring kinds of one or two offices share one."""
    kinds = [(name, list(group)) for name, group in groupby(lines, key=lambda line: line.kind_name)]
    groups: list[OfficeGroup] = []
    for is_small, run in groupby(kinds, key=lambda kind: len(kind[1]) < _MAKE_A_GROUP):
        if is_small:
            small = list(run)
            together = [line for _kind, of in small for line in of]
            groups.append(OfficeGroup(_together([kind for kind, _of in small]), together))
        else:
            groups.extend(OfficeGroup(name, of) for name, of in run)
    return groups


def _together(names: list[str]) -> str:
    """«الف»، «الف و ب» or «الف، ب و دیگر دستگاه‌ها»."""
    match names:
        case [one]:
            return one
        case [one, two]:
            return _("%(one)s و %(two)s", one=one, two=two)
        case [one, two, *_others]:
            return _("%(one)s، %(two)s و دیگر دستگاه‌ها", one=one, two=two)
        case _:
            return ""


async def _publisher_page(
    page: Page,
    queries: ArticleQueries,
    publishers: PublisherQueries,
    key: PublisherId,
    after: str | None,
    *,
    bulletins: Strip | None = None,
) -> Response:
    publisher = await publishers.one(key)
    (line,) = await _lines(queries, [publisher], page.now)
    found = await queries.published(publisher=publisher.id, limit=_ON_A_PAGE, after=after)
    return page.show(
        "news/office.html",
        office=line,
        publisher=publisher,
        manager=await publishers.manager_of(key),
        successor=await _successor(publishers, publisher),
        topic=publisher.id,
        is_body=publisher.kind == "body",
        bulletins=bulletins,
        article_count=await queries.count_of(publisher.id, at_most=_COUNTED + 1),
        counted=_COUNTED,
        articles=found.items,
        previous=publisher.path if after else None,
        next=f"{publisher.path}?{urlencode({'after': found.next})}" if found.next else None,
    )


async def _successor(publishers: PublisherQueries, publisher: Publisher) -> Publisher | None:
    """The office that continues the work of a closed one, if one does."""
    key = publisher.successor_id
    return (await publishers.by_id([key]))[key] if key else None


async def _lines(queries: ArticleQueries, publishers: Iterable[Publisher], now: datetime) -> list[OfficeLine]:
    last = await queries.last_published()
    return [
        OfficeLine(
            id=each.slug,
            slug=each.slug,
            name=each.name,
            kind_name=each.group,
            last_published_at=last.get(each.id),
            freshness=_freshness(last.get(each.id), now),
            phone=each.phone,
            address=each.address,
            closed_note="خبرهای قبلی آن همین‌جا می‌ماند." if each.is_closed_on(day_of(now)) else "",
        )
        for each in publishers
    ]


def _freshness(last: datetime | None, now: datetime) -> int:
    if last is None:
        return 0
    age = now - last
    return 3 if age <= _FRESH else 2 if age <= _FADING else 1

"""Feeds, the page that lists them, and what search engines ask for. All are made once and kept (ADR 26)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import Response

from services.news.articles.states_domain import KIND_NAMES
from services.news.feeds.domain import ALL, FRONT, MEDIA_TYPES, Feed, FeedNotFound, Form, Of, path_of
from services.news.feeds.queries import FeedQueries
from services.news.feeds.sitemap_domain import index_of, list_of, news_of
from services.news.feeds.syndication_domain import written
from services.news.publishers.domain import Publisher
from services.news.publishers.queries import PublisherQueries
from shared.language.speech import gettext as _
from shared.persian.jalali import TEHRAN, day_of
from shared.web.identity import Visitor
from shared.web.parts import part
from shared.web.routing import public_router
from shared.web.shell.page import OnPage

public = public_router()

HERE: Final = "/feeds"
_XML: Final = "application/xml; charset=utf-8"
_NEW: Final = "new"
_PAGES: Final = "pages"
_WELL_KNOWN: Final = ("/", "/offices", "/bulletins", "/council", "/v", HERE)
_NOT_FOR_ROBOTS: Final = ("/n/desk", "/n/preview", "/search", "/membership", "/reporting", "/notifier", "/i/", "/l/")

Feeds = Annotated[FeedQueries, part(FeedQueries)]
Publishers = Annotated[PublisherQueries, part(PublisherQueries)]


@dataclass(frozen=True, slots=True)
class Line:
    """A feed on the page that lists them, with its address in each form."""

    name: str
    rss: str
    atom: str
    json: str


@dataclass(frozen=True, slots=True)
class Group:
    """Feeds under one heading."""

    name: str
    lines: Sequence[Line]


@public.get(HERE)
async def feeds(page: OnPage, _viewer: Visitor, publishers: Publishers) -> Response:
    return page.show("feeds/feeds.html", groups=groups_of(await publishers.everyone(), page.now))


def groups_of(publishers: Iterable[Publisher], now: datetime) -> list[Group]:
    """The feeds that there are, under their headings: none of a closed office."""
    open_ones = [each for each in publishers if not each.is_closed_on(day_of(now))]
    groups = [
        Group(_("همه خبرها"), [_line(_("همه خبرها"), ALL), _line(_("صفحه اول"), FRONT)]),
        Group(_("نوع خبر"), [_line(_(name), kind, Of.KIND) for kind, name in KIND_NAMES.items()]),
        Group(_("دستگاه‌ها"), [_line(each.name, each.slug, Of.OFFICE) for each in open_ones if each.kind == "office"]),
        Group(_("نهادها"), [_line(each.name, each.slug, Of.BODY) for each in open_ones if each.kind == "body"]),
    ]
    return [group for group in groups if group.lines]


@public.get("/feeds/{name}.{form}")
async def county_feed(name: str, form: str, _viewer: Visitor, queries: Feeds) -> Response:
    wanted = _form(form)
    if name not in {ALL, FRONT}:
        raise FeedNotFound
    return _answer(await (queries.all_news(wanted) if name == ALL else queries.front(wanted)), wanted)


@public.get("/feeds/{of}/{name:path}.{form}")
async def feed(of: str, name: str, form: str, _viewer: Visitor, queries: Feeds) -> Response:
    wanted = _form(form)
    if of not in set(Of):
        raise FeedNotFound
    return _answer(await queries.one(Of(of), name, wanted), wanted)


@public.get("/sitemap.xml")
async def sitemap(_viewer: Visitor, queries: Feeds) -> Response:
    lists: Sequence[tuple[str, datetime | None]] = [(_PAGES, None), (_NEW, None), *await queries.months()]
    url = queries.public_url
    return Response(index_of((f"{url}/sitemaps/{name}.xml", at) for name, at in lists), media_type=_XML)


@public.get("/sitemaps/{name}.xml")
async def part_of_sitemap(
    page: OnPage, name: str, _viewer: Visitor, queries: Feeds, publishers: Publishers
) -> Response:
    url = queries.public_url
    if name == _PAGES:
        paths = [*_WELL_KNOWN, *(each.path for each in await publishers.everyone())]
        return Response(list_of((url + path, None) for path in paths), media_type=_XML)
    if name == _NEW:
        new = [(url + each.path, each.published_at, each.headline) for each in await queries.new(page.now)]
        portal = page.shell.county.portal_title or _("روابط %(county)s", county=queries.county)
        return Response(news_of(new, portal=portal), media_type=_XML)
    begins, ends = _month(name)
    found = await queries.published_within(begins, ends)
    return Response(list_of((url + each.path, each.changed_at) for each in found), media_type=_XML)


@public.get("/robots.txt")
async def robots(_viewer: Visitor, queries: Feeds) -> Response:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_ROBOTS), ""]
    return Response("\n".join([*lines, f"Sitemap: {queries.public_url}/sitemap.xml", ""]), media_type="text/plain")


def _answer(found: Feed, form: Form) -> Response:
    return Response(written(found, form), media_type=f"{MEDIA_TYPES[form]}; charset=utf-8")


def _line(name: str, key: str, of: Of | None = None) -> Line:
    return Line(name, *(path_of(key, form, of) for form in (Form.RSS, Form.ATOM, Form.JSON)))


def _form(asked: str) -> Form:
    if asked not in set(Form):
        raise FeedNotFound
    return Form(asked)


def _month(name: str) -> tuple[datetime, datetime]:
    """Read «2026-11»: from its first instant in Tehran until that of the next month. Raises FeedNotFound."""
    try:
        begins = datetime.strptime(name, "%Y-%m").replace(tzinfo=TEHRAN)
        year, month = divmod(begins.year * 12 + begins.month, 12)
        return begins, begins.replace(year=year, month=month + 1)
    except ValueError:
        raise FeedNotFound from None

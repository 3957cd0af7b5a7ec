"""Public pages that are made once and kept, so that most readers are answered before routing.

ADR 26 says which pages, for how long, and why nothing that is withdrawn or not yet public can come out of here.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from bson import Timestamp
from fastapi.routing import APIRoute
from prometheus_client import Counter
from pymongo.errors import PyMongoError
from starlette.requests import cookie_parser
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.language.speech import LANGUAGES, PERSIAN
from shared.store.store import Commit, Store
from shared.web import identity, languages
from shared.web.cookies import Cookies
from shared.web.feature import Feature
from shared.web.middleware import UNLOGGED
from shared.web.parts import job
from shared.web.routing import PublicPage
from shared.web.shell.shell import SAID, THEME, THEMES

_MOST_BYTES: Final = 64 * 1024 * 1024
_LONGEST_SECONDS: Final = 60.0
"""Pages say «ده دقیقه پیش» and show the date of today, so they are made again after this time."""
_ASK_EVERY_SECONDS: Final = 0.15
_KNOWN_FOR_SECONDS: Final = 0.8
"""So long after the database said that nothing had changed, pages are served without asking it again."""
_PAUSE_SECONDS: Final = 1.0
_OUR_HEADERS: Final = frozenset({b"cache-control", b"etag"})
_OF_A_BODY: Final = frozenset({b"content-length", b"content-type"})
_OK, _NOT_MODIFIED, _GONE = 200, 304, 410

MADE = Counter("http_pages_made_total", "Public pages that were made and kept", ["route"])


class Key(NamedTuple):
    """What a kept page depends on, beside the public collections."""

    path: str
    language: str
    theme: str


@dataclass(frozen=True, slots=True)
class KeptPage:
    """An answer that can be sent again as it is."""

    status: int
    headers: list[tuple[bytes, bytes]]
    headers_alone: list[tuple[bytes, bytes]]
    """Those of the answer that the reader has the page already."""
    body: bytes
    etag: bytes
    route: object
    made_at: float
    """Seconds of the monotonic clock."""


class KeptPages:
    """The kept pages of this process. All are forgotten when a public collection changes, in whatever process.

    `collections` are the public ones. `clock` returns monotonic seconds.
    """

    def __init__(
        self, store: Store, collections: Sequence[str], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._collections = collections
        self._clock = clock
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._bytes = 0
        self._changed_here = store.bells.hang(*collections)
        self._noticed: Commit | None = None
        self._known_at = -_KNOWN_FOR_SECONDS
        self._shown_until = Timestamp(0, 0)
        """The time of the database until which pages of this edition show all changes."""
        self.edition = 0
        """Counts the changes; a page that was begun in an earlier edition is not kept."""

    def find(self, key: Key) -> KeptPage | None:
        """Return the page, unless something public may have changed since it was made."""
        now = self._clock()
        if now - self._known_at > _KNOWN_FOR_SECONDS:
            return None
        self._notice_own_changes()
        page = self._pages.get(key)
        if page is None or now - page.made_at > _LONGEST_SECONDS:
            return None
        self._pages.move_to_end(key)
        return page

    def begin(self) -> int:
        """Return the edition in which a page is begun."""
        self._notice_own_changes()
        return self.edition

    def keep(self, key: Key, page: KeptPage, *, begun_in: int) -> None:
        """Keep a page, if nothing has changed since it was begun. Those that were not asked for longest make room."""
        if begun_in != self.begin():
            return
        self._drop(key)
        self._pages[key] = page
        self._bytes += len(page.body)
        while self._bytes > _MOST_BYTES:
            self._drop(next(iter(self._pages)))

    def now(self) -> float:
        """Return the seconds of the monotonic clock."""
        return self._clock()

    async def run(self) -> None:
        """Watch the public collections until cancelled. While the database does not answer, no page is found here."""
        while self._collections:
            try:
                async with self._store.driver.changes_of(self._collections, at_most=_ASK_EVERY_SECONDS) as changes:
                    self._forget()  # nobody watched until now
                    while True:
                        asked_at = self._clock()
                        if change := await changes.try_next():
                            self._hear_of(change["clusterTime"])
                        else:
                            # What was committed before we asked would have been the answer.
                            self._known_at = asked_at
            except PyMongoError:
                await asyncio.sleep(_PAUSE_SECONDS)

    def _notice_own_changes(self) -> None:
        """Forget at once what this process itself changed: whoever published sees it on the next page."""
        if not self._changed_here.has_rung():
            return
        own = self._store.last_commit
        # The database may have told of it before the answer to the commit was here. No newer commit: it was no commit.
        if own is None or own is self._noticed or own.at > self._shown_until:
            self._forget()
        self._noticed = own

    def _hear_of(self, changed_at: Timestamp) -> None:
        """The database tells of a change of its time `changed_at`, and has told of all before.

        While one change follows the other, it never says that there are none. What it tells of the last one of this
        process then says how new our knowledge is.
        """
        if changed_at > self._shown_until:
            self._forget()
            self._shown_until = max(self._shown_until, changed_at)
        own = self._store.last_commit
        if own and own.at <= changed_at:
            self._known_at = max(self._known_at, own.sent_at)

    def _forget(self) -> None:
        if own := self._store.last_commit:
            self._shown_until = max(self._shown_until, own.at)
        self.edition += 1
        self._pages.clear()
        self._bytes = 0

    def _drop(self, key: Key) -> None:
        if page := self._pages.pop(key, None):
            self._bytes -= len(page.body)


class KeptFirst:
    """Answers with a kept page where there is one, before routing; makes and keeps it where there is none.

    It stands outside of whatever adds headers or chooses the language, and inside of what logs and measures.
    """

    def __init__(self, app: ASGIApp, *, pages: KeptPages, routes: Iterable[APIRoute], cookies: Cookies) -> None:
        self._app = app
        self._cookies = cookies
        self._pages = pages
        self._routes = [route for route in routes if isinstance(route, PublicPage)]
        self._making: dict[Key, asyncio.Future[KeptPage | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        key = _key_of(scope, self._cookies) if scope["type"] == "http" else None
        if key is None:
            await self._app(scope, receive, send)
        elif page := self._pages.find(key):
            await _send_kept(page, scope, send)
        elif not any(route.matches(scope)[0] is Match.FULL for route in self._routes):
            await self._app(scope, receive, send)
        elif page := await self._made_by_another(key):
            await _send_kept(page, scope, send)
        else:
            self._making[key] = making = asyncio.get_running_loop().create_future()
            page = None
            try:
                page, messages = await self._make(key, scope, receive)
            finally:
                del self._making[key]
                making.set_result(page)
            if page:
                await _send(page, scope, send)
            else:
                for message in messages:
                    await send(message)

    async def _made_by_another(self, key: Key) -> KeptPage | None:
        """Wait for whoever makes the page, so that a change does not let every reader make it anew."""
        if being_made := self._making.get(key):
            await asyncio.wait([being_made])
            if page := self._pages.find(key):
                return page
            # Something has changed since it was begun. The next one is begun after we came, so it is new enough for us.
            if being_made := self._making.get(key):
                await asyncio.wait([being_made])
                return being_made.result()
        return None

    async def _make(self, key: Key, scope: Scope, receive: Receive) -> tuple[KeptPage | None, Sequence[Message]]:
        edition, made_at = self._pages.begin(), self._pages.now()
        messages: list[Message] = []

        async def hold(message: Message) -> None:
            messages.append(message)

        await self._app(scope, receive, hold)
        page = _page_of(messages, scope.get("route"), made_at)
        if page:
            MADE.labels(getattr(page.route, "path_format", "-")).inc()
            self._pages.keep(key, page, begun_in=edition)
        return page, messages


FEATURE = Feature(name="kept", jobs=(job(KeptPages, KeptPages.run),))
"""The feature is added to every service."""


def _key_of(scope: Scope, ours: Cookies) -> Key | None:
    """Return the key of a request for a page as everybody gets it; None for all other requests."""
    if scope["method"] != "GET" or scope["query_string"]:
        return None
    cookies: dict[str, str] = {}
    for name, value in scope["headers"]:
        if name == b"authorization":
            return None
        if name == b"cookie":
            cookies |= cookie_parser(value.decode("latin-1"))
    if ours.name(identity.COOKIE) in cookies or ours.name(SAID) in cookies:
        return None
    theme = cookies.get(ours.name(THEME), "")
    language = LANGUAGES.get(cookies.get(ours.name(languages.COOKIE), ""), PERSIAN)
    return Key(scope["path"], language.code, theme if theme in THEMES else "")


def _page_of(messages: Sequence[Message], route: object, made_at: float) -> KeptPage | None:
    """Return the page of a response; None when it must not be kept."""
    start, *rest = messages
    status, headers = start["status"], list(start["headers"])
    if status not in {_OK, _GONE} or any(name == b"set-cookie" for name, _ in headers):
        return None
    body = b"".join(message.get("body", b"") for message in rest)
    etag = b'"%s"' % hashlib.blake2b(body, digest_size=12).hexdigest().encode()
    headers = [(name, value) for name, value in headers if name not in _OUR_HEADERS]
    # Anybody may store it, but has to ask before each use whether it is still the same.
    headers += [(b"cache-control", b"no-cache"), (b"etag", etag)]
    alone = [(name, value) for name, value in headers if name not in _OF_A_BODY]
    return KeptPage(status, headers, alone, body, etag, route, made_at)


async def _send_kept(page: KeptPage, scope: Scope, send: Send) -> None:
    scope["route"] = page.route
    scope.setdefault("state", {})[UNLOGGED] = True
    await _send(page, scope, send)


async def _send(page: KeptPage, scope: Scope, send: Send) -> None:
    # A condition holds for successful answers only (RFC 9110, §13.2.1): a withdrawn page is sent each time.
    if page.status == _OK and _has(page.etag, scope):
        await send({"type": "http.response.start", "status": _NOT_MODIFIED, "headers": page.headers_alone})
        await send({"type": "http.response.body"})
    else:
        await send({"type": "http.response.start", "status": page.status, "headers": page.headers})
        await send({"type": "http.response.body", "body": page.body})


def _has(etag: bytes, scope: Scope) -> bool:
    given = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
    return any(tag.strip().removeprefix(b"W/") in {etag, b"*"} for tag in given.split(b",")) if given else False

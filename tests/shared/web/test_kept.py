"""Public pages that are kept: who gets them, when they are made anew, and what is never kept."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from bson import Timestamp
from fastapi import FastAPI, Request, Response
from httpx import ASGITransport, AsyncClient

from shared.language.speech import Catalogues, current_language
from shared.store.driver import Driver
from shared.store.store import Commit, Store
from shared.web import identity, kept, languages
from shared.web.cookies import Cookies
from shared.web.kept import KeptFirst, KeptPages
from shared.web.languages import Languages
from shared.web.parts import PartsByClass, install_parts
from shared.web.routes import api_routes
from shared.web.routing import page_router, public_router
from shared.web.shell import shell
from tests.eventually import eventually

COOKIES = Cookies.at("http://ravabet.test")
SAID, THEME, COOKIE = (COOKIES.name(each) for each in (shell.SAID, shell.THEME, identity.COOKIE))
ENGLISH = f"{COOKIES.name(languages.COOKIE)}=en"


@dataclass
class Database:
    """A database of which only the change stream is used: it says what the test puts in, and None for «nothing»."""

    said: asyncio.Queue[Mapping[str, Any] | None] = field(default_factory=asyncio.Queue)
    watches: int = 0

    @asynccontextmanager
    async def changes_of(self, collections: Sequence[str], *, at_most: float) -> AsyncIterator["Database"]:
        assert collections == ["articles"]
        assert at_most < 1
        self.watches += 1
        yield self

    async def try_next(self) -> Mapping[str, Any] | None:
        """What the test said next."""
        said = await self.said.get()
        self.said.task_done()
        return said

    async def says(self, said: Mapping[str, Any] | None) -> None:
        """Let the watch hear it, and return when it asks again."""
        await self.said.put(said)
        await self.said.join()
        await asyncio.sleep(0)


def changed(at: int) -> Mapping[str, Any]:
    """What the database tells of a change of that second."""
    return {"clusterTime": Timestamp(at, 1)}


@dataclass
class Site:
    """A service with kept pages, which counts how often each page was made."""

    client: AsyncClient
    database: Database
    store: Store
    pages: KeptPages
    made: list[str]
    may_finish: asyncio.Event
    seconds: float = 0

    async def get(self, path: str = "/", **headers: str) -> Any:
        """Ask as a stranger does, with these headers."""
        return await self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    database = Database()
    store = Store(cast(Driver, database), service="news", now=lambda: datetime.now(UTC))
    found: list[Site] = []
    pages = KeptPages(store, ["articles"], clock=lambda: found[0].seconds if found else 0.0)
    app, made, may_finish = FastAPI(), [], asyncio.Event()
    may_finish.set()
    public, private = public_router(), page_router()

    @public.get("/")
    async def front(request: Request) -> Response:
        made.append(f"{current_language().code}/{request.cookies.get(THEME, '')}")
        edition = len(made)
        await may_finish.wait()
        return Response(f"edition {edition}", headers={"Vary": "Cookie", "Cache-Control": "private"})

    @public.get("/with/{status:digits}")
    async def other(status: str) -> Response:
        made.append(status)
        return Response("an answer", int(status))

    @public.get("/greeting")
    async def greeting() -> Response:
        made.append("greeting")
        answer = Response("welcome")
        answer.set_cookie("seen", "1")
        return answer

    @private.get("/other")
    async def not_public() -> Response:
        made.append("other")
        return Response("not declared as public")

    parts = PartsByClass()
    parts.add(Store, store)
    install_parts(app, parts)
    app.include_router(public)
    app.include_router(private)
    app.add_middleware(Languages, catalogues=Catalogues(), cookies=COOKIES)
    app.add_middleware(KeptFirst, pages=pages, routes=api_routes(app), cookies=COOKIES)
    watching = asyncio.create_task(pages.run())
    async with AsyncClient(transport=ASGITransport(app), base_url="http://ravabet.test") as client:
        found.append(Site(client, database, store, pages, made, may_finish))
        await database.says(None)
        yield found[0]
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching


async def test_a_page_is_made_once_for_all_readers(site: Site) -> None:
    answers = [await site.get() for _ in range(3)]

    assert site.made == ["fa/"]
    assert {answer.text for answer in answers} == {"edition 1"}
    assert len({answer.headers["etag"] for answer in answers}) == 1
    assert all(answer.headers["cache-control"] == "no-cache" for answer in answers)
    assert all(answer.headers["vary"] == "Cookie" for answer in answers)


async def test_readers_who_come_while_it_is_made_wait_for_it(site: Site) -> None:
    site.may_finish.clear()
    asking = [asyncio.create_task(site.get()) for _ in range(8)]
    await eventually(lambda: _is(site.made))
    site.may_finish.set()

    assert {(await each).text for each in asking} == {"edition 1"}
    assert site.made == ["fa/"]


async def test_readers_who_come_before_a_change_wait_for_one_of_them(site: Site) -> None:
    site.may_finish.clear()
    asking = [asyncio.create_task(site.get()) for _ in range(8)]
    await eventually(lambda: _is(site.made))
    site.store.bells.ring("articles")
    site.may_finish.set()

    assert sorted([(await each).text for each in asking]) == ["edition 1", *["edition 2"] * 7]


async def test_each_language_and_each_theme_has_its_own(site: Site) -> None:
    for _ in range(2):
        for cookie in ("", ENGLISH, f"{THEME}=dark", f"{ENGLISH}; {THEME}=dark", f"{THEME}=unheard-of; other=1"):
            await site.get(cookie=cookie)

    # A theme that does not exist is the page without a theme.
    assert site.made == ["fa/", "en/", "fa/dark", "en/dark"]


@pytest.mark.parametrize(
    "headers", [{"cookie": f"{COOKIE}=token"}, {"cookie": f"{SAID}=x"}, {"authorization": "Bearer token"}]
)
async def test_whoever_is_somebody_gets_a_page_of_their_own(site: Site, headers: dict[str, str]) -> None:
    await site.get(**headers)
    await site.get()
    answer = await site.get(**headers)

    assert answer.text == "edition 3"
    assert "etag" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/?after=3", "/?lang=en", "/other", "/with/404", "/with/500", "/with/303", "/greeting"]
)
async def test_other_answers_are_not_kept(site: Site, path: str) -> None:
    answers = [await site.get(path) for _ in range(2)]

    assert len(site.made) == 2
    assert all("etag" not in answer.headers for answer in answers)


async def test_who_has_it_already_is_told_so(site: Site) -> None:
    etag = (await site.get()).headers["etag"]

    for condition in (etag, f'"another", W/{etag}', "*"):
        answer = await site.get(if_none_match=condition)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == etag
        assert "content-length" not in answer.headers
    assert (await site.get(if_none_match='"another"')).status_code == 200


async def test_what_is_gone_is_said_each_time(site: Site) -> None:
    gone = await site.get("/with/410")
    again = await site.get("/with/410", if_none_match=gone.headers["etag"])

    assert (again.status_code, again.text) == (410, "an answer")
    assert site.made == ["410"]


async def test_a_change_of_this_process_is_seen_at_once(site: Site) -> None:
    await site.get()

    site.store.bells.ring("articles")

    assert (await site.get()).text == "edition 2"


async def test_a_change_of_another_process_is_seen_when_the_database_tells(site: Site) -> None:
    await site.get()

    await site.database.says(changed(1))

    assert (await site.get()).text == "edition 2"


async def test_a_change_of_this_process_that_the_database_tells_later_is_no_second_change(site: Site) -> None:
    site.store.last_commit = Commit(Timestamp(5, 1), sent_at=0)
    site.store.bells.ring("articles")
    await site.get()

    for told, edition in ((4, 1), (5, 1), (6, 2)):
        await site.database.says(changed(told))
        assert (await site.get()).text == f"edition {edition}"


async def test_a_change_of_this_process_that_the_database_told_before_is_no_second_change(site: Site) -> None:
    await site.database.says(changed(5))
    await site.get()

    site.store.last_commit = Commit(Timestamp(5, 1), sent_at=0)
    site.store.bells.ring("articles")
    assert (await site.get()).text == "edition 1"

    site.store.bells.ring("articles")  # of what is no transaction
    assert (await site.get()).text == "edition 2"
    site.store.last_commit = Commit(Timestamp(6, 1), sent_at=0)
    site.store.bells.ring("articles")
    assert (await site.get()).text == "edition 3"


async def test_while_one_change_follows_the_other_pages_are_kept_all_the_same(site: Site) -> None:
    """The database never says then that nothing has changed."""
    for second in range(1, 4):
        site.seconds = float(second)
        site.store.last_commit = Commit(Timestamp(second, 1), sent_at=second - 0.1)
        site.store.bells.ring("articles")
        await site.database.says(changed(second))
        assert [(await site.get()).text for _ in range(2)] == [f"edition {second}"] * 2

    site.seconds = 4.0
    await site.database.says(changed(4))
    assert [(await site.get()).text for _ in range(2)] == ["edition 4", "edition 5"]


async def test_a_page_that_was_begun_before_a_change_is_not_kept(site: Site) -> None:
    site.may_finish.clear()
    asking = asyncio.create_task(site.get())
    await eventually(lambda: _is(site.made))
    await site.database.says(changed(1))
    site.may_finish.set()
    assert (await asking).text == "edition 1"

    assert (await site.get()).text == "edition 2"


async def test_without_news_of_the_database_nothing_kept_is_shown(site: Site) -> None:
    await site.get()
    site.seconds = 0.7
    assert (await site.get()).text == "edition 1"

    site.seconds = 0.9
    assert (await site.get()).text == "edition 2"

    await site.database.says(None)  # the answer to a question of second 0
    await site.database.says(None)
    assert (await site.get()).text == "edition 2"


async def test_a_page_is_made_anew_after_a_minute(site: Site) -> None:
    await site.get()
    for site.seconds, text in ((59.0, "edition 1"), (61.0, "edition 2")):
        await site.database.says(None)
        await site.database.says(None)
        assert (await site.get()).text == text


async def test_pages_that_nobody_asks_for_make_room(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST_BYTES", 20)
    for path in ("/", "/with/200", "/", "/with/410", "/", "/with/200"):
        await site.get(path)

    assert site.made == ["fa/", "200", "410", "200"]


async def _is(found: object) -> object:
    return found

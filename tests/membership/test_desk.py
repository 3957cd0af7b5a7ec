"""The desk: what waits for a person, from every service, also when one of them does not answer."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from httpx import AsyncClient

from deploy.local.peer.serving import serving
from services.membership.desk.sections_pages import SectionName
from services.membership.main import Parts, create_membership, real_parts
from services.membership.posts.domain import Place
from services.membership.settings import Settings
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import COOKIE, GOVERNOR, MANAGER, OPERATOR, RENEWAL_COOKIE, SECRETARY, token_of
from tests.membership.county import SETUP, SINCE, fill
from tests.membership.test_decrees import draft
from tests.membership.test_pages import see
from tests.parked import park_one
from tests.services import running_service

REPORT = "<!--desk today 2--><li>گزارش آبان</li><!--desk others 1--><li>سه دستگاه</li>"
ARTICLE = "<!--desk today 1--><li>تأیید خبر</li>"


@dataclass
class Neighbours:
    """The other services, as far as the desk asks them; a test says what each answers, and sees what it was asked."""

    answers: dict[str, Callable[[], Awaitable[Response]]] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def say(self, path: str, answer: Response, *, after: float = 0) -> None:
        async def given() -> Response:
            await asyncio.sleep(after)
            return answer

        self.answers[path] = given

    def app(self) -> FastAPI:
        async def answer(request: Request) -> Response:
            self.asked.append(request)
            return await self.answers[request.url.path]()

        app = FastAPI()
        app.add_route("/{path:path}", answer)
        return app


@pytest.fixture
def neighbours() -> Neighbours:
    """Of which reporting and news have something, and the notifier nothing."""
    neighbours = Neighbours()
    neighbours.say("/reporting/desk-part", HTMLResponse(REPORT))
    neighbours.say("/n/desk-part", HTMLResponse(ARTICLE))
    neighbours.say("/notifier/desk-part", HTMLResponse(""))
    return neighbours


@pytest.fixture
async def desk(settings: Settings, neighbours: Neighbours) -> AsyncIterator[AsyncClient]:
    """Membership among its neighbours."""
    async with serving(neighbours.app()) as port:
        here = f"http://127.0.0.1:{port}"
        async with _membership(settings, {"reporting": here, "news": here, "notifier": here}) as client:
            yield client


@asynccontextmanager
async def _membership(settings: Settings, sections: Mapping[SectionName, str]) -> AsyncIterator[AsyncClient]:
    parts = real_parts(settings.model_copy(update={"desk_parts": sections}))
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(running_service(create_membership(parts)))
        await fill(parts)
        yield client


async def test_what_waits_stands_together_by_time_whoever_told_it(desk: AsyncClient) -> None:
    await draft(desk)

    text = (await see(desk, "/desk", GOVERNOR)).text

    today, _, others = text.partition("در انتظار دیگران")
    places = [
        today.index(said) for said in ("امروز", "حکم سارا مهرگان‌پور", "<li>گزارش آبان</li>", "<li>تأیید خبر</li>")
    ]
    assert places == sorted(places)
    assert today.count('<ul class="todo">') == 1
    assert "<li>سه دستگاه</li>" in others
    assert "۴ کار در انتظار شماست، همه امروز." in text
    assert "در دسترس نیست" not in text


async def test_each_service_is_asked_in_the_name_of_the_person_and_under_the_number_of_the_request(
    desk: AsyncClient, neighbours: Neighbours
) -> None:
    token = token_of(MANAGER)
    cookies = f"{COOKIE}={token}; said_80=secret; {RENEWAL_COOKIE}=secret"

    await desk.get("/desk", headers={"Cookie": cookies, "X-Request-ID": "visit-1"})

    assert sorted(request.url.path for request in neighbours.asked) == [
        "/n/desk-part",
        "/notifier/desk-part",
        "/reporting/desk-part",
    ]
    for request in neighbours.asked:
        assert request.headers["cookie"] == f"{COOKIE}={token}"
        assert request.headers["x-request-id"] == "visit-1"


async def test_each_service_is_asked_in_the_language_of_the_page(desk: AsyncClient, neighbours: Neighbours) -> None:
    page = await see(desk, "/desk?lang=en", MANAGER)

    assert "Hello, " in page.text
    assert [request.headers["cookie"].rpartition("; ")[2] for request in neighbours.asked] == ["lang_80=en"] * 3


@pytest.mark.parametrize(
    "answer",
    [
        HTMLResponse("<!--desk today 1--><li>خطا</li>", 500),
        Response("<!--desk today 1--><li>خطا</li>", media_type="application/json"),
        RedirectResponse("/n/desk-part", 303),
        HTMLResponse("<h1>خطا</h1><!--desk today 1-->"),
        HTMLResponse("<!--desk never 1--><li>خطا</li>"),
    ],
    ids=["500", "json", "redirect", "a page", "an unknown time"],
)
async def test_a_part_that_is_not_one_is_told_of_in_its_place(
    desk: AsyncClient, neighbours: Neighbours, answer: Response
) -> None:
    neighbours.say("/reporting/desk-part", answer)

    page = await see(desk, "/desk", MANAGER)

    assert page.status_code == 200
    assert "بخش گزارش‌ها اکنون در دسترس نیست" in page.text
    assert '<a href="/desk">تلاش دوباره</a>' in page.text
    assert "<li>تأیید خبر</li>" in page.text
    assert "خطا" not in page.text
    assert [request.url.path for request in neighbours.asked].count("/n/desk-part") == 1


async def test_a_part_that_is_late_is_not_waited_for(desk: AsyncClient, neighbours: Neighbours) -> None:
    neighbours.say("/n/desk-part", HTMLResponse(ARTICLE), after=5)

    begun = time.monotonic()
    text = (await see(desk, "/desk", MANAGER)).text

    assert time.monotonic() - begun < 3
    assert "بخش خبرها اکنون در دسترس نیست" in text
    assert "<li>گزارش آبان</li>" in text


async def test_a_part_that_drips_is_not_waited_for(desk: AsyncClient, neighbours: Neighbours) -> None:
    async def drops() -> AsyncIterator[str]:
        yield ARTICLE
        for _ in range(20):
            await asyncio.sleep(0.3)
            yield "<li>قطره</li>"

    neighbours.say("/n/desk-part", StreamingResponse(drops(), media_type="text/html"))

    begun = time.monotonic()
    text = (await see(desk, "/desk", MANAGER)).text

    assert time.monotonic() - begun < 3
    assert "بخش خبرها اکنون در دسترس نیست" in text


async def test_a_service_that_is_away_leaves_the_rest_of_the_desk(settings: Settings) -> None:
    async with _membership(settings, {"notifier": "http://127.0.0.1:9"}) as client:
        text = (await see(client, "/desk", MANAGER)).text

    assert "بخش پیام‌ها اکنون در دسترس نیست" in text
    assert "اداره آب و فاضلاب" in text
    assert "کاری در انتظار شما نیست" not in text


async def test_an_empty_desk_says_what_to_do_next(membership: AsyncClient) -> None:
    text = (await see(membership, "/desk", MANAGER)).text

    assert "کاری در انتظار شما نیست" in text
    assert 'href="/n/desk/new">نوشتن خبر</a>' in text


async def test_membership_tells_the_governor_and_the_secretariat_of_drafts_and_others_of_nothing(
    membership: AsyncClient,
) -> None:
    await draft(membership)

    signing = (await see(membership, "/membership/desk-part", GOVERNOR)).text
    drafting = (await see(membership, "/membership/desk-part", SECRETARY)).text

    assert "<!--desk today 1-->" in signing
    assert "دیدن و امضا" in signing
    assert "<!--desk others 1-->" in drafting
    assert "پیش‌نویس" in drafting
    assert (await see(membership, "/membership/desk-part", MANAGER)).text.strip() == ""


async def test_the_desk_calls_each_post_by_its_role(membership: AsyncClient, parts: Parts) -> None:
    council, roads = Place(body_id="council"), Place(office_id="roads")
    await parts.personnel.appoint("p-roads", "jury", council, since=SINCE, by=SETUP)
    await parts.personnel.appoint("p-roads", "head_of_office", roads, since=SINCE, by=SETUP)

    text = (await see(membership, "/desk", Viewer("p-roads", "بهرام سپیدرو", frozenset({"jury"})))).text

    assert "<li>عضو هیئت داوران</li>" in text
    assert "<li>رئیس دستگاه، اداره راهداری</li>" in text


async def test_parked_events_wait_on_the_desk_of_an_operator_and_of_nobody_else(
    membership: AsyncClient, store: Store
) -> None:
    await park_one(store)

    shown = await see(membership, "/membership/desk-part", OPERATOR)

    assert "۱ دسته رویداد مانده در عضویت و حکم‌ها" in shown.text
    assert 'href="/membership/set-aside">دیدن و تصمیم</a>' in shown.text
    assert "رویداد مانده" not in (await see(membership, "/membership/desk-part", SECRETARY)).text

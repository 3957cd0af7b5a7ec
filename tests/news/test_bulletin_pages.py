"""Bulletins on the portal: from the bus to the front page, the page of their office, their lists and their calendar."""

import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import aio_pika
import pytest
from httpx import AsyncClient

from services.news.main import FEATURES, Parts, create_news, real_parts
from shared.events import Envelope, Event
from shared.messaging.topology import EXCHANGE
from shared.runtime.ids import new_event_id
from shared.web.kept import KeptPages
from shared.web.parts import PartsByClass, parts_of
from shared.web.service import handlers_of
from tests.eventually import eventually
from tests.news.neighbours import alert, occasion, occasion_cancelled, outage, outage_over
from tests.services import running_service

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


async def tell(parts: Parts, *events: Event) -> None:
    """Hand events to their handlers, as the consumer does."""
    handlers = handlers_of(FEATURES, PartsByClass(parts.platform, parts))
    for event in events:
        handler = handlers.get(event.type)
        assert handler
        await parts.platform.store.run_again(partial(handler, event))


def now_outage(key: str = "water:1", **changed: Any) -> Event:
    said: dict[str, Any] = {"begins_at": NOW - HOUR, "ends_at": NOW + 2 * HOUR}
    return outage(key, **said | changed)


async def test_what_a_neighbour_tells_on_the_bus_stands_on_the_front_page_and_its_offices(
    news: AsyncClient, amqp_url: str
) -> None:
    assert "bulletins-title" not in (await news.get("/")).text
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        exchange = await (await connection.channel()).get_exchange(EXCHANGE)
        event = now_outage()
        envelope = Envelope(id=new_event_id(), source="/guests/water", time=NOW, data=event, seq=1)
        await exchange.publish(aio_pika.Message(envelope.encode()), routing_key=event.type)

        async def front() -> str:
            page = (await news.get("/")).text
            return page if "bulletins-title" in page else ""

        page = await eventually(front)

    assert "بالادست و محله چنار" in page
    assert "/bulletins/outage/water:1" in page
    assert "بالادست و محله چنار" in (await news.get("/offices/water")).text
    assert "بالادست" not in (await news.get("/offices/roads")).text


async def test_the_front_page_has_few_and_says_how_many_there_are(news: AsyncClient, parts: Parts) -> None:
    await tell(parts, *(now_outage(f"water:{number}") for number in range(12)))
    await tell(parts, alert(level="red", begins_at=NOW - HOUR))

    page = (await news.get("/")).text

    assert page.count('class="bulletin ') == 4
    assert "همه (۱۳)" in page
    assert page.index("هشدار قرمز راه") < page.index("قطع آب")


async def test_a_bulletin_has_its_page_with_its_changes_and_after_its_end(news: AsyncClient, parts: Parts) -> None:
    path = "/bulletins/outage/water:1"
    assert (await news.get(path)).status_code == 404
    await tell(parts, now_outage(), now_outage(places=("بالادست", "کوی نو")))
    page = (await news.get(path)).text
    assert "جاها: بالادست و کوی نو (پیش‌تر: بالادست و محله چنار)" in page
    assert "جاری" in page
    assert "/notifier/follow?topic=kind/outage-water" in page

    await tell(parts, outage_over(at=NOW))
    page = (await news.get(path)).text
    assert "آب وصل شد." in page
    assert "پایان یافت" in page
    assert path not in (await news.get("/bulletins")).text
    assert path in (await news.get("/bulletins/ended")).text
    assert "bulletins-title" not in (await news.get("/")).text


async def test_an_end_of_something_unknown_has_a_page_and_stands_in_no_list(news: AsyncClient, parts: Parts) -> None:
    await tell(parts, outage_over("water:9", at=NOW))

    page = await news.get("/bulletins/outage/water:9")

    assert page.status_code == 200
    assert "تنها پایان این مورد" in page.text
    assert "water:9" not in (await news.get("/bulletins/ended")).text


async def test_the_list_is_narrowed_by_kind_place_and_words_and_ordered_by_place(
    news: AsyncClient, parts: Parts
) -> None:
    await tell(
        parts,
        now_outage(),
        now_outage("water:2", utility="gas", places=("یاس‌آباد",)),
        occasion(begins_at=NOW + 30 * HOUR, ends_at=None),
    )

    def shown(text: str) -> list[str]:
        return [key for key in ("water:1", "water:2", "library:31") if f"/{key}" in text]

    async def asked(query: str) -> list[str]:
        return shown((await news.get(f"/bulletins{query}")).text)

    assert await asked("") == ["water:1", "water:2", "library:31"]
    assert await asked("?kind=outage-gas") == ["water:2"]
    assert await asked("?kind=nonsense") == ["water:1", "water:2", "library:31"]
    assert await asked("?place=محلة چنار") == ["water:1"]
    assert await asked("?office=library") == ["library:31"]
    assert await asked("?q=ياس آباد") == ["water:2"]
    assert await asked("?q=ققنوس") == []
    by_place = (await news.get("/bulletins?by=place")).text
    assert by_place.count("/bulletins/outage/water:1") == 2, "it stands under each of its places"
    heads = [by_place.index(f"</i>{name}</h2>") for name in ("بالادست", "بهاردشت", "محله چنار", "یاس‌آباد")]
    assert heads == sorted(heads)


async def test_a_long_list_has_pages(news: AsyncClient, parts: Parts) -> None:
    await tell(parts, *(now_outage(f"water:{number}") for number in range(45)))

    first, third, beyond = [(await news.get(f"/bulletins?page={page}")).text for page in (1, 3, 9)]

    assert [page.count('class="bulletin ') for page in (first, third, beyond)] == [20, 5, 5]


async def test_programs_read_the_same(news: AsyncClient, parts: Parts) -> None:
    await tell(parts, now_outage(), now_outage("water:2", begins_at=NOW + HOUR), alert(begins_at=NOW - HOUR))

    async def ids(query: str) -> list[str]:
        return [each["id"] for each in (await news.get(f"/api/news/bulletins{query}")).json()["items"]]

    assert len(await ids("")) == 3
    assert await ids("?current=1&office=water") == ["outage/water:1"]
    assert await ids("?place=گردنه سپیددره") == ["alert/roads:1"]
    assert await ids("?kind=occasion") == []
    one = (await news.get("/api/news/bulletins/outage/water:1")).json()
    assert (one["stage"], one["url"]) == ("current", "http://ravabet.test/bulletins/outage/water:1")
    assert one["office"]["name"] == "اداره آب و فاضلاب"
    assert (await news.get("/api/news/bulletins/outage/none")).status_code == 404
    assert (await news.get("/api/news/bulletins?kind=nonsense")).status_code == 422


async def test_an_office_that_is_unknown_yet_goes_by_its_id(news: AsyncClient, parts: Parts) -> None:
    await tell(parts, occasion(begins_at=NOW + HOUR, ends_at=None))

    assert "library" in (await news.get("/bulletins/occasion/library:31")).text


async def test_occasions_come_as_a_calendar_and_one_that_is_cancelled_says_so(news: AsyncClient, parts: Parts) -> None:
    await tell(parts, occasion(begins_at=NOW + HOUR, ends_at=None), now_outage())

    every = await news.get("/api/news/occasions.ics")
    assert every.headers["content-type"] == "text/calendar; charset=utf-8"
    assert every.text.count("BEGIN:VEVENT") == 1

    await tell(parts, occasion_cancelled())
    one = (await news.get("/api/news/occasions.ics?id=occasion/library:31")).text
    assert "STATUS:CANCELLED" in one
    assert "BEGIN:VEVENT" not in (await news.get("/api/news/occasions.ics")).text


@pytest.mark.parametrize("page", ["/", "/offices/water", "/bulletins", "/bulletins/ended", "/bulletins/outage/water:1"])
async def test_its_pages_are_kept_and_made_anew_when_it_changes(news: AsyncClient, parts: Parts, page: str) -> None:
    await tell(parts, now_outage())
    etag = (await news.get(page)).headers["etag"]
    assert (await news.get(page, headers={"If-None-Match": etag})).status_code == 304

    await tell(parts, outage_over(at=NOW))

    assert (await news.get(page, headers={"If-None-Match": etag})).status_code == 200


async def test_what_people_write_becomes_no_markup(news: AsyncClient, parts: Parts) -> None:
    await tell(parts, now_outage(places=("<b>x</b>",), reason="<script>1</script>", area="<i>"))

    for path in ("/", "/bulletins", "/bulletins?by=place", "/bulletins/outage/water:1", "/bulletins?place=<b>x</b>"):
        text = (await news.get(path)).text
        assert "<b>x</b>" not in text, path
        assert "<script>1" not in text, path


async def test_a_bulletin_that_begins_or_ends_by_itself_changes_the_kept_pages_within_a_minute(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written at that instant: a kept page is made anew after a minute, whatever happens."""
    at = [NOW]
    moving = real_parts(parts.settings, now=lambda: at[0])
    app = create_news(moving)
    async with running_service(app) as client:
        kept = parts_of(app)[KeptPages]

        async def front_after(later: timedelta) -> str:
            at[0] += later
            ahead = (at[0] - NOW).total_seconds()
            monkeypatch.setattr(kept, "_clock", lambda: time.monotonic() + ahead)

            async def would_serve_what_it_has() -> bool:
                return kept.now() - kept._known_at < 0.3

            await eventually(would_serve_what_it_has)
            return (await client.get("/")).text

        await tell(moving, now_outage(begins_at=NOW + 50 * HOUR, ends_at=NOW + 52 * HOUR))
        assert "bulletins-title" not in await front_after(timedelta(0))
        assert "bulletins-title" in await front_after(timedelta(hours=2, minutes=1))
        assert ">تا " in await front_after(timedelta(hours=48))
        assert "bulletins-title" not in await front_after(timedelta(hours=2))


async def test_a_reader_of_english_reads_kinds_and_times_in_english(news: AsyncClient, parts: Parts) -> None:
    await tell(parts, now_outage(), now_outage(reason="شکستگی لوله"), alert(begins_at=NOW - HOUR, level="red"))

    pages = [(await news.get(f"{path}?lang=en")).text for path in ("/", "/bulletins", "/bulletins/outage/water:1")]

    assert all("Water outage" in page and "until " in page for page in pages)
    assert "Red alert for roads" in pages[0]
    assert "The explanation changed." in pages[2]

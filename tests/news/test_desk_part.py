"""What news tells somebody's desk."""

from httpx import AsyncClient

from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, OPERATOR, SECRETARY
from tests.news.test_desk_pages import ROADS, at, begun, form_of
from tests.parked import park_one

PART = "/n/desk-part"


async def test_a_draft_waits_for_its_writers_then_for_the_desk_then_to_be_published(news: AsyncClient) -> None:
    manager, desk = at(news, MANAGER), at(news, SECRETARY)
    path = await begun(manager)
    part = (await manager(PART)).text
    assert "<!--desk whenever 1-->" in part
    assert "پیش‌نویس «آب هفده روستا پایدار شد»" in part
    assert (await desk(PART)).text.strip() == ""

    await manager(f"{path}/approval-request", **await form_of(manager, path))
    assert "<!--desk others 1-->" in (await manager(PART)).text
    assert "در انتظار تأیید" in (await manager(PART)).text
    for whoever_clears in (desk, at(news, GOVERNOR)):
        part = (await whoever_clears(PART)).text
        assert "<!--desk today 1-->" in part
        assert f'href="{path}">دیدن و تأیید</a>' in part

    await desk(f"{path}/approval", **await form_of(desk, path))
    part = (await manager(PART)).text
    assert "<!--desk today 1-->" in part
    assert f'href="{path}">انتشار</a>' in part
    assert (await desk(PART)).text.strip() == ""


async def test_nothing_of_a_foreign_office_waits_and_nothing_for_who_writes_no_news(news: AsyncClient) -> None:
    manager = at(news, MANAGER)
    path = await begun(manager)
    await begun(manager)
    await manager(f"{path}/approval-request", **await form_of(manager, path))

    for viewer in (ROADS, OPERATOR):
        assert (await at(news, viewer)(PART)).text.strip() == ""


async def test_a_long_list_is_counted_and_led_to(news: AsyncClient) -> None:
    manager = at(news, MANAGER)
    for number in range(7):
        await begun(manager, headline=f"خبر {number} <b>")

    part = (await manager(PART)).text

    assert "<!--desk whenever 7-->" in part
    assert part.count("ادامه نوشتن") == 5
    assert "۲ خبر ناتمام دیگر" in part
    assert "&lt;b&gt;" in part
    assert "<b>»" not in part


async def test_parked_events_wait_for_an_operator_and_for_nobody_else(news: AsyncClient, store: Store) -> None:
    await park_one(store)

    part = (await at(news, OPERATOR)(PART)).text

    assert "<!--desk today 1-->" in part
    assert "۱ دسته رویداد مانده در خبرها" in part
    assert 'href="/n/set-aside">دیدن و تصمیم</a>' in part
    assert (await at(news, SECRETARY)(PART)).text.strip() == ""

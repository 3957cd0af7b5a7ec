"""What the portal and the desk show of offices, as membership tells of them."""

from datetime import date

from fastapi import FastAPI
from httpx import AsyncClient

from services.news.main import FEATURES
from shared.events import Event
from shared.events.membership import (
    OfficeClosed,
    OfficeFacts,
    OfficeRegistered,
    OfficeReopened,
    OfficeUpdated,
    PostHolderChanged,
)
from shared.store.store import Store
from shared.web.parts import parts_of
from shared.web.service import handlers_of
from tests.identity import MANAGER, SECRETARY
from tests.news.test_desk_pages import WRITTEN, at, begun, form_of

GAS = OfficeFacts(
    id="gas",
    name="شرکت گاز",
    short_name="گاز",
    kind="utility",
    kind_name="خدماتی",
    active_from=date(2020, 1, 1),
    phone="۱۲۳",
    phones=("۱۲۳", "۴۵۶"),
    email="info@gas.example",
    website="https://gas.example/fa",
    aliases=("گازرسانی",),
)
LONG_AGO = date(2026, 1, 1)


async def hear(app: FastAPI, *events: Event) -> None:
    """Handle events as the consumer does: each in a unit of work."""
    store = parts_of(app)[Store]
    handlers = handlers_of(FEATURES, parts_of(app))
    for event in events:
        handler = handlers.get(event.type)
        assert handler
        async with store.unit_of_work():
            await handler(event)


def held(who: str | None, *, office: str = "gas", role: str = "pr_manager", acting: bool = False) -> PostHolderChanged:
    return PostHolderChanged(
        post_id=f"office/{office}:{role}",
        office_id=office,
        role=role,
        person_id="p1" if who is not None else None,
        person_name=who or None,
        acting=acting,
        since=LONG_AGO,
    )


async def page(news: AsyncClient, path: str = "/offices/gas") -> str:
    return (await news.get(path)).text


async def test_an_office_page_names_its_pr_manager_and_follows_every_change(app: FastAPI, news: AsyncClient) -> None:
    await hear(app, held("سارا مهرگان‌پور"), OfficeRegistered(office_id="gas", office=GAS))
    assert "سارا مهرگان‌پور" in await page(news)
    assert "هنوز معرفی نشده" in await page(news, "/offices/roads")

    await hear(app, held("بهرام سپیدرو", acting=True))
    assert "بهرام سپیدرو</bdi> (سرپرست)" in await page(news)
    assert "سارا" not in await page(news)
    await hear(app, held("رئیس تازه", role="head_of_office"))
    assert "بهرام سپیدرو" in await page(news)
    await hear(app, held(None), held(None))
    assert "هنوز معرفی نشده" in await page(news)


async def test_a_manager_of_whom_only_the_id_is_known_is_not_denied(app: FastAPI, news: AsyncClient) -> None:
    """Events from before there was a name in them."""
    await hear(app, OfficeRegistered(office_id="gas", office=GAS), held(""))

    assert "هنوز معرفی نشده" not in await page(news)


async def test_an_office_page_says_how_to_reach_it(app: FastAPI, news: AsyncClient) -> None:
    await hear(app, OfficeRegistered(office_id="gas", office=GAS))

    shown = await page(news)
    for said in ("۱۲۳", "۴۵۶", 'href="mailto:info@gas.example"', 'href="https://gas.example/fa"'):
        assert said in shown, said


async def test_an_office_is_found_by_its_other_and_former_names(app: FastAPI, news: AsyncClient) -> None:
    await hear(
        app,
        OfficeRegistered(office_id="gas", office=GAS),
        OfficeUpdated(office_id="gas", office=GAS, former_names=("اداره نفت‌وگاز",)),
    )

    for words in ("شرکت گاز", "گازرساني", "نفت‌وگاز"):
        assert "شرکت گاز" in (await news.get("/search", params={"q": words})).text, words


async def test_a_closed_office_names_its_successor_until_it_is_reopened(app: FastAPI, news: AsyncClient) -> None:
    await hear(app, OfficeRegistered(office_id="gas", office=GAS), held("سارا مهرگان‌پور"))
    await hear(app, OfficeClosed(office_id="gas", closed_on=date(2099, 1, 1), successor_id="water"))
    assert "دیگر فعال نیست" not in await page(news)
    await hear(app, OfficeReopened(office_id="gas", reopened_on=LONG_AGO))

    await hear(app, OfficeClosed(office_id="gas", closed_on=LONG_AGO, successor_id="water"))
    shown = await page(news)
    assert "دیگر فعال نیست" in shown
    assert 'href="/offices/water"><bdi>اداره آب و فاضلاب' in shown
    assert "/offices/gas" not in await page(news, "/offices")

    await hear(app, OfficeReopened(office_id="gas", reopened_on=LONG_AGO))
    assert "دیگر فعال نیست" not in await page(news)
    assert "/offices/gas" in await page(news, "/offices")


async def test_who_writes_while_the_office_closes_loses_nothing(app: FastAPI, news: AsyncClient) -> None:
    manager, secretary = at(news, MANAGER), at(news, SECRETARY)
    draft = await begun(manager)
    await hear(app, OfficeClosed(office_id="water", closed_on=LONG_AGO))

    new = await manager("/n/desk/new", **WRITTEN)
    assert new.status_code == 422
    assert "این دستگاه بسته شده است" in new.text
    assert "نوبت‌بندی برداشته شد." in new.text
    assert "مخزن تازه پر شد." in new.text

    typed = await form_of(manager, draft) | {"headline": "عنوان تازه"}
    refused = await manager(f"{draft}/publication", **typed, confirmed="yes")
    assert (refused.status_code, "این دستگاه بسته شده است" in refused.text) == (403, True)
    assert "عنوان تازه" in refused.text
    assert "عنوان تازه" in (await secretary(draft)).text

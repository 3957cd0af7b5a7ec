"""What reporting learns from the others."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from services.reporting.main import FEATURES
from services.reporting.offices.mongo import office_copies
from shared.events import Event
from shared.events.membership import OfficeClosed, OfficeFacts, OfficeRegistered, OfficeReopened, OfficeUpdated
from shared.events.news import NewsPublished, NewsWithdrawn, Publisher
from shared.persian.periods import Period
from shared.store.store import Store
from shared.web.parts import parts_of
from shared.web.service import handlers_of
from tests.identity import MANAGER, SECRETARY, bearer
from tests.reporting.scene import LONG_AGO
from tests.services import running_service

WATER = OfficeFacts(
    id="water",
    name="اداره آب و فاضلاب",
    short_name="آب و فاضلاب",
    kind="office",
    kind_name="اداره‌ها",
    active_from=date(2020, 1, 1),
)


def published(article: str, at: datetime, *, kind: str = "office", who: str = "water") -> NewsPublished:
    publisher = Publisher.model_validate({"kind": kind, "id": who})
    return NewsPublished(article_id=article, publisher=publisher, headline="خبر", url="http://x/n/1", published_at=at)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with running_service(app) as client:
        yield client


async def hear(app: FastAPI, *events: Event) -> None:
    """Handle events as the consumer does: each in a unit of work."""
    store = parts_of(app)[Store]
    handlers = handlers_of(FEATURES, parts_of(app))
    for event in events:
        handler = handlers.get(event.type)
        assert handler
        async with store.unit_of_work():
            await handler(event)


async def count(client: AsyncClient, period: str = "1405-08") -> int:
    answer = await client.get(f"/api/reporting/reports/{period}/water", headers=bearer(SECRETARY))
    return int(answer.json()["values"]["B1"]["automatic"])


async def test_news_counts_in_its_month_of_tehran(app: FastAPI, client: AsyncClient) -> None:
    await hear(
        app,
        OfficeRegistered(office_id="water", office=WATER),
        published("1", datetime(2026, 11, 21, 20, 29, tzinfo=UTC)),
        published("2", datetime(2026, 11, 21, 20, 30, tzinfo=UTC)),
        published("3", datetime(2026, 11, 3, 8, tzinfo=UTC), kind="body"),
        published("4", datetime(2026, 11, 3, 8, tzinfo=UTC), who="gas"),
        published("1", datetime(2026, 11, 21, 20, 29, tzinfo=UTC)),
    )

    assert (await count(client), await count(client, "1405-09")) == (1, 1)


async def test_withdrawn_news_no_longer_counts(app: FastAPI, client: AsyncClient) -> None:
    at = datetime(2026, 11, 3, 8, tzinfo=UTC)
    news = published("1", at)
    gone = NewsWithdrawn(
        article_id="1", publisher=news.publisher, headline="خبر", explanation="نادرست بود", withdrawn_at=at
    )
    await hear(app, OfficeRegistered(office_id="water", office=WATER), news, published("2", at), gone, gone)

    assert await count(client) == 1


async def test_what_was_handed_in_stays_when_an_office_turns_out_to_have_closed_before(
    app: FastAPI, reporting: AsyncClient
) -> None:
    path = "/api/reporting/reports/1405-08/water"
    form = {"values": {"A1": "شبکه آب دو روستا بازسازی شد.", "B4": 1, "B5": 0}}
    assert (await reporting.put(path, json=form, headers=bearer(MANAGER))).status_code == 200
    assert (await reporting.post(f"{path}/submission", json={}, headers=bearer(MANAGER))).status_code == 200

    await hear(
        app,
        OfficeClosed(office_id="water", closed_on=date(2026, 10, 1)),
        OfficeClosed(office_id="gas", closed_on=date(2026, 10, 1)),
    )

    assert (await reporting.get(path, headers=bearer(SECRETARY))).json()["state"] == "submitted"
    listed = (await reporting.get("/api/reporting/reports?period=1405-08", headers=bearer(SECRETARY))).json()["items"]
    assert {each["office_id"]: each["state"] for each in listed} == {"water": "submitted", "roads": "not_started"}
    periods = (await reporting.get("/api/reporting/periods", headers=bearer(SECRETARY))).json()["items"]
    (aban,) = [each for each in periods if each["id"] == "1405-08"]
    assert (aban["expected"], aban["submitted"]) == (2, 1)
    for reader, page in ((SECRETARY, "/reporting/1405-08/water"), (MANAGER, "/reporting/1405-08/water")):
        shown = await reporting.get(page, headers=bearer(reader))
        assert (shown.status_code, "<form" in shown.text.partition("<main")[2]) == (200, False)
        assert "شبکه آب دو روستا بازسازی شد." in shown.text
    matrix = (await reporting.get("/reporting", headers=bearer(SECRETARY))).text
    assert '"/reporting/1405-08/water"' in matrix
    assert '"/reporting/1405-08/gas"' not in matrix
    assert '"/reporting/1405-08/water"' in (await reporting.get("/reporting", headers=bearer(MANAGER))).text

    changed = await reporting.put(path, json=form | {"narrative": "تازه"}, headers=bearer(MANAGER))
    assert (changed.status_code, changed.json()["type"]) == (409, "urn:ravabet:problem:not-expected")


async def test_an_office_is_renamed_and_closed(app: FastAPI, client: AsyncClient) -> None:
    renamed = WATER.model_copy(update={"name": "شرکت آب"})
    await hear(
        app,
        OfficeRegistered(office_id="water", office=WATER),
        OfficeClosed(office_id="water", closed_on=date(2026, 11, 22)),
        OfficeUpdated(office_id="water", office=renamed),
    )

    aban = await client.get("/api/reporting/reports/1405-08/water", headers=bearer(SECRETARY))
    azar = await client.get("/api/reporting/reports/1405-09/water", headers=bearer(SECRETARY))

    assert aban.json()["office_name"] == "شرکت آب"
    assert (azar.status_code, azar.json()["type"]) == (409, "urn:ravabet:problem:not-expected")


ABAN, AZAR, DEY = Period.parse("1405-08"), Period.parse("1405-09"), Period.parse("1405-10")


@pytest.mark.parametrize(
    ("active_from", "story", "expected"),
    [
        (date(2026, 11, 15), [], [ABAN, AZAR, DEY]),
        (date(2026, 11, 22), [], [AZAR, DEY]),
        (LONG_AGO, [OfficeClosed(office_id="water", closed_on=date(2026, 12, 1))], [ABAN]),
        (LONG_AGO, [OfficeClosed(office_id="water", closed_on=date(2027, 1, 15))], [ABAN, AZAR]),
        (
            LONG_AGO,
            [
                OfficeClosed(office_id="water", closed_on=date(2026, 11, 1)),
                OfficeReopened(office_id="water", reopened_on=date(2026, 12, 5)),
            ],
            [ABAN, AZAR, DEY],
        ),
    ],
    ids=["opened in Aban", "opened after Aban", "closed in Azar", "closed in Dey, a day to come", "reopened"],
)
@pytest.mark.usefixtures("client")
async def test_who_is_expected_follows_the_lifetime(
    app: FastAPI, active_from: date, story: list[Event], expected: list[Period]
) -> None:
    facts = WATER.model_copy(update={"active_from": active_from})

    await hear(app, OfficeRegistered(office_id="water", office=facts), *story)

    (office,) = await office_copies(parts_of(app)[Store]).all()
    assert [period for period in (ABAN, AZAR, DEY) if office.reports_on(period)] == expected

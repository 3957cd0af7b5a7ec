"""The catalogue of events, as developers of other systems read it: pages, JSON Schemas and asyncapi.yaml."""

import re
from datetime import UTC, datetime

import jsonschema_rs
import pytest
import yaml
from httpx import AsyncClient

from services.news.contracts.pages import _SERVICES
from services.news.contracts.queries import NoSuchEvent, document, event, events, schema
from services.news.guests.domain import GuestName
from services.news.ingest.domain import Fault, Receipt, State
from shared.events._schemas import sample_of
from shared.events.catalogue import BY_TYPE, CATALOGUE
from shared.events.catalogue import SERVICES as PUBLISHERS
from shared.events.names import name_of
from shared.web.paths import ROOT_PATHS
from tests.identity import COOKIE, OPERATOR, token_of

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
CATALOGUE_PAGE = "/api/events/catalogue"


def test_every_event_and_every_service_has_its_persian_name() -> None:
    assert [event_type for event_type in BY_TYPE if not name_of(event_type)] == []
    assert set(_SERVICES) == set(PUBLISHERS)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("news.published.v1", {"news.published.v1"}),
        ("انتشار", {"news.published.v1", "news.withdrawn.v1"}),
        ("صدور حکم", {"decree.issued.v1"}),
        ("NewsWithdrawn", {"news.withdrawn.v1"}),
        ("valid_until", {"decree.issued.v1", "decree.expiring.v1", "membership.granted.v1", "membership.expiring.v1"}),
        ("NOMINATION approved", {"nomination.approved.v1"}),
        ("nothing-of-that-kind", set()),
    ],
)
def test_an_event_is_found_by_name_type_and_field(words: str, found: set[str]) -> None:
    assert {line.type for line in events(words)} == found


def test_the_events_of_one_publisher_are_listed_and_all_without_words() -> None:
    assert len(events()) == len(CATALOGUE)
    assert {line.publisher for line in events(publisher="reporting")} == {"reporting"}
    assert events("news.published", publisher="reporting") == []


def test_fields_of_groups_and_lists_stand_under_their_path() -> None:
    listed = {field.path: field for field in event("news.open.work.listed.v1").fields}
    published = {field.path: field for field in event("news.published.v1").fields}

    assert list(listed)[:4] == ["handover_id", "service", "items", "items[].id"]
    assert listed["items"].type == "list of object"
    assert listed["items[].due"].type == "string (date) | null"
    assert (listed["items[].href"].is_required, listed["items[].due"].is_required) == (True, False)
    assert published["publisher.kind"].type == '"body" | "office"'
    assert published["published_at"].type == "string (date-time)"
    assert {field.path for field in event("nomination.returned.v1").fields if field.is_personal} == {"reasons"}
    assert {field.path: field.type for field in event("report.submitted.v1").fields}["totals"] == "map of integer"


def test_an_unknown_type_is_no_event() -> None:
    for ask in (event, schema):
        with pytest.raises(NoSuchEvent):
            ask("weather.changed.v1")


async def test_everybody_may_read_the_list_and_narrow_it(news: AsyncClient) -> None:
    everything = await news.get(CATALOGUE_PAGE)
    found = await news.get(CATALOGUE_PAGE, params={"q": "صدور حکم"})
    of_reporting = await news.get(CATALOGUE_PAGE, params={"publisher": "reporting"})
    nothing = await news.get(CATALOGUE_PAGE, params={"q": "هیچ‌کدام‌ازاین‌ها", "publisher": "nobody"})

    assert [answer.status_code for answer in (everything, found, of_reporting, nothing)] == [200] * 4
    links = f'href="{CATALOGUE_PAGE}/'
    assert everything.text.count(links) == len(CATALOGUE)
    assert found.text.count(links) == 1
    assert "صدور حکم" in found.text
    assert of_reporting.text.count(links) == len(events(publisher="reporting"))
    assert nothing.text.count(links) == 0
    assert "رویدادی پیدا نشد" in nothing.text


async def test_the_page_of_each_event_tells_all_of_it(news: AsyncClient) -> None:
    for entry in CATALOGUE:
        page = await news.get(f"{CATALOGUE_PAGE}/{entry.event.type}")

        assert page.status_code == 200
        assert name_of(entry.event.type) in page.text
        assert f'href="/api/events/schemas/{entry.event.type}.json"' in page.text
        assert (entry.event.__doc__ or "").split()[0] in page.text
        for name in entry.event.model_fields:
            assert f"<code>{name}</code>" in page.text
        assert "specversion" in page.text


async def test_personal_fields_are_marked_on_the_pages(news: AsyncClient) -> None:
    listed = await news.get(CATALOGUE_PAGE, params={"q": "nomination.returned"})
    page = await news.get(f"{CATALOGUE_PAGE}/nomination.returned.v1")
    plain = await news.get(f"{CATALOGUE_PAGE}/news.published.v1")

    assert "داده شخصی" in listed.text
    assert re.search(r"<code>reasons</code>\s*<span class=\"state[^>]*>داده شخصی", page.text)
    assert "داده شخصی" not in plain.text


async def test_the_page_is_in_english_for_whom_it_is_easier(news: AsyncClient) -> None:
    page = await news.get(CATALOGUE_PAGE, params={"lang": "en", "q": "news.published"})

    assert "Catalogue of events" in page.text
    assert "Publishing news" in page.text


async def test_whoever_is_signed_in_sees_the_same(news: AsyncClient) -> None:
    page = await news.get(CATALOGUE_PAGE, headers={"Cookie": f"{COOKIE}={token_of(OPERATOR)}"})

    assert page.status_code == 200
    assert page.text.count(f'href="{CATALOGUE_PAGE}/') == len(CATALOGUE)


async def test_a_program_gets_schemas_that_fit_the_samples(news: AsyncClient) -> None:
    for event_type in BY_TYPE:
        answer = await news.get(f"/api/events/schemas/{event_type}.json")

        assert answer.headers["content-type"] == "application/schema+json"
        sample = yaml.safe_load(sample_of(BY_TYPE[event_type]))
        jsonschema_rs.validator_for(answer.json()).validate(sample["data"])


@pytest.mark.parametrize("path", ["/api/events/schemas/news.published.v1.json", "/api/events/asyncapi.yaml"])
async def test_a_program_that_has_it_already_is_told_so(news: AsyncClient, path: str) -> None:
    first = await news.get(path)
    etag = first.headers["etag"]
    again = [
        await news.get(path, headers={"If-None-Match": has}) for has in (etag, f"W/{etag}", f'"other", {etag}', '"old"')
    ]

    assert first.headers["cache-control"] == "public, max-age=300"
    assert [answer.status_code for answer in again] == [304, 304, 304, 200]
    assert again[0].content == b""
    assert again[0].headers["etag"] == etag


async def test_asyncapi_is_the_document_of_the_repository(news: AsyncClient) -> None:
    answer = await news.get("/api/events/asyncapi.yaml")

    assert answer.headers["content-type"] == "application/yaml"
    assert yaml.safe_load(answer.text)["channels"].keys() >= set(BY_TYPE)


@pytest.mark.parametrize(
    "receipt",
    [
        Receipt("water:1", GuestName("water"), "1", "s", "outage.ended.v1", State.ACCEPTED, NOON, event_id="e"),
        Receipt(
            "water:2",
            GuestName("water"),
            "2",
            "s",
            "outage.ended.v1",
            State.REFUSED,
            NOON,
            faults=(Fault("data.note", "is too long"),),
            schema="/api/events/schemas/outage.ended.v1.json",
            is_sandbox=True,
        ),
    ],
)
def test_receipts_of_guests_are_as_asyncapi_says(receipt: Receipt) -> None:
    schema = yaml.safe_load(document().content)["components"]["schemas"]["Receipt"]

    jsonschema_rs.validator_for(schema | {"additionalProperties": False}).validate(receipt.as_json())


async def test_what_is_not_there_is_told_as_a_problem(news: AsyncClient) -> None:
    for path in (f"{CATALOGUE_PAGE}/weather.changed.v1", "/api/events/schemas/weather.changed.v1.json"):
        answer = await news.get(path)

        assert answer.status_code == 404
        assert answer.json()["type"] == "urn:ravabet:problem:no-such-event"


def test_the_gateway_leads_there() -> None:
    assert "/api/events" in ROOT_PATHS["news"]

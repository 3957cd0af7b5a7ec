"""The guide for a guest's developers: one page that opens from a file, and says what really holds."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from services.news.guests.contracts_domain import HOUSE_CONTRACTS, Contract
from services.news.guests.domain import Guest, GuestName
from services.news.guests.guide_usecases import Addresses, Credentials, Guidebook, example_of, fields_of
from services.news.ingest.domain import LARGEST_BODY
from shared.events.catalogue import PUBLIC
from shared.messaging import guest_access, guest_names
from shared.persian.digits import persian_digits

AT = datetime(2026, 11, 29, 9, tzinfo=UTC)
OPEN = Addresses("https://portal.example/", "amqps://bus.example:5671", "%2F")
SHUT = Addresses("https://portal.example", "", "%2F")
HOUSE = list(HOUSE_CONTRACTS.values())


def a_guest(**changes: object) -> Guest:
    water = Guest(GuestName("water"), "water", ("outage.*",), (), AT, may_read=("news.*",))
    for name, value in changes.items():
        setattr(water, name, value)
    return water


def text_of(
    guest: Guest | None = None,
    contracts: list[Contract] | None = None,
    *,
    at: Addresses = OPEN,
    credentials: Credentials | None = None,
) -> str:
    return Guidebook(at).page(guest or a_guest(), HOUSE if contracts is None else contracts, credentials, at=AT)


def test_it_needs_nothing_from_elsewhere_and_runs_nothing() -> None:
    page = text_of()

    assert page.startswith("<!doctype html>")
    assert not re.search(r"<(script|link|img|iframe|form)\b|\bsrc=|\bhref=|url\(|@import", page)


def test_credentials_stand_in_it_only_right_after_they_were_made() -> None:
    given = text_of(credentials=Credentials("whsec_a2V5", "pass/word"))

    assert "whsec_a2V5" in given
    assert "guest.water:pass%2Fword@bus.example:5671/%2F" in given
    assert "pass/word" in given
    later = text_of()
    assert "guest.water:…@bus.example:5671/%2F" in later
    assert "whsec_…" in later
    assert "a2V5" not in repr(Credentials("whsec_a2V5", "p"))


def test_names_and_limits_are_those_of_the_broker_and_of_the_door() -> None:
    page = text_of()

    for name in (
        guest_names.exchange_of_guest("water"),
        guest_names.receipts_of_guest("water"),
        guest_names.reading_of_guest("water"),
        guest_names.user_of_guest("water"),
    ):
        assert f"<code>{name}</code>" in page
    for number in (guest_access.ENTRY_HOLDS, guest_access.RECEIPTS_HELD, guest_access.EVENTS_HELD):
        assert persian_digits(f"{number:,}").replace(",", "٬") in page
    assert timedelta(days=7) == guest_access.RECEIPTS_HELD_FOR
    assert timedelta(days=30) == guest_access.EVENTS_HELD_FOR
    assert f"{guest_access.CONNECTIONS} ({guest_access.CHANNELS} channel)" in page
    assert LARGEST_BODY == 256 * 1024
    assert "https://portal.example/api/events" in page
    for event_type in PUBLIC:
        assert (f"<code>{event_type}</code>" in page) == event_type.startswith(("news.", "outage.", "alert.", "occas"))


def test_without_the_gate_it_tells_of_http_alone() -> None:
    page = text_of(at=SHUT)

    assert "درگاه AMQP این شهرستان بسته است" in page
    assert "ravabet.guest.water" not in page
    assert "pika" not in page


def test_a_sandbox_says_so_and_a_guest_that_only_reads_gets_no_samples() -> None:
    assert "این یک سامانه آزمایشی است" in text_of(a_guest(is_sandbox=True))
    reader = text_of(a_guest(may_publish=()), [])
    assert "این سامانه رویدادی منتشر نمی‌کند" in reader
    assert "import pika" not in reader


@pytest.mark.parametrize("contract", HOUSE, ids=lambda each: each.id)
def test_every_field_of_the_house_has_a_meaning(contract: Contract) -> None:
    page = text_of(contracts=[contract])

    rows = re.findall(r'<tr><td><code>(\w+)</code></td>.*<td dir="rtl">(.*)</td></tr>', page)
    assert {name for name, _ in rows} == set(contract.schema["properties"])
    assert [name for name, meaning in rows if not meaning] == []


def test_a_contract_of_a_guests_own_is_a_table_with_what_its_schema_says() -> None:
    schema = {
        "type": "object",
        "$defs": {"zone": {"type": "object", "properties": {"name": {"type": "string", "maxLength": 9}}}},
        "properties": {
            "rial": {"type": "integer", "minimum": 1, "description": "<b>Price</b>"},
            "zones": {"type": "array", "items": {"$ref": "#/$defs/zone"}},
            "when": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
            "kind": {"enum": ["a", "b"]},
        },
        "required": ["rial", "when", "kind", "zones"],
    }
    own = Contract("guest.water.tariff.changed.v1", schema)

    found = {each.name: each for each in fields_of(schema)}

    assert (found["rial"].kind, found["rial"].is_required) == ("integer (minimum 1)", True)
    assert found["zones"].kind == "array of object"
    assert found["zones[].name"].kind == "string (maxLength 9)"
    assert found["when"].kind == "string (format date-time) | null"
    assert found["kind"].kind == '"a" | "b"'
    assert example_of(own) == {"rial": 1, "when": "2026-12-01T08:00:00Z", "kind": "a", "zones": [{"name": "x"}]}
    page = text_of(contracts=[own])
    assert "<b>Price</b>" not in page
    assert "<b>Price</b>" in unescape(page)


def test_a_schema_that_refers_to_itself_comes_to_an_end() -> None:
    schema = {"type": "object", "properties": {"next": {"$ref": "#"}, "lost": {"$ref": "#/no"}}, "required": ["next"]}

    assert len(list(fields_of(schema))) < 20
    assert "next" in example_of(Contract("guest.water.x.v1", schema))
    assert "guest.water.x.v1" in text_of(contracts=[Contract("guest.water.x.v1", schema)])

"""`POST /api/events`: what guests post is taken once and published, or refused with all reasons."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from httpx import AsyncClient

from services.news.main import Parts
from shared.events import decode
from shared.events.catalogue import BY_TYPE
from shared.store.store import Store
from tests.eventually import eventually
from tests.news.guests.neighbours import OUTAGE, Neighbour


async def published(store: Store) -> list[dict[str, object]]:
    """What guests' events lie in the outbox or were sent from it, as envelopes."""
    rows = await store.find("outbox", {"body": {"$regex": "/guests/"}}, sort=[("at", 1), ("seq", 1)])
    return [json.loads(row["body"]) for row in rows]


async def test_an_event_is_published_in_the_name_of_its_guest(water: Neighbour, store: Store) -> None:
    answer = await water.post(water.event())

    assert answer.status_code == 202, answer.text
    told = answer.json()
    assert (told["state"], told["type"]) == ("accepted", "outage.announced.v1")
    (event,) = await published(store)
    assert (event["id"], event["source"], event["subject"]) == (
        told["event_id"],
        "/guests/water",
        "outage/water:1405-118",
    )
    assert decode(json.dumps(event).encode(), BY_TYPE).data.model_dump()["office_id"] == "water"
    await eventually(lambda: store.find("outbox", {"_id": told["event_id"], "state": "sent"}))
    seen = await water.portal.get(answer.headers["location"])
    assert seen.json() == {name: value for name, value in told.items() if name != "status"}


async def test_the_same_post_is_taken_once_also_when_it_comes_many_times_at_once(
    water: Neighbour, store: Store
) -> None:
    event = water.event()

    answers = await asyncio.gather(*(water.post(event) for _ in range(12)))

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.text for answer in answers}) == 1
    assert len(await published(store)) == 1
    other = await water.post(event | {"data": {**OUTAGE, "reason": "دیگر"}})
    assert (other.status_code, other.json()["type"]) == (409, "urn:ravabet:problem:event-id-taken")
    assert len(await published(store)) == 1


async def test_the_same_id_of_two_guests_is_two_events(water: Neighbour, parts: Parts, store: Store) -> None:
    admission = await parts.guests.admit("power", "roads", may_publish=["outage.*"])
    power = Neighbour(water.portal, "power", admission.secret)

    first, second = await water.post(water.event(id="1")), await power.post(power.event(id="1"))

    assert (first.status_code, second.status_code) == (202, 202)
    assert len({each["id"] for each in await published(store)}) == 2
    assert {each["subject"] for each in await published(store)} == {"outage/water:1405-118", "outage/power:1405-118"}


async def test_what_does_not_fit_is_refused_with_all_reasons_and_may_be_sent_again(
    water: Neighbour, store: Store
) -> None:
    bad = water.event({**OUTAGE, "utility": "tea", "places": [], "begins_at": "tomorrow"})

    answer = await water.post(bad)

    assert answer.status_code == 422
    assert {each["field"] for each in answer.json()["errors"]} == {"data/utility", "data/places", "data/begins_at"}
    assert "outage.announced.v1" in answer.json()["detail"]
    seen = (await water.portal.get(answer.headers["location"])).json()
    assert (seen["state"], seen["schema"]) == ("refused", "outage.announced.v1")
    assert await published(store) == []
    again = await water.post(bad | {"data": dict(OUTAGE)})
    assert (again.status_code, again.headers["location"]) == (202, answer.headers["location"])


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"source": 7}, None),
        ({"type": "Outage"}, "type"),
        ({"type": ["outage.announced.v1"]}, "type"),
        ({"type": "outage.announced.v2"}, "type"),
        ({"type": "news.published.v1"}, "type"),
        ({"type": "alert.issued.v1"}, "type"),
        ({"subject": "outage/power:1"}, "subject"),
        ({"subject": 7}, "subject"),
        ({"time": 1764406800}, "time"),
        ({"time": "2026-11-23"}, "time"),
        ({"datacontenttype": "text/plain"}, "datacontenttype"),
        ({"dataschema": 7}, "dataschema"),
        ({"data": [1]}, "data"),
        ({"data": None}, "data"),
        ({"data_base64": "e30="}, "data_base64"),
        ({"seq": 4}, "seq"),
        ({"replay": True}, "replay"),
        ({"Über": "x"}, "Über"),
        ({"myown": {"a": 1}}, "myown"),
        ({"myown": 2**40}, "myown"),
        ({"myown": 1.5}, "myown"),
    ],
)
async def test_a_wrong_attribute_is_refused_by_its_name(
    water: Neighbour, store: Store, changed: dict[str, object], field: str | None
) -> None:
    answer = await water.post(water.event(**changed))

    if field is None:
        assert answer.status_code == 401
    else:
        assert answer.status_code == 422
        assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert await published(store) == []
    assert (await water.post(water.event())).status_code == 202


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[]",
        b"\xef\xbb\xbf{}",
        b'{"id": "1", "id": "2"}',
        b'{"data": {"a": NaN}}',
        b'{"data": {"a": "\\ud800"}}',
        b'{"data": {"a": 123456789012345678901234567890}}',
        b'{"a": ' + b"[" * 100 + b"]" * 100 + b"}",
        b"[" * 200_000,
        b"\xff\xfe{\x00}\x00",
    ],
)
async def test_what_is_no_proper_json_is_refused(water: Neighbour, body: bytes) -> None:
    answer = await water.portal.post(
        "/api/events",
        content=body,
        headers={"content-type": "application/cloudevents+json", "webhook-id": "1"},
    )

    assert answer.status_code == 422
    assert answer.json()["errors"]


async def test_bodies_that_are_too_large_packed_or_of_another_kind_are_refused(water: Neighbour) -> None:
    long = "x" * 2_000
    most = json.dumps(water.event(myown="x")).encode()
    filled = most[:-1] + b" " * (256 * 1024 - len(most)) + b"}"
    event_id = json.loads(filled)["id"]

    assert (await water.post(filled, **{"webhook-id": event_id})).status_code == 202
    assert (await water.post(filled + b" ", **{"webhook-id": event_id})).status_code == 413
    assert (await water.post(water.event(), **{"content-encoding": "gzip"})).status_code == 415
    assert (await water.post(water.event(), **{"content-type": "application/json"})).status_code == 415
    assert (await water.post(water.event(subject=long))).status_code == 422


async def test_only_a_fresh_signature_by_a_key_of_the_guest_opens_the_door(
    water: Neighbour, parts: Parts, store: Store
) -> None:
    event = water.event()
    stranger = replace(water, secret="whsec_" + "A" * 43 + "=")
    nobody = replace(water, name="nobody")
    early, late = (replace(water, now=water.now + timedelta(minutes=by)) for by in (-6, 6))

    for refused in (
        await stranger.post(event),
        await nobody.post(nobody.event()),
        await early.post(event),
        await late.post(event),
        await water.post(event, **{"webhook-signature": "v1,AAAA v2,B"}),
        await water.post(event, **{"webhook-timestamp": "3e9"}),
        await water.post(event, **{"webhook-id": "another"} | {"webhook-signature": "v1,"}),
    ):
        assert (refused.status_code, refused.json()["type"]) == (401, "urn:ravabet:problem:event-not-signed")
    assert "set the clock" in (await late.post(event)).json()["detail"]
    assert (await water.post(event, **{"webhook-id": "another"})).status_code == 422
    assert await published(store) == []

    renewed = await parts.guests.renew_key("water")
    for secret in (water.secret, renewed.secret):
        assert (await replace(water, secret=secret).post(water.event())).status_code == 202


async def test_a_suspended_guest_is_told_why_and_goes_on_afterwards(water: Neighbour, parts: Parts) -> None:
    await parts.guests.suspend("water", "سیل پیام‌های آزمایشی")
    refused = await water.post(water.event())

    assert (refused.status_code, refused.json()["detail"]) == (403, "سیل پیام‌های آزمایشی")
    await parts.guests.resume("water")
    assert (await water.post(water.event())).status_code == 202


async def test_a_sandbox_is_judged_and_reaches_nobody(news: AsyncClient, parts: Parts, store: Store) -> None:
    admission = await parts.guests.admit("trial", "water", may_publish=["outage.*"], is_sandbox=True)
    trial = Neighbour(news, "trial", admission.secret)

    taken, refused = await trial.post(trial.event()), await trial.post(trial.event({}))

    assert (taken.status_code, taken.json()["sandbox"], refused.status_code) == (202, True, 422)
    assert await published(store) == []


async def test_who_sends_more_than_it_may_is_told_when_to_go_on(news: AsyncClient, parts: Parts) -> None:
    admission = await parts.guests.admit("fast", "water", may_publish=["outage.*"], per_minute=60, at_once=3)
    fast = Neighbour(news, "fast", admission.secret)

    statuses = [(await fast.post(fast.event())).status_code for _ in range(5)]
    last = await fast.post(fast.event())

    assert statuses[:3] == [202, 202, 202]
    assert (last.status_code, last.headers["retry-after"]) == (429, "1")


async def test_a_type_of_a_guests_own_is_published_by_its_own_contract(
    news: AsyncClient, parts: Parts, store: Store
) -> None:
    admission = await parts.guests.admit("gas", "water", may_publish=["guest.gas.*"])
    schema = {"type": "object", "required": ["rial"], "properties": {"rial": {"type": "integer"}}}
    await parts.guests.register_contract("gas", "guest.gas.tariff.v1", json.dumps(schema))
    gas = Neighbour(news, "gas", admission.secret)

    taken = await gas.post(gas.event({"rial": 7, "type": "x"}, type="guest.gas.tariff.v1", subject="home"))
    refused = await gas.post(gas.event({"rial": "7"}, type="guest.gas.tariff.v1"))

    assert (taken.status_code, refused.status_code) == (202, 422)
    (event,) = await published(store)
    assert (event["type"], event["subject"], event["data"]) == (
        "guest.gas.tariff.v1",
        "guest/gas/home",
        {"rial": 7, "type": "x"},
    )
    await eventually(lambda: store.find("outbox", {"_id": event["id"], "state": "sent"}))


async def test_a_guest_that_is_removed_leaves_no_contract_to_one_of_its_name(parts: Parts, news: AsyncClient) -> None:
    await parts.guests.admit("gas", "water", may_publish=["guest.gas.*"])
    await parts.guests.register_contract("gas", "guest.gas.tariff.v1", '{"type": "object"}')
    await parts.guests.remove("gas")

    again = await parts.guests.admit("gas", "water", may_publish=["guest.gas.*"])

    gas = Neighbour(news, "gas", again.secret)
    assert (await gas.post(gas.event({}, type="guest.gas.tariff.v1"))).status_code == 422

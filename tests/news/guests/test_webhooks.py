"""Webhooks: public events are posted in order, signed, again until they are taken, and once more from any day on."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from httpx import AsyncClient
from standardwebhooks import Webhook as Signature

from deploy.local.peer.serving import LOOPBACK, serving
from services.news.guests.domain import GuestName
from services.news.main import Parts
from services.news.webhooks.domain import (
    GIVES_UP_AFTER,
    Answer,
    Delivery,
    DeliveryState,
    State,
    Webhook,
    WebhookUnfit,
    fit_url,
    pause_after,
)
from tests.eventually import eventually
from tests.identity import OPERATOR, bearer
from tests.news.guests.neighbours import OUTAGE, Neighbour


@dataclass
class Receiver:
    """A guest's own server: it keeps what comes and answers as it is told to."""

    secret: str = ""
    url: str = ""
    statuses: list[int] = field(default_factory=list)
    """What it answers next; then 204."""
    taken: list[dict[str, Any]] = field(default_factory=list)
    tries: int = 0
    is_open: asyncio.Event = field(default_factory=asyncio.Event)
    """While it is not set, nobody at `/slow` gets an answer."""

    async def take(self, request: Request) -> Response:
        body = (await request.body()).decode()
        self.tries += 1
        Signature(self.secret).verify(body, dict(request.headers))
        status = self.statuses.pop(0) if self.statuses else 204
        if status == 204:
            self.taken.append(json.loads(body))
        return Response(status_code=status)

    async def keep_waiting(self, _: Request) -> Response:
        await self.is_open.wait()
        return Response(status_code=204)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    found = Receiver()
    app = FastAPI()
    app.add_route("/events", found.take, methods=["POST"])
    app.add_route("/slow", found.keep_waiting, methods=["POST"])
    async with serving(app, 0) as port:
        found.url = f"http://{LOOPBACK}:{port}/events"
        yield found
        found.is_open.set()


@pytest.fixture
async def water(news: AsyncClient, parts: Parts, receiver: Receiver) -> Neighbour:
    """A guest that publishes outages, and is posted all outages."""
    admission = await parts.guests.admit("water", "water", may_publish=["outage.*"], may_read=["outage.*"])
    receiver.secret = await parts.switchboard.connect("water", receiver.url)
    return Neighbour(news, "water", admission.secret)


async def test_events_are_posted_signed_and_each_subject_in_its_order(
    water: Neighbour, parts: Parts, receiver: Receiver
) -> None:
    receiver.statuses = [503]
    for number in range(3):
        await water.post(water.event({**OUTAGE, "reason": str(number)}))
    await water.post(water.event({**OUTAGE, "outage_id": "2"}))

    kept = await eventually(lambda: _posted(parts, 4))

    first = [each["data"]["reason"] for each in receiver.taken if each["subject"] == "outage/water:1405-118"]
    assert first == ["0", "1", "2"]
    assert receiver.tries == 5
    assert max((each.state.value, each.attempts) for each in kept) == ("sent", 2)
    assert {each["id"] for each in receiver.taken} == {each.event_id for each in kept}


async def test_the_operator_sees_each_try_with_its_answer(
    water: Neighbour, parts: Parts, receiver: Receiver, news: AsyncClient
) -> None:
    receiver.statuses = [503]
    await water.post(water.event())
    await eventually(lambda: _posted(parts, 1))

    page = await news.get("/n/guests/water/webhook", headers=bearer(OPERATOR))

    assert page.status_code == 200
    assert receiver.url in page.text
    assert "outage/water:1405-118" in page.text
    assert "503" in page.text
    assert receiver.secret not in page.text


async def test_what_was_posted_comes_once_more_from_a_day_on_under_the_same_id(
    water: Neighbour, parts: Parts, receiver: Receiver
) -> None:
    await water.post(water.event())
    await eventually(lambda: _came(receiver, 1))

    await parts.switchboard.replay("water", parts.platform.store.now() - timedelta(days=1))
    await eventually(lambda: _came(receiver, 2))

    assert receiver.taken[0] == receiver.taken[1]
    with pytest.raises(WebhookUnfit):
        await parts.switchboard.replay("water", parts.platform.store.now() + timedelta(days=1))


async def test_an_address_that_is_gone_is_switched_off_and_goes_on_when_told_to(
    water: Neighbour, parts: Parts, receiver: Receiver
) -> None:
    receiver.statuses = [410]
    await water.post(water.event())
    await eventually(lambda: _is(parts, State.OFF))

    await parts.switchboard.connect("water", receiver.url)
    receiver.secret = (await parts.webhooks.get(GuestName("water"))).secret
    await parts.platform.store.driver.collection("webhook_deliveries").update_many(
        {}, {"$set": {"next_at": parts.platform.store.now()}}
    )

    await eventually(lambda: _came(receiver, 1), within=60)


async def test_an_address_that_does_not_answer_holds_up_no_other(
    water: Neighbour, parts: Parts, receiver: Receiver
) -> None:
    await parts.guests.admit("power", "roads", may_publish=["alert.*"], may_read=["outage.*"])
    await parts.switchboard.connect("power", receiver.url.replace("/events", "/slow"))

    for number in range(3):
        await water.post(water.event({**OUTAGE, "outage_id": str(number)}))
        await eventually(partial(_came, receiver, number + 1), within=10)


async def test_the_webhook_of_a_guest_that_is_gone_goes_too(water: Neighbour, parts: Parts) -> None:
    await parts.guests.remove(water.name)

    await eventually(lambda: _is_gone(parts))


@pytest.mark.usefixtures("news")
async def test_who_reads_nothing_gets_no_webhook(parts: Parts, receiver: Receiver) -> None:
    await parts.guests.admit("roads", "roads", may_publish=["alert.*"])

    with pytest.raises(WebhookUnfit):
        await parts.switchboard.connect("roads", receiver.url)


@pytest.mark.parametrize(
    "url",
    ["", "water.example", "ftp://water.example", "https://", "https://a:b@x.example/", "https://x y/", "http://[/"],
)
def test_an_address_is_one_of_the_web(url: str) -> None:
    with pytest.raises(WebhookUnfit):
        fit_url(url)


def test_a_webhook_is_switched_off_after_a_week_of_failures_and_not_before(parts: Parts) -> None:
    began = parts.platform.store.now()
    webhook = Webhook(GuestName("water"), "https://water.example", "whsec_", began)

    webhook.note(Answer(began, 500))
    webhook.note(Answer(began + GIVES_UP_AFTER - timedelta(seconds=1), 0, "ConnectError"))
    assert webhook.state is State.ACTIVE
    webhook.note(Answer(began + GIVES_UP_AFTER, 500))
    assert (webhook.state, bool(webhook.reason)) == (State.OFF, True)

    webhook.switch_on()
    webhook.note(Answer(began + GIVES_UP_AFTER, 500))
    webhook.note(Answer(began + GIVES_UP_AFTER + timedelta(days=1), 200))
    webhook.note(Answer(began + 2 * GIVES_UP_AFTER, 500))
    assert webhook.state is State.ACTIVE


def test_an_event_that_is_refused_for_a_week_is_left_out_so_that_later_ones_go_on(parts: Parts) -> None:
    began = parts.platform.store.now()
    delivery = Delivery("d", GuestName("water"), "e", "outage.announced.v1", "outage/water:1", 1, began, began)

    delivery.note(Answer(began, 422))
    delivery.note(Answer(began + GIVES_UP_AFTER - timedelta(seconds=1), 422))
    assert (delivery.state, delivery.next_at > began + GIVES_UP_AFTER) == (DeliveryState.PENDING, True)
    delivery.note(Answer(began + GIVES_UP_AFTER, 422))

    assert delivery.state is DeliveryState.GIVEN_UP


def test_pauses_grow_and_end_at_half_a_day() -> None:
    pauses = [pause_after(number) for number in range(1, 30)]

    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(seconds=5), timedelta(hours=12))


async def _posted(parts: Parts, number: int) -> list[Delivery]:
    """The deliveries, when so many are noted as posted."""
    found = await parts.webhooks.latest(GuestName("water"), skip=0, limit=100)
    return found if sum(each.state is DeliveryState.SENT for each in found) == number else []


async def _came(receiver: Receiver, number: int) -> bool:
    await asyncio.sleep(0)
    return len(receiver.taken) >= number


async def _is(parts: Parts, state: State) -> bool:
    return (await parts.webhooks.get(GuestName("water"))).state is state


async def _is_gone(parts: Parts) -> bool:
    return await parts.webhooks.find(GuestName("water")) is None

"""What a guest's developers do, who know nothing but the page that they were given and `docs/asyncapi.yaml`.

Register, try in the sandbox, sign, send, read the receipt, learn why a changed event is refused, and be suspended: over
HTTP with the packages `standardwebhooks` of Python and Node.js, by AMQP with pika and amqplib.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pika
import pytest
import yaml
from standardwebhooks import Webhook

from deploy.local.home import PROJECT
from services.news.guests.domain import GuestName
from services.news.guests.guide_usecases import Addresses, Credentials, Guidebook
from services.news.main import Parts
from shared.messaging.guest_access import GuestAccess, GuestAccounts, guest_accounts
from shared.store.store import Store
from tests.news.guests.test_samples import addresses, listening, parts, portal

__all__ = ["addresses", "listening", "parts", "portal"]

SEND = Path(__file__).parent / "send.mjs"
NODE = PROJECT / "deploy" / "asyncapi" / "node"
pytestmark = pytest.mark.slow("the first script for Node.js installs its packages")

PASSWORD = "a-guests"


@dataclass(frozen=True)
class Page:
    """What the page for developers says."""

    text: str

    @property
    def address(self) -> str:
        return self._found(r"POST (http\S+?)<")

    @property
    def key(self) -> str:
        return self._found(r"(whsec_[A-Za-z0-9+/=]+)<")

    @property
    def source(self) -> str:
        return self._found(r'"source": "(/guests/\w+)"')

    @property
    def amqp(self) -> str:
        return self._found(r"<code>(amqp://\S+?)</code>")

    @property
    def user(self) -> str:
        return self._found(r"<code>(guest\.\w+)</code>")

    @property
    def exchange(self) -> str:
        return self._found(r"exchange</th><td><code>(\S+?)</code>")

    @property
    def receipts(self) -> str:
        return self._found(r"صف <code>(\S+?receipts)</code>")

    @property
    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = json.loads(self._found(r"<summary>JSON Schema</summary><pre>(.*?)</pre>"))
        return schema

    def _found(self, pattern: str) -> str:
        match = re.search(pattern, self.text, re.DOTALL)
        assert match, f"the page does not say {pattern}"
        return unescape(match[1])


@pytest.fixture
async def accounts(amqp_url: str, management_url: str) -> AsyncIterator[GuestAccounts]:
    async with guest_accounts(management_url, amqp_url) as found:
        yield found


@pytest.fixture
async def page(
    portal: object,  # noqa: ARG001 - it has to run
    parts: Parts,
    accounts: GuestAccounts,
    addresses: Addresses,
) -> AsyncIterator[Page]:
    """Step 1: the guest is registered, and its page handed over."""
    name = f"g{uuid4().hex[:10]}"
    admission = await parts.guests.admit(name, "water", may_publish=["outage.*"])
    await accounts.open(GuestAccess(name, ("outage.*",)), PASSWORD)
    yield Page(await written(parts, addresses, name, Credentials(admission.secret, PASSWORD)))
    await accounts.remove(name)


async def written(parts: Parts, addresses: Addresses, name: str, credentials: Credentials) -> str:
    """The page of a guest."""
    sheet = await parts.guest_desk.sheet(GuestName(name), now=datetime.now(UTC))
    return Guidebook(addresses).page(sheet.line.guest, sheet.contracts, credentials, at=datetime.now(UTC))


def event_by(page: Page, **changed: Any) -> dict[str, Any]:
    """An event, written by what the page and asyncapi.yaml say: the schema's required fields, nothing else."""
    schema, kinds = page.schema, {"outage_id": uuid4().hex, "begins_at": "2026-12-01T08:00:00Z"}
    assert set(schema["required"]) == {"outage_id", "utility", "places", "begins_at"}
    data = kinds | {"utility": schema["properties"]["utility"]["enum"][0], "places": ["بالادست"]}
    told = yaml.safe_load((PROJECT / "docs" / "asyncapi.yaml").read_text())["components"]["schemas"]["CloudEvent"]
    head = {"specversion": "1.0", "id": uuid4().hex, "source": page.source, "type": "outage.announced.v1"}
    assert set(head) < set(told["properties"])
    return {**head, "data": data | changed}


async def by_python_over_http(page: Page, event: Mapping[str, Any]) -> tuple[str, str]:
    body, at = json.dumps(event, ensure_ascii=False), datetime.now(UTC)
    headers = {
        "content-type": "application/cloudevents+json",
        "webhook-id": event["id"],
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(page.key).sign(event["id"], at, body),
    }
    async with httpx.AsyncClient() as web:
        answer = await web.post(page.address, content=body.encode(), headers=headers)
    return read_answer(answer.status_code, answer.json())


async def by_node_over_http(page: Page, event: Mapping[str, Any]) -> tuple[str, str]:
    said = await node({"way": "http", "address": page.address, "key": page.key, "event": event})
    return read_answer(said["status"], said["body"])


async def by_pika(page: Page, event: Mapping[str, Any]) -> tuple[str, str]:
    return read_receipt(await asyncio.to_thread(_send_by_pika, page, event))


async def by_amqplib(page: Page, event: Mapping[str, Any]) -> tuple[str, str]:
    where = {"address": page.amqp, "exchange": page.exchange, "receipts": page.receipts, "user": page.user}
    return read_receipt((await node({"way": "amqp", **where, "event": event}))["body"])


@pytest.mark.parametrize("send", [by_python_over_http, by_node_over_http, by_pika, by_amqplib])
async def test_a_guest_goes_its_seven_steps(
    send: Any, page: Page, parts: Parts, addresses: Addresses, accounts: GuestAccounts, store: Store
) -> None:
    # Steps 2 to 5: what is tried in the sandbox is judged, and reaches nobody.
    name = f"s{uuid4().hex[:10]}"
    trial = await parts.guests.admit(name, "water", may_publish=["outage.*"], is_sandbox=True)
    await accounts.open(GuestAccess(name, ("outage.*",)), PASSWORD)
    sandbox = Page(await written(parts, addresses, name, Credentials(trial.secret, PASSWORD)))
    assert await send(sandbox, event_by(sandbox)) == ("accepted", "")
    assert await store.find("outbox", {"body": {"$regex": name}}) == []
    await accounts.remove(name)

    event = event_by(page)
    assert await send(page, event) == ("accepted", "")
    (row,) = await store.find("outbox", {"body": {"$regex": page.source}})
    assert json.loads(row["body"])["data"]["places"] == ["بالادست"]

    # Step 6: what no longer fits the contract is refused, and the receipt says which field and why.
    state, why = await send(page, event_by(page, places="بالادست"))
    assert (state, "data/places" in why, "array" in why) == ("refused", True, True)

    # Step 7.
    guest = page.source.removeprefix("/guests/")
    await parts.guests.suspend(guest, "برای آزمایش")
    assert await accounts.shut(guest)
    with pytest.raises((AssertionError, pika.exceptions.AMQPError)):
        assert (await send(page, event_by(page)))[0] == "accepted"
    assert len(await store.find("outbox", {"body": {"$regex": page.source}})) == 1


def read_answer(status: int, body: Mapping[str, Any]) -> tuple[str, str]:
    if status == 202:
        return str(body["state"]), ""
    return "refused", json.dumps(body.get("errors", body))


def read_receipt(receipt: Mapping[str, Any]) -> tuple[str, str]:
    return str(receipt["state"]), json.dumps(receipt.get("errors", "")) if "errors" in receipt else ""


def _send_by_pika(page: Page, event: Mapping[str, Any]) -> dict[str, Any]:
    connection = pika.BlockingConnection(pika.URLParameters(page.amqp))
    channel = connection.channel()
    channel.confirm_delivery()
    properties = pika.BasicProperties(
        content_type="application/cloudevents+json", user_id=page.user, delivery_mode=pika.DeliveryMode.Persistent
    )
    channel.basic_publish(page.exchange, event["type"], json.dumps(event).encode(), properties, mandatory=True)
    for _, _, body in channel.consume(page.receipts, auto_ack=True, inactivity_timeout=30):
        connection.close()
        receipt: dict[str, Any] = json.loads(body or b"{}")
        return receipt
    raise AssertionError("no receipt came")


async def node(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Run the script beside the installed packages; fails with what it said."""
    process = await asyncio.create_subprocess_exec(
        str(NODE),
        str(SEND),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(180):
        said, wrong = await process.communicate(json.dumps(asked).encode())
    assert process.returncode == 0, wrong.decode()
    found: dict[str, Any] = json.loads(said)
    return found

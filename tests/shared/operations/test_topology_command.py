"""`ravabet topology`, and what the check finds: said in sentences, noted for the metrics, and sent again."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel
from prometheus_client import REGISTRY
from pymongo import MongoClient
from pymongo.database import Database
from typer.testing import CliRunner, Result

from shared.messaging import checks, topology
from shared.messaging.rights import TOPOLOGY
from shared.messaging.topology import EXCHANGE, queue_of
from shared.operations import stores
from shared.operations.cli import app
from shared.runtime.clock import utc_now
from shared.store.store import Store
from tests.broker_users import as_user
from tests.places import KeptPlaces
from tests.shared.messaging.listener import delivery, told

PUBLISHED = "news.published.v1"


@pytest.fixture
def broker(own_amqp_url: str, management_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A broker with the whole topology, as the command finds it: with the topology's own user."""
    monkeypatch.setenv("RAVABET_AMQP_URL", as_user(TOPOLOGY, own_amqp_url))
    monkeypatch.setenv("RAVABET_AMQP_MANAGEMENT_URL", as_user(TOPOLOGY, management_url))
    asyncio.run(topology.declare(own_amqp_url))
    return own_amqp_url


@pytest.fixture
def databases(
    places: KeptPlaces, mongo_server: MongoClient[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> dict[str, Database[dict[str, Any]]]:
    """The databases of all services, as the command finds them."""
    monkeypatch.setattr(stores, "_PATIENCE_SECONDS", 60)
    found = {}
    for service in ("membership", "news", "reporting", "notifier"):
        url = places.database(f"{service}-of-operations")
        monkeypatch.setenv(f"{service.upper()}_MONGO_URL", url)
        found[service] = mongo_server[url.rpartition("/")[2].partition("?")[0]]
    return found


def ravabet(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def on_the_broker(url: str, deed: Callable[[AbstractChannel], Awaitable[object]]) -> None:
    async def do() -> None:
        async with await aio_pika.connect(url) as connection:
            await deed(await connection.channel())

    asyncio.run(do())


async def stop_listening(channel: AbstractChannel) -> None:
    await (await channel.get_queue(queue_of("notifier"))).unbind(EXCHANGE, PUBLISHED)


def sent(databases: dict[str, Database[dict[str, Any]]], *articles: str) -> None:
    """News has sent these an hour ago, the notifier has handled the first, and is alive."""
    at = datetime.now(UTC) - timedelta(hours=1)
    for article in articles:
        event = delivery(told(article), event_id=f"id-{article}")
        databases["news"]["outbox"].insert_one(
            {"_id": f"id-{article}", "type": PUBLISHED, "subject": f"article/{article}", "seq": 1, "state": "sent"}
            | {"at": at, "sent_at": at, "body": event.body.decode()}
        )
    for service in ("notifier", "reporting"):
        databases[service]["inbox"].insert_one({"_id": f"{service}:id-{articles[0]}", "at": at})
    databases["notifier"]["signs"].insert_one({"_id": "arrival", "beat_at": datetime.now(UTC)})


@pytest.mark.usefixtures("broker", "databases")
def test_a_check_of_what_is_in_place_says_so() -> None:
    checked = ravabet("topology", "--check")

    assert (checked.exit_code, checked.stdout) == (0, "The topology of 4 services is in place.\n")


def test_a_binding_that_is_gone_is_named_with_what_it_cost_and_how_to_repair_it(
    broker: str, databases: dict[str, Database[dict[str, Any]]]
) -> None:
    sent(databases, "a1", "a2", "a3")
    on_the_broker(broker, stop_listening)

    checked = ravabet("topology", "--check")
    declared = ravabet("topology")

    assert checked.exit_code == 1
    since = databases["news"]["outbox"].find_one({"_id": "id-a2"}) or {}
    assert checked.stderr.splitlines() == [
        f"ravabet.q.notifier does not listen to {PUBLISHED}.",
        "To put it right: ravabet topology",
        f"notifier missed 2 {PUBLISHED} since {since['sent_at']:%Y-%m-%d %H:%M:%S} UTC.",
        "To send it again: ravabet events send-again notifier",
    ]
    assert declared.exit_code == 0
    assert f"ravabet.q.notifier did not listen to {PUBLISHED}, and does now.\n" in declared.stdout
    assert "ravabet events missed notifier" in declared.stdout


def test_what_was_missed_stays_a_fault_after_the_binding_is_back_until_it_is_sent_again(
    broker: str, databases: dict[str, Database[dict[str, Any]]]
) -> None:
    """A restart of the stack binds again, too; nobody would hear of the loss."""
    sent(databases, "a1", "a2", "a3")
    on_the_broker(broker, stop_listening)
    assert ravabet("topology").exit_code == 0
    assert ravabet("topology", "--check").exit_code == 1
    assert ravabet("events", "missed", "notifier").exit_code == 1

    again = ravabet("events", "send-again", "notifier")

    assert (again.exit_code, again.stdout) == (
        0,
        "2 events are with notifier, which handles each once, within seconds.\n",
    )
    rows = {row["_id"]: row for row in databases["notifier"]["set_aside"].find()}
    assert {(name, row["state"], row["attempts"]) for name, row in rows.items()} == {
        ("id-a2", "waiting", 0),
        ("id-a3", "waiting", 0),
    }
    assert databases["reporting"]["set_aside"].count_documents({}) == 0
    assert (
        ravabet("events", "missed", "notifier").stdout
        == "notifier missed nothing of the types that it has ever handled.\n"
    )
    assert ravabet("topology", "--check").exit_code == 0


@pytest.mark.usefixtures("broker")
def test_what_was_overtaken_is_told_and_is_no_trouble(databases: dict[str, Database[dict[str, Any]]]) -> None:
    """Nobody could end an alarm about it, and a new loss would hide behind it."""
    sent(databases, "a1", "a2")
    outbox = databases["news"]["outbox"]
    earlier = outbox.find_one({"_id": "id-a2"}) or {}
    outbox.insert_one(earlier | {"_id": "id-a3", "seq": 2})
    databases["notifier"]["inbox"].insert_one({"_id": "notifier:id-a3", "at": earlier["at"]})

    checked = ravabet("topology", "--check")

    assert checked.exit_code == 0
    assert "1 overtaken by a later event of the same subject" in checked.stderr
    assert "send-again" not in checked.stderr


def test_the_result_of_a_check_is_among_the_metrics_of_the_service_that_it_concerns(
    broker: str, databases: dict[str, Database[dict[str, Any]]]
) -> None:
    asyncio.run(_shown("notifier"))

    assert REGISTRY.get_sample_value("ravabet_topology_check_age_seconds") == math.inf

    sent(databases, "a1", "a2")
    on_the_broker(broker, stop_listening)
    ravabet("topology", "--check")

    asyncio.run(_shown("notifier"))

    assert REGISTRY.get_sample_value("ravabet_topology_differences") == 1
    assert REGISTRY.get_sample_value("ravabet_events_missed", {"type": PUBLISHED}) == 1
    assert 0 <= (REGISTRY.get_sample_value("ravabet_topology_check_age_seconds") or -1) < 60

    asyncio.run(_shown("reporting"))

    assert REGISTRY.get_sample_value("ravabet_topology_differences") == 0
    assert REGISTRY.get_sample_value("ravabet_events_missed", {"type": PUBLISHED}) is None


async def _shown(service: str) -> None:
    store = Store.open(str(stores.address_of(service)), service=service, now=utc_now)
    try:
        await checks.show(store)
    finally:
        await store.close()


def test_single_events_are_sent_by_their_ids_and_unknown_ones_are_named(
    databases: dict[str, Database[dict[str, Any]]],
) -> None:
    sent(databases, "a1", "a2", "a3")

    again = ravabet("events", "send-again", "notifier", "id-a3", "unknown")

    assert (again.exit_code, again.stderr) == (1, "1 of 2 events found.\n")
    assert [row["_id"] for row in databases["notifier"]["set_aside"].find()] == ["id-a3"]


@pytest.mark.usefixtures("databases")
def test_what_was_missed_is_asked_of_all_publishers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REPORTING_MONGO_URL")

    refused = ravabet("events", "missed", "notifier")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Set REPORTING_MONGO_URL to the database of reporting")


def test_without_the_management_interface_nothing_can_be_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAVABET_AMQP_MANAGEMENT_URL", raising=False)

    refused = ravabet("topology", "--check", "--amqp-url", "amqp://127.0.0.1:1/")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Set RAVABET_AMQP_MANAGEMENT_URL")


def test_a_broker_that_is_away_is_one_sentence() -> None:
    away = ravabet("topology", "--check", "--amqp-url", "amqp://127.0.0.1:1/", "--management-url", "http://127.0.0.1:1")

    assert away.exit_code == 1
    assert away.stderr.startswith("The broker cannot be reached (ConnectError)")

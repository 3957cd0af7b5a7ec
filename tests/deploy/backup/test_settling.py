"""A county that was put back: events that were on their way, sign-ins, leases, and the age of the backup."""

import math
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY

from deploy.backup import settling
from deploy.backup.settling import Stores
from services.membership.sign_ins.domain import IDLE, Origin, SignIn, SignInId
from services.membership.sign_ins.mongo import MongoSignInRepository
from shared.events.catalogue import SERVICES
from shared.messaging import checks
from shared.runtime.clock import utc_now
from shared.store.store import Store
from tests.places import KeptPlaces
from tests.shared.messaging.listener import delivery, told

PUBLISHED = "news.published.v1"
BACKUP_AT = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)


@pytest.fixture
async def stores(places: KeptPlaces) -> AsyncIterator[Stores]:
    stores = {
        service: Store.open(places.database(f"{service}-of-operations"), service=service, now=utc_now)
        for service in SERVICES
    }
    yield stores
    for store in stores.values():
        await store.close()


async def sent(stores: Stores, *articles: str, at: datetime = BACKUP_AT, state: str = "sent") -> None:
    """Let these stand in the archive of news."""
    for article in articles:
        event = delivery(told(article), event_id=f"id-{article}")
        row = {"_id": f"id-{article}", "type": PUBLISHED, "subject": f"article/{article}", "seq": 1, "state": state}
        row |= {"at": at, "sent_at": at, "body": event.body.decode()}
        await stores["news"].driver.collection("outbox").insert_one(row)


async def put(store: Store, collection: str, **document: Any) -> None:
    await store.driver.collection(collection).insert_one({"_id": document.pop("key")} | document)


async def aside(store: Store) -> list[str]:
    return [row["_id"] for row in await store.find("set_aside", {"state": "waiting"}, sort=[("_id", 1)])]


async def test_what_was_sent_and_had_not_come_comes_to_each_service_that_wanted_it(stores: Stores) -> None:
    await sent(stores, "a1", "a2", "a3")
    await sent(stores, "a4", state="pending")
    await put(stores["notifier"], "inbox", key="notifier:id-a1", at=BACKUP_AT)
    await put(stores["notifier"], "set_aside", key="id-a2", state="parked")

    numbers = await settling.send_what_was_on_the_way(stores)
    again = await settling.send_what_was_on_the_way(stores)

    assert (numbers["notifier"], await aside(stores["notifier"])) == (1, ["id-a3"])
    assert (numbers["reporting"], await aside(stores["reporting"])) == (3, ["id-a1", "id-a2", "id-a3"])
    assert (again["notifier"], again["reporting"], numbers["news"]) == (0, 0, 0)


async def test_what_a_service_had_missed_long_before_the_backup_stays_as_it_was(stores: Stores) -> None:
    """A heartbeat that came says what cannot have been in the queue; perhaps nobody listened to it yet."""
    await sent(stores, "old", at=BACKUP_AT - timedelta(hours=2))
    await sent(stores, "new", at=BACKUP_AT)
    await put(stores["notifier"], "signs", key="arrival", beat_at=BACKUP_AT - timedelta(seconds=10))

    await settling.send_what_was_on_the_way(stores)

    assert await aside(stores["notifier"]) == ["id-new"]


async def test_of_a_backup_that_is_older_than_the_memory_of_the_inbox_the_same_is_sent(stores: Stores) -> None:
    await sent(stores, "a1", "a2", at=BACKUP_AT - timedelta(days=400))
    await put(stores["notifier"], "inbox", key="notifier:id-a1", at=BACKUP_AT - timedelta(days=400))

    await settling.send_what_was_on_the_way(stores)

    assert await aside(stores["notifier"]) == ["id-a2"]


async def test_sign_ins_end_and_every_service_hears_of_it(stores: Stores) -> None:
    """A browser has renewed its token since; shown to the older database it would look stolen."""
    repository, now = MongoSignInRepository(stores["membership"]), utc_now()
    alive, idle = _sign_in("alive", used_at=now), _sign_in("idle", used_at=now - IDLE)
    for each in (alive, idle):
        await repository.save(each)

    ended = await settling.begin_anew(stores, backup_at=BACKUP_AT)

    assert ended == 1
    assert (await repository.get(alive.id)).end_reason == "ended"
    assert (await repository.get(idle.id)).ended_at is None
    (row,) = await stores["membership"].find("outbox", {})
    assert (row["type"], row["state"]) == ("tokens.revoked.v1", "pending")


def _sign_in(key: str, *, used_at: datetime) -> SignIn:
    origin = Origin("192.0.2.7", "a browser")
    return SignIn(SignInId(key), "p-water", "password", origin, began_at=used_at, used_at=used_at, token_hash="x")


async def test_leases_and_signs_of_the_processes_that_died_are_forgotten(stores: Stores) -> None:
    for store in stores.values():
        await put(store, "leases", key="relay", holder="nobody", until=utc_now() + timedelta(hours=1))
        await put(store, "signs", key="arrival", beat_at=BACKUP_AT)

    await settling.begin_anew(stores, backup_at=BACKUP_AT)

    for store in stores.values():
        assert await store.find("leases", {}) == []
        assert [row["_id"] for row in await store.find("signs", {})] == ["backup"]


async def test_the_age_of_the_last_backup_is_a_metric_and_without_any_it_is_endless(stores: Stores) -> None:
    store = stores["news"]
    await checks.show(store)
    assert REGISTRY.get_sample_value("ravabet_backup_age_seconds") == math.inf

    await checks.note_backup(store, utc_now() - timedelta(minutes=5))
    await checks.note_backup(store, utc_now() - timedelta(hours=5))
    await checks.show(store)

    assert 300 <= (REGISTRY.get_sample_value("ravabet_backup_age_seconds") or 0) < 600

"""What a service missed: found by the publisher's archive and the listener's inbox, and sent again to it alone."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import aio_pika
import pytest

from shared.messaging import heartbeat
from shared.messaging.consumer import Consumer
from shared.messaging.missed import Archive
from shared.messaging.relay import Relay
from shared.messaging.topology import EXCHANGE, queue_of
from shared.runtime.background import running
from shared.store.store import INBOX_KEPT, Store
from tests.broker_users import as_user
from tests.eventually import eventually
from tests.shared.messaging.listener import Listener, tell, told
from tests.shared.messaging.process import Process

PUBLISHED = "news.published.v1"

Tell = Callable[..., Awaitable[list[str]]]


@pytest.fixture
def archive(news: Store, notifier: Store) -> Archive:
    return Archive(news, notifier)


@pytest.fixture
def sent(news: Store) -> Tell:
    """Let events be sent, an hour ago, and return their ids."""

    async def send(*articles: str, number: int = 1) -> list[str]:
        known = {row["_id"] for row in await news.find("outbox", {})}
        await tell(news, *(told(article, number) for article in articles))
        rows = [row for row in await news.find("outbox", {}, sort=[("_id", 1)]) if row["_id"] not in known]
        ids = [row["_id"] for row in rows]
        at = news.now() - timedelta(hours=1)
        was_sent = {"$set": {"state": "sent", "at": at, "sent_at": at}}
        await news.driver.collection("outbox").update_many({"_id": {"$in": ids}}, was_sent)
        return ids

    return send


async def heartbeat_came(notifier: Store, *, before: timedelta = timedelta()) -> None:
    await notifier.driver.collection("signs").update_one(
        {"_id": "arrival"}, {"$set": {"beat_at": notifier.now() - before}}, upsert=True
    )


async def handled(notifier: Store, *event_ids: str) -> None:
    """Let the inbox know these."""
    rows = [{"_id": f"notifier:{event_id}", "at": notifier.now()} for event_id in event_ids]
    await notifier.driver.collection("inbox").insert_many(rows)


async def test_what_was_sent_before_a_heartbeat_that_came_and_is_unknown_was_missed(
    archive: Archive, notifier: Store, sent: Tell
) -> None:
    first, second, third = await sent("a1", "a2", "a3")
    await handled(notifier, first, third)
    await heartbeat_came(notifier)

    (missed,) = await archive.missed()

    assert (missed.event_id, missed.event_type, missed.subject) == (second, PUBLISHED, "article/a2")
    assert not missed.is_overtaken


async def test_what_may_still_lie_in_the_queue_was_not_missed(archive: Archive, notifier: Store, sent: Tell) -> None:
    """A service that is down has missed nothing; nor has one that has no heartbeat yet."""
    first, _ = await sent("a1", "a2")
    await handled(notifier, first)
    assert await archive.missed() == []

    await heartbeat_came(notifier, before=timedelta(hours=2))

    assert await archive.missed() == []


async def test_what_is_set_aside_was_not_missed(archive: Archive, notifier: Store, sent: Tell) -> None:
    first, second = await sent("a1", "a2")
    await handled(notifier, first)
    await notifier.driver.collection("set_aside").insert_one({"_id": second, "state": "parked"})
    await heartbeat_came(notifier)

    assert await archive.missed() == []


async def test_what_was_sent_before_the_first_that_was_handled_is_not_missed_unless_somebody_says_so(
    archive: Archive, news: Store, notifier: Store, sent: Tell
) -> None:
    """A release may have begun to listen to a type; nobody is to get the news of the last months then."""
    early, first, late = await sent("a1", "a2", "a3")
    await handled(notifier, first)
    await heartbeat_came(notifier)
    day_ago = news.now() - timedelta(days=1)

    assert [each.event_id for each in await archive.missed()] == [late]
    assert [each.event_id for each in await archive.missed(since=day_ago)] == [late]
    assert [each.event_id for each in await archive.missed(since=day_ago, also_unheard=True)] == [early, late]
    assert await archive.missed(since=news.now(), also_unheard=True) == []


async def test_what_the_inbox_has_forgotten_was_not_missed(
    archive: Archive, news: Store, notifier: Store, sent: Tell
) -> None:
    """The archive remembers longer than the inbox: else people would be told a second time."""
    old, first, late = await sent("a1", "a2", "a3")
    long_ago = {"$set": {"at": news.now() - INBOX_KEPT, "sent_at": news.now() - INBOX_KEPT}}
    await news.driver.collection("outbox").update_one({"_id": old}, long_ago)
    await handled(notifier, first)
    await heartbeat_came(notifier)

    found = await archive.missed(since=news.now() - 2 * INBOX_KEPT, also_unheard=True)

    assert [each.event_id for each in found] == [late]


async def test_it_is_handled_late_once_and_in_order_and_what_overtook_it_is_named(
    archive: Archive, notifier: Store, sent: Tell
) -> None:
    (first,) = await sent("a0")
    missed = await sent("a1", "a2", number=1)
    again = await sent("a1", number=2)
    (later,) = await sent("a2", number=2)
    await handled(notifier, first, later)
    await heartbeat_came(notifier)
    found = await archive.missed()
    assert [(each.event_id, each.is_overtaken) for each in found] == [
        (missed[0], False),
        (again[0], False),
        (missed[1], True),
    ]
    listener = Listener(notifier)
    for _ in range(2):
        await archive.send_again([each for each in found if not each.is_overtaken])
        await Process(notifier, listener.handlers).retry_due()

    assert await listener.heard() == {"a1": [1, 2]}
    assert [each.event_id for each in await archive.missed()] == [missed[1]]


async def test_more_than_fits_into_one_look_is_found(archive: Archive, notifier: Store, sent: Tell) -> None:
    ids = await sent(*(f"a{number}" for number in range(1_200)))
    await handled(notifier, ids[0], ids[700])
    await heartbeat_came(notifier)

    assert {each.event_id for each in await archive.missed()} == {*ids[1:700], *ids[701:]}


@pytest.mark.usefixtures("relay")
async def test_a_binding_that_was_removed_loses_nothing_for_good(
    news: Store, notifier: Store, broker: str, bus: aio_pika.abc.AbstractChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a real broker, from the binding that is gone to the news that comes late; what came before comes once."""
    monkeypatch.setattr(heartbeat, "_EVERY_SECONDS", 0.1)
    monkeypatch.setattr(heartbeat, "_IN_HAND", timedelta())
    listener, archive = Listener(notifier), Archive(news, notifier)
    relay = Relay(notifier, url=as_user("notifier", broker))
    consumer = Consumer(notifier, url=as_user("notifier", broker), handlers=listener.handlers)
    async with running([relay.run, consumer.run, consumer.heartbeat.run]):
        await tell(news, told("a1"))
        await eventually(lambda: listener.has_heard(["a1"]))
        await (await bus.get_queue(queue_of("notifier"))).unbind(EXCHANGE, PUBLISHED)
        await tell(news, told("a2"), told("a3"))
        missed = await eventually(archive.missed)
        assert [each.subject for each in missed] == ["article/a2", "article/a3"]

        await archive.send_again(missed)

        await eventually(lambda: listener.has_heard(["a2", "a3"]))
    assert await listener.heard() == {"a1": [1], "a2": [1], "a3": [1]}
    assert await archive.missed() == []

"""An event on its way: outbox, relay, broker, consumer, handler."""

from typing import Any

import aio_pika
import pytest

from shared.events import Envelope
from shared.events.catalogue import BY_TYPE
from shared.events.news import NewsPublished
from shared.messaging.errors import Permanent
from shared.messaging.handlers import EventHandlers
from shared.messaging.relay import Relay
from shared.messaging.set_aside import SetAside
from shared.messaging.topology import EXCHANGE
from shared.runtime.ids import new_event_id
from shared.store.store import Store
from tests.eventually import eventually
from tests.shared.messaging.conftest import Listening
from tests.shared.messaging.listener import Listener, tell, told
from tests.shared.store.test_unit_of_work import published


async def publish(news: Store, *articles: str) -> None:
    for article in articles:
        async with news.unit_of_work() as work:
            work.emit(published(article))


def remembering(notifier: Store, *, failing: dict[str, Exception] | None = None) -> EventHandlers:
    """A handler that keeps what it heard, and fails for some."""
    faults = failing or {}

    async def remember(event: NewsPublished) -> None:
        async with notifier.unit_of_work() as work:
            if event.article_id in faults:
                raise faults[event.article_id]
            seen = await work.get("heard", event.article_id)
            times = seen["times"] if seen else 0
            await work.put("heard", {"_id": event.article_id, "times": times + 1})

    handlers = EventHandlers()
    handlers.on(NewsPublished, remember)
    return handlers


async def heard(notifier: Store) -> dict[str, int]:
    return {row["_id"]: row["times"] for row in await notifier.find("heard", {})}


async def in_the_outbox(news: Store, state: str) -> int:
    return await news.count("outbox", {"state": state})


@pytest.mark.usefixtures("relay")
async def test_every_event_has_one_effect(news: Store, notifier: Store, listening: Listening) -> None:
    articles = [f"a{number}" for number in range(30)]
    async with listening(remembering(notifier)):
        await publish(news, *articles)

        await eventually(lambda: _all_heard(notifier, articles))

    assert await heard(notifier) == dict.fromkeys(articles, 1)
    await eventually(lambda: _is_zero(news, "pending"))
    assert await in_the_outbox(news, "sent") == 30


async def _all_heard(notifier: Store, articles: list[str]) -> bool:
    return set(await heard(notifier)) >= set(articles)


async def _is_zero(news: Store, state: str) -> bool:
    return await in_the_outbox(news, state) == 0


async def test_a_relay_that_crashed_before_marking_makes_no_second_effect(
    news: Store, notifier: Store, listening: Listening, relay: Relay
) -> None:
    """Trap 3."""
    await publish(news, "a1")
    async with listening(remembering(notifier)):
        await eventually(lambda: _all_heard(notifier, ["a1"]))
        await eventually(lambda: _is_zero(news, "pending"))
        await news.driver.collection("outbox").update_many({}, {"$set": {"state": "pending"}})
        await publish(news, "a2")
        await eventually(lambda: _all_heard(notifier, ["a2"]))
        await eventually(lambda: _is_zero(news, "pending"))

    assert relay.pulse.trouble is None
    assert await heard(notifier) == {"a1": 1, "a2": 1}


@pytest.mark.usefixtures("relay")
async def test_what_can_never_succeed_is_parked_with_its_sentence(
    news: Store, notifier: Store, listening: Listening
) -> None:
    faults: dict[str, Exception] = {"bad": Permanent("the office is not known")}
    async with listening(remembering(notifier, failing=faults)):
        await publish(news, "a1", "bad", "a2")
        await eventually(lambda: _all_heard(notifier, ["a1", "a2"]))

        rows = await eventually(lambda: notifier.find("set_aside", {}))

    assert [(row["state"], row["error"], row["subject"]) for row in rows] == [
        ("parked", "the office is not known", "article/bad")
    ]


@pytest.mark.usefixtures("relay")
async def test_what_failed_is_tried_again_and_later_ones_of_its_subject_wait(
    news: Store, notifier: Store, listening: Listening
) -> None:
    """Traps 30 and 31."""
    faults: dict[str, Exception] = {"late": RuntimeError("not yet")}
    rows = notifier.driver.collection("set_aside")
    async with listening(remembering(notifier, failing=faults)):
        await publish(news, "late")
        await eventually(lambda: notifier.find("set_aside", {"attempts": 1}))
        await publish(news, "late", "other")
        await eventually(lambda: _all_heard(notifier, ["other"]))
        waiting = await eventually(lambda: _two_wait(notifier))
        assert [row["attempts"] for row in waiting] == [1, 0]

        faults.clear()
        await rows.update_many({}, {"$set": {"next_at": notifier.now()}})
        await eventually(lambda: _nothing_waits(notifier))

    assert await heard(notifier) == {"late": 2, "other": 1}


async def _two_wait(notifier: Store) -> list[dict[str, Any]]:
    rows = await notifier.find("set_aside", {"state": "waiting"}, sort=[("seq", 1)])
    return rows if len(rows) == 2 else []


async def _nothing_waits(notifier: Store) -> bool:
    return await notifier.count("set_aside", {}) == 0


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"{not json", "the body is not JSON"),
        (b"[]", "the body is not a CloudEvent of version 1.0"),
        (b'{"specversion": "1.0", "id": "x"}', "the envelope has no type"),
        (b"x" * 1_048_576, "the body is not JSON"),
    ],
)
async def test_a_malformed_message_is_parked_and_the_next_one_handled(
    news: Store,
    notifier: Store,
    listening: Listening,
    relay: Relay,
    bus: aio_pika.abc.AbstractChannel,
    body: bytes,
    sentence: str,
) -> None:
    """Trap 36."""
    async with listening(remembering(notifier)):
        exchange = await bus.get_exchange(EXCHANGE)
        await exchange.publish(aio_pika.Message(body), routing_key="news.published.v1")
        await publish(news, "a1")
        await eventually(lambda: _all_heard(notifier, ["a1"]))
        (row,) = await eventually(lambda: notifier.find("set_aside", {}))

    assert relay.pulse.trouble is None
    assert (row["state"], row["error"], row["body"]) == ("parked", sentence, body)


class NewsPublishedAnew(NewsPublished):
    """The same in a major version of which this release knows nothing."""

    type = "news.published.v2"


async def test_a_newer_version_waits_and_is_released_by_the_upgrade(
    news: Store,
    notifier: Store,
    listening: Listening,
    bus: aio_pika.abc.AbstractChannel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Trap 39: an older release takes the event off its queue, and the next one, which knows it, handles it."""
    newer = NewsPublishedAnew(**published("a1").model_dump())
    body = Envelope(id=new_event_id(), source="/services/news", time=news.now(), data=newer, seq=1).encode()
    async with listening(remembering(notifier)) as consumer:
        exchange = await bus.get_exchange(EXCHANGE)
        await exchange.publish(aio_pika.Message(body), routing_key="news.published.v1")
        (waiting,) = await eventually(lambda: notifier.find("set_aside", {}))
        await consumer.drain()
    assert (waiting["state"], waiting["next_at"], waiting["error"]) == (
        "waiting",
        None,
        "news.published.v2 is newer than this release knows",
    )

    # In an upgrade a replica that knows it may release it, and lose the lease to one of the release before.
    await SetAside(notifier).release([NewsPublishedAnew.type])
    async with listening(remembering(notifier)):
        again = await eventually(lambda: notifier.find("set_aside", {"next_at": None}))
    assert [row["state"] for row in again] == ["waiting"]

    monkeypatch.setitem(BY_TYPE, NewsPublishedAnew.type, NewsPublishedAnew)
    upgraded = remembering(notifier)
    upgraded.on(NewsPublishedAnew, upgraded.get("news.published.v1") or pytest.fail("no handler"))
    async with listening(upgraded):
        await eventually(lambda: _all_heard(notifier, ["a1"]))
        await eventually(lambda: _nothing_waits(notifier))


@pytest.mark.usefixtures("relay")
async def test_draining_finishes_what_was_begun(news: Store, notifier: Store, listening: Listening) -> None:
    async with listening(remembering(notifier)) as consumer:
        await publish(news, "a1")
        await eventually(lambda: _all_heard(notifier, ["a1"]))
        await consumer.drain()
        await publish(news, "a2")
        await eventually(lambda: _is_zero(news, "pending"))

        assert await heard(notifier) == {"a1": 1}


async def test_what_the_broker_gave_up_is_tried_alone_before_the_later_events_of_its_subject(
    news: Store, notifier: Store, listening: Listening, bus: aio_pika.abc.AbstractChannel
) -> None:
    """Trap 27, its second half: it was in the hands of processes that died, and may be innocent."""
    await tell(news, told("a1"), told("a1", 2))
    first, second = await news.find("outbox", {}, sort=[("seq", 1)])
    for row, queue in ((second, "ravabet.q.notifier"), (first, "ravabet.dead.notifier")):
        await bus.default_exchange.publish(aio_pika.Message(row["body"].encode()), routing_key=queue)
    listener = Listener(notifier)
    listener.faults["a1"] = RuntimeError("not yet")

    async with listening(listener.handlers):
        waiting = await eventually(lambda: _both_wait(notifier))
        await eventually(lambda: _is_empty(bus, "ravabet.dead.notifier"))

    assert [(row["_id"], row["attempts"]) for row in waiting] == [(first["_id"], 1), (second["_id"], 0)]


async def test_what_the_broker_gave_up_and_nobody_can_read_is_parked(
    notifier: Store, listening: Listening, bus: aio_pika.abc.AbstractChannel
) -> None:
    await bus.default_exchange.publish(aio_pika.Message(b"no event"), routing_key="ravabet.dead.notifier")

    async with listening(remembering(notifier)):
        (parked,) = await eventually(lambda: notifier.find("set_aside", {}))
        await eventually(lambda: _is_empty(bus, "ravabet.dead.notifier"))

    assert (parked["state"], parked["error"]) == ("parked", "the body is not JSON")


async def _both_wait(notifier: Store) -> list[dict[str, Any]]:
    rows = await notifier.find("set_aside", {}, sort=[("seq", 1)])
    return rows if [row["attempts"] for row in rows] == [1, 0] else []


async def _is_empty(bus: aio_pika.abc.AbstractChannel, name: str) -> bool:
    queue = await bus.declare_queue(name, passive=True)
    return queue.declaration_result.message_count == 0

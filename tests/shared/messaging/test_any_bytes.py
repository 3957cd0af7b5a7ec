"""Whatever bytes stand on the bus, each message is handled, waits, is parked or counted as unknown; none disappears."""

import copy
import json
from collections import Counter
from typing import Any

import aio_pika
import bson
import pytest
from aio_pika.abc import AbstractChannel
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import REGISTRY

from shared.events import Envelope, FutureVersion, Malformed, UnknownType
from shared.events._schemas import sample_of
from shared.events.catalogue import CATALOGUE
from shared.messaging import consumer as consuming
from shared.messaging.delivery import Delivery, read_content
from shared.messaging.set_aside import Aside
from shared.messaging.topology import dead_queue_of, queue_of
from shared.messaging.window import Window
from shared.store.store import Store
from tests.eventually import eventually
from tests.shared.messaging.conftest import Listening
from tests.shared.messaging.listener import Listener, delivery, told
from tests.shared.messaging.probes import ready_in

QUEUE = queue_of("notifier")
SAMPLES = [json.loads(sample_of(entry.event)) for entry in CATALOGUE]
ATTRIBUTES = ("specversion", "id", "source", "type", "subject", "time", "seq", "correlationid", "traceparent", "replay")
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**18, max_value=10**40)
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["9999-12-31T23:59:59-03:30", "0001-01-01T00:00:00+14:00", "false", "1", "news.published.v2"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
KNOWN_FAULTS: list[dict[str, Any]] = [
    {"seq": "x"},
    {"type": []},
    {"type": {}},
    {"seq": 10**23},
    {"seq": -1},
    {"seq": True},
    {"seq": 1.5},
    {"replay": "false"},
    {"replay": 0},
    {"time": "9999-12-31T23:59:59-03:30"},
    {"time": 5},
    {"time": "0"},
    {"time": "1700000000"},
    {"type": "news.published.v2\n"},
    {"correlationid": {"a": 1}},
    {"traceparent": []},
    {"type": "news.published.v2", "seq": "many"},
    {"subject": ["article/1"]},
    {"id": 7},
]


@st.composite
def envelopes(draw: st.DrawFn) -> bytes:
    """A sample of the catalogue in which some attributes or fields are something else."""
    head = copy.deepcopy(draw(st.sampled_from(SAMPLES)))
    for name in draw(st.lists(st.sampled_from(ATTRIBUTES), max_size=2)):
        head[name] = draw(ANYTHING)
    for name in draw(st.lists(st.sampled_from(sorted(head["data"])), max_size=2)):
        head["data"][name] = draw(ANYTHING)
    return json.dumps(head).encode()


@settings(max_examples=600, deadline=None)
@given(body=envelopes() | st.binary(max_size=60))
def test_reading_never_fails_and_what_is_read_can_be_kept(body: bytes) -> None:
    """Numbers and instants that no database takes would make batch after batch fail."""
    content = read_content(body)

    assert isinstance(content, (Envelope, Malformed, FutureVersion, UnknownType))
    if isinstance(content, Envelope):
        aside = Aside.of(content, body)
        bson.encode({"seq": aside.seq, "subject": aside.subject, "time": content.time, "id": aside.event_id})
        bson.encode({"data": content.data.model_dump(mode="json"), "instants": _instants(content.data.model_dump())})
    if isinstance(content, FutureVersion):
        bson.encode({"seq": content.seq, "subject": content.subject, "id": content.event_id})


@pytest.mark.parametrize("fault", KNOWN_FAULTS, ids=str)
def test_a_wrong_attribute_is_malformed(fault: dict[str, Any]) -> None:
    body = json.dumps(_published("a1", 1) | fault).encode()

    assert isinstance(read_content(body), Malformed)


@settings(max_examples=40, deadline=None)
@given(bodies=st.lists(envelopes() | st.binary(max_size=60), max_size=5))
def test_a_window_keeps_every_message_that_arrives(bodies: list[bytes]) -> None:
    window = Window()
    for tag, body in enumerate(bodies, 1):
        window.put(Delivery.read(body, tag, None))

    assert len(window._waiting) == len(bodies)


async def test_no_acknowledgement_passes_a_message_that_could_not_be_taken() -> None:
    window = Window()
    window.put(delivery(told("a")))
    first = await window.take()

    window.give_up(2)

    assert window.settle(first, []) == 1
    assert await window.take() == []
    later = delivery(told("b"))
    later.tag = 3
    assert window.settle([later], []) is None


async def test_each_message_on_the_bus_is_accounted_for(
    notifier: Store, bus: AbstractChannel, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Faults between good events, and the same faults among what the broker itself gave up."""
    monkeypatch.setattr(consuming, "_WATCH_SECONDS", 0.5)
    listener = Listener(notifier)
    bad = [json.dumps(_published(f"b{place}", 1) | fault).encode() for place, fault in enumerate(KNOWN_FAULTS)]
    bad += [b"", b"\xff\xfe", b"[]", b"null", b'{"specversion":"1.0"}', b"{" * 5_000]
    unknown = [json.dumps(_published("u", number) | {"type": "water.cut.v1"}).encode() for number in range(3)]
    future = [json.dumps(_published("f", 1) | {"type": "news.published.v9"}).encode()]
    good = [json.dumps(_published(f"g{number}", 1)).encode() for number in range(20)]
    before = _counted()
    bodies = [body for pair in zip(good, [*bad, *unknown, *future], strict=False) for body in pair]
    left = [body for body in (*good, *bad, *unknown, *future) if body not in bodies]

    async with listening(listener.handlers) as consumer:
        for body in (*bodies, *left):
            await bus.default_exchange.publish(aio_pika.Message(body), QUEUE)
        for body in bad:
            await bus.default_exchange.publish(aio_pika.Message(body), dead_queue_of("notifier"))
        await eventually(lambda: listener.has_heard([f"g{number}" for number in range(20)]))
        await eventually(lambda: _is_empty(bus))
        rows = await eventually(lambda: _rows(notifier, 2 * len(bad) + len(future)))
        assert consumer.pulse.trouble is None

    states = Counter(row["state"] for row in rows)
    assert (states["parked"], states["waiting"]) == (2 * len(bad), len(future))
    assert _counted() - before == len(unknown)
    assert sum(map(len, (await listener.heard()).values())) == len(good)


def _published(article: str, seq: int) -> dict[str, Any]:
    head: dict[str, Any] = json.loads(delivery(told(article), seq=seq).body)
    return head


def _instants(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [each for inner in value.values() for each in _instants(inner)]
    return [value] if hasattr(value, "tzinfo") else []


def _counted() -> float:
    return REGISTRY.get_sample_value("ravabet_events_handled_total", {"type": "unknown", "outcome": "ignored"}) or 0.0


async def _is_empty(bus: AbstractChannel) -> bool:
    return await ready_in(bus, QUEUE) == 0 and await ready_in(bus, dead_queue_of("notifier")) == 0


async def _rows(store: Store, number: int) -> list[dict[str, Any]]:
    rows = await store.find("set_aside", {})
    return rows if len(rows) >= number else []

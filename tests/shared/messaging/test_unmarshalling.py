"""What is decoded straight is what the library would have decoded, and what is broken is refused as it refuses it."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pamqp.commands import Basic
from pamqp.exceptions import PAMQPException
from pamqp.frame import marshal
from pamqp.frame import unmarshal as as_ever
from pamqp.header import ContentHeader
from pamqp.heartbeat import Heartbeat

from shared.messaging import unmarshalling
from shared.messaging.unmarshalling import unmarshal

texts = st.text(max_size=40).map(lambda text: text.encode()[:200].decode(errors="ignore"))
names = st.from_regex(r"[a-z.\-]{0,40}", fullmatch=True)
tables = st.dictionaries(names, st.integers(0, 2**31 - 1) | texts | st.booleans(), max_size=3)
properties = st.builds(
    Basic.Properties,
    content_type=st.none() | texts,
    content_encoding=st.none() | texts,
    headers=st.none() | tables,
    delivery_mode=st.sampled_from([None, 1, 2]),
    priority=st.none() | st.integers(0, 9),
    correlation_id=st.none() | texts,
    expiration=st.none() | texts,
    message_id=st.none() | texts,
    timestamp=st.none() | st.just(datetime(2026, 11, 25, tzinfo=UTC)),
    message_type=st.none() | texts,
    user_id=st.none() | texts,
    app_id=st.none() | texts,
)
headers = st.builds(ContentHeader, weight=st.just(0), body_size=st.integers(0, 2**40), properties=properties)
deliveries = st.builds(
    Basic.Deliver,
    consumer_tag=texts,
    delivery_tag=st.integers(0, 2**63 - 1),
    redelivered=st.booleans(),
    exchange=names,
    routing_key=texts,
)
frames = st.builds(marshal, headers | deliveries | st.just(Heartbeat()), st.integers(0, 65_535))


@given(frames)
def test_it_says_what_the_library_says(frame: bytes) -> None:
    assert _said(unmarshal(frame)) == _said(as_ever(frame))


@given(frames, st.data())
def test_what_is_broken_is_read_as_the_library_reads_it(frame: bytes, data: st.DataObject) -> None:
    broken = bytearray(frame)
    for _ in range(data.draw(st.integers(1, 3))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(broken[: data.draw(st.integers(7, len(broken)))])

    assert _outcome(unmarshal, cut) == _outcome(as_ever, cut)


def test_a_delivery_and_its_header_do_not_go_by_way_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unmarshalling, "unmarshal_as_ever", None)
    message = Basic.Properties(content_type="a", headers={"x-delivery-count": 2}, delivery_mode=2, message_id="m")

    assert _said(unmarshal(marshal(Basic.Deliver("c", 7, True, "e", "k"), 1)))[1] == 1
    assert unmarshal(marshal(ContentHeader(0, 5, message), 1))[2].properties == message  # type: ignore[union-attr]


def _said(unmarshalled: tuple[int, int, Any]) -> tuple[object, ...]:
    size, channel, frame = unmarshalled
    if isinstance(frame, ContentHeader):
        return size, channel, frame.class_id, frame.weight, frame.body_size, dict(frame.properties)
    return size, channel, type(frame), dict(frame) if isinstance(frame, Basic.Deliver) else None


def _outcome(read: Any, frame: bytes) -> object:
    try:
        return _said(read(frame))
    except (PAMQPException, ValueError) as error:
        return type(error), re.sub(" at 0x[0-9a-f]+", "", str(error))  # pamqp's own text names objects by their address

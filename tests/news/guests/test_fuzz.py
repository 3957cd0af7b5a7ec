"""Whatever is posted is taken, or refused with a field and a reason: nothing else is raised."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.news.guests.contracts_domain import Contract, contracts_of
from services.news.guests.domain import Guest, GuestName
from services.news.ingest.domain import Post, Receipt, Refused, State, read_json, read_post
from services.news.ingest.judging_domain import Admitted, Judge, admitted
from services.news.ingest.pace_domain import Pace
from services.news.ingest.queue_usecases import QueueDoor
from services.news.ingest.usecases import Answer, Wanted
from shared.events import CONTENT_TYPE, decode
from shared.events._envelope import Envelope
from shared.events.catalogue import BY_TYPE
from shared.messaging.guests import Arrival
from tests.news.guests.neighbours import OUTAGE
from tests.notifier.events import NOON

OWN = "guest.water.meter.read.v1"
GUEST = Guest(GuestName("water"), "water", ("outage.*", "guest.water.*"), (), NOON)
OWN_CONTRACT = Contract(OWN, {"type": "object"})
DOOR = admitted(GUEST, [*contracts_of(GUEST, []), OWN_CONTRACT], {OWN: Judge.of(OWN_CONTRACT)})
GOOD = {
    "specversion": "1.0",
    "id": "e1",
    "source": "/guests/water",
    "type": "outage.announced.v1",
    "data": dict(OUTAGE),
}

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
heads = st.dictionaries(
    st.sampled_from([*GOOD, "subject", "time", "seq", "myown"]) | st.text(max_size=6), values, max_size=6
)
contents = st.dictionaries(st.sampled_from([*OUTAGE, "ends_at", "office_id"]) | st.text(max_size=6), values, max_size=6)


def judged(body: bytes) -> Envelope | Refused:
    """What becomes of a body at the door; the event as it would be published."""
    try:
        post: Post = read_post(read_json(body), GUEST.id)
        event = DOOR.event_of(post)
    except Refused as refusal:
        return refusal
    assert len(post.digest) == 32
    return Envelope(id=post.event_id, source=GUEST.source, time=NOON, data=event, seq=1)


@given(st.binary(max_size=400) | values.map(lambda each: json.dumps(each).encode()))
@settings(max_examples=400, deadline=None)
def test_bytes_of_any_kind_are_refused(body: bytes) -> None:
    found = judged(body)

    assert isinstance(found, Refused)
    assert all(field and why for field, why in found.faults)


@given(changed=heads, data=contents, event_type=st.sampled_from([OWN, str(GOOD["type"])]))
@settings(max_examples=600, deadline=None)
def test_what_is_taken_is_an_event_that_every_reader_reads(
    changed: dict[str, Any], data: dict[str, Any], event_type: str
) -> None:
    event = {**GOOD, "data": {**OUTAGE, **data}, "type": event_type, **changed}

    found = judged(json.dumps(event).encode())

    if isinstance(found, Refused):
        assert found.faults
        assert all(field and why for field, why in found.faults)
    else:
        written = found.encode()
        assert json.loads(written)["source"] == "/guests/water"
        if found.type in BY_TYPE:
            read = decode(written, BY_TYPE)
            assert read.subject.startswith("outage/water:")
            assert read.data.model_dump()["office_id"] == "water"
        else:
            assert found.subject.startswith("guest/water/")
            assert json.loads(written)["data"] == json.loads(json.dumps(event["data"]))


def test_the_fuzz_takes_and_refuses() -> None:
    """So that the two above do not pass because everything is refused."""
    outcomes: Counter[str] = Counter()

    @given(data=contents)
    @settings(max_examples=200, deadline=None, database=None)
    def try_one(data: dict[str, Any]) -> None:
        body = json.dumps({**GOOD, "type": OWN, "data": data}).encode()
        outcomes[type(judged(body)).__name__] += 1

    try_one()
    assert outcomes["Envelope"] > 20
    assert outcomes["Refused"] > 5


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63) + 1, 1e300, 0.1])
def test_numbers_that_a_database_keeps_are_taken_as_they_are(number: float) -> None:
    found = judged(json.dumps({**GOOD, "type": OWN, "data": {"n": number}}).encode())

    assert isinstance(found, Envelope)
    assert json.loads(found.encode())["data"] == {"n": number}


async def test_one_event_that_we_fail_at_is_refused_alone() -> None:
    """A fault of ours with one event must not bring back all that came along with it, again and again."""
    events = [json.dumps({**GOOD, "id": name}).encode() for name in ("e1", "e2", "e3")]

    async def together(wanted: Sequence[Wanted]) -> Sequence[Answer]:
        return [
            RuntimeError("a fault of ours")
            if post.id == "e2"
            else Receipt(post.key, GUEST.id, post.id, "s", post.type, State.ACCEPTED, NOON, event_id=post.event_id)
            for _, post in wanted
        ]

    async def find(_: str) -> Admitted:
        return DOOR

    door = QueueDoor(find, together, Pace(), lambda: NOON)
    messages = [Arrival(body, CONTENT_TYPE, "guest.water", {}) for body in events]

    told = [json.loads(answer) for answer in await door.take("water", messages)]

    assert [(each["id"], each["state"]) for each in told] == [("e1", "accepted"), ("e2", "refused"), ("e3", "accepted")]

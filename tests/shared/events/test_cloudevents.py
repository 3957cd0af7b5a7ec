"""The SDKs of CloudEvents, in Python and JavaScript, read our messages, and make messages that we read."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.bindings.rabbitmq import RabbitMQMessage, from_structured_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent

from shared.events import Event, decode
from shared.events._envelope import CONTENT_TYPE
from shared.events._schemas import sample_of, samples_of
from shared.events.catalogue import BY_TYPE, CATALOGUE

EVENTS = [entry.event for entry in CATALOGUE]
PROJECT = Path(__file__).parents[3]
TEXTS = ("id", "source", "type", "subject", "correlationid", "causationid", "traceparent")


def as_message(body: bytes) -> RabbitMQMessage:
    return RabbitMQMessage(headers={}, content_type=CONTENT_TYPE, body=body)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_the_sdk_for_python_reads_all_that_was_ever_sent(event: type[Event]) -> None:
    for sample in samples_of(event):
        sent = json.loads(sample)

        read = from_structured_event(as_message(sample))

        assert {name: read.get_attributes().get(name) for name in TEXTS if name in sent} == {
            name: sent[name] for name in TEXTS if name in sent
        }
        assert read.get_attributes()["seq"] == sent["seq"]
        assert read.get_time() == decode(sample, BY_TYPE).time
        assert read.get_data() == sent["data"]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_we_read_what_the_sdk_for_python_makes(event: type[Event]) -> None:
    sample = sample_of(event)

    again = to_structured_event(from_structured_event(as_message(sample)))
    assert again.content_type is not None
    assert again.content_type.startswith(CONTENT_TYPE)
    assert decode(again.body, BY_TYPE) == decode(sample, BY_TYPE)

    sent = json.loads(sample)
    attributes = {name: sent[name] for name in ("type", "source", "subject")} | {"datacontenttype": "application/json"}
    anew = decode(to_structured_event(CloudEvent(attributes=attributes, data=sent["data"])).body, BY_TYPE)
    assert anew.data == decode(sample, BY_TYPE).data
    assert anew.id
    assert anew.seq == 0


@pytest.fixture(scope="module")
def by_javascript(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What the SDK for JavaScript reads in the samples, and makes of them."""
    file = tmp_path_factory.mktemp("javascript") / "messages.json"
    headers = {"content-type": CONTENT_TYPE}
    messages = [{"headers": headers, "body": sample_of(event).decode()} for event in EVENTS]
    file.write_text(json.dumps(messages), encoding="utf-8")
    command = [PROJECT / "deploy" / "asyncapi" / "node", Path(__file__).with_name("cloudevents.mjs"), file]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own script
    assert done.returncode == 0, done.stderr
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told


@pytest.mark.slow("installs the SDK the first time, and starts Node.js")
def test_the_sdk_for_javascript_reads_our_messages(by_javascript: list[dict[str, Any]]) -> None:
    for event, told in zip(EVENTS, by_javascript, strict=True):
        sent = json.loads(sample_of(event))

        assert {name: told["read"].get(name) for name in (*TEXTS, "seq", "data") if name in sent} == {
            name: sent[name] for name in (*TEXTS, "seq", "data") if name in sent
        }


def test_we_read_what_the_sdk_for_javascript_makes(by_javascript: list[dict[str, Any]]) -> None:
    for event, told in zip(EVENTS, by_javascript, strict=True):
        ours = decode(sample_of(event), BY_TYPE)
        anew = decode(told["anew"]["body"].encode(), BY_TYPE)

        assert told["again"]["headers"]["content-type"].startswith(CONTENT_TYPE)
        assert decode(told["again"]["body"].encode(), BY_TYPE) == ours
        assert (anew.id, anew.subject, anew.data) == (f"{ours.id}-again", ours.subject, ours.data)

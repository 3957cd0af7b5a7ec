"""The contracts: what every event keeps, and what a change may not break."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from pydantic import ValidationError

from shared.events import Event, FutureVersion, Malformed, UnknownType, decode
from shared.events._schemas import SAMPLES, SNAPSHOTS, sample_of, samples_of, schema_of, snapshot_of
from shared.events.catalogue import BY_TYPE, CATALOGUE, PUBLIC, SERVICES
from shared.events.compatibility import breaks
from shared.events.neighbours import NEIGHBOURS
from shared.messaging import topology
from shared.messaging.guest_names import exchange_of_guest, reading_of_guest, receipts_of_guest
from shared.web.paths import ROOT_PATHS

EVENTS = [entry.event for entry in CATALOGUE]
PERSONAL = {"name_of_person", "display_name", "email", "mobile", "phone_number", "national_id", "bale", "first_name"}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_every_event_says_what_it_is(event: type[Event]) -> None:
    """The type is the class name in words and the major; its sample is read back to the same bytes' meaning."""
    name, _, major = event.__name__.partition("V") if re.search(r"V\d+$", event.__name__) else (event.__name__, "", "1")
    words = "".join(f".{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip(".")

    assert event.type == f"{words}.v{major}"
    assert (event.__doc__ or "").strip()
    envelope = decode(sample_of(event), BY_TYPE)
    assert json.loads(envelope.encode()) == json.loads(sample_of(event))
    assert PERSONAL.isdisjoint(event.model_fields)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_no_event_breaks_its_snapshot(event: type[Event]) -> None:
    """Trap 41."""
    snapshot = snapshot_of(event)

    assert snapshot is not None
    assert breaks(snapshot, schema_of(event)) == []


def test_every_event_has_its_files_and_no_file_is_without_its_event() -> None:
    types = sorted(BY_TYPE)

    assert sorted(file.stem for file in SAMPLES.glob("*.json")) == types
    assert sorted(file.stem for file in SNAPSHOTS.glob("*.json")) == types
    assert {file.stem.rpartition(".")[0] for file in (SAMPLES / "before").glob("*.json")} <= set(types)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_what_any_release_sent_is_read_today_and_what_is_sent_today_fits_the_snapshot(event: type[Event]) -> None:
    """Trap 41, both ways. A release that had fewer optional fields left them out."""
    snapshot = jsonschema_rs.validator_for(snapshot_of(event) or {})
    for sample in samples_of(event):
        envelope = decode(sample, BY_TYPE)
        snapshot.validate(json.loads(envelope.encode())["data"])

        sent = json.loads(sample)
        for name in sent["data"].keys() - schema_of(event).get("required", []):
            without = {field: value for field, value in sent["data"].items() if field != name}
            older = decode(json.dumps(sent | {"data": without}).encode(), BY_TYPE)
            snapshot.validate(json.loads(older.encode())["data"])


def test_a_reader_ignores_what_it_does_not_know_and_a_producer_may_not_send_it() -> None:
    event = BY_TYPE["news.withdrawn.v1"]
    sent = json.loads(sample_of(event))
    sent["data"]["added_later"] = 1

    assert decode(json.dumps(sent).encode(), BY_TYPE).data == decode(sample_of(event), BY_TYPE).data
    with pytest.raises(ValidationError):
        event.model_validate(sent["data"])


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"type": "news.published.v2"}, FutureVersion),
        ({"type": "weather.changed.v1"}, UnknownType),
        ({"type": "nonsense"}, Malformed),
        ({"subject": "article/other"}, Malformed),
        ({"id": ""}, Malformed),
        ({"time": "2026-11-22T10:00:00"}, Malformed),
        ({"data": {}}, Malformed),
        ({"specversion": "0.3"}, Malformed),
    ],
)
def test_what_is_no_event_of_ours_is_told_apart(changes: dict[str, Any], error: type[Exception]) -> None:
    """Trap 40 among them: an instant without a zone is refused."""
    sample = json.loads(sample_of(BY_TYPE["news.published.v1"])) | changes

    with pytest.raises(error):
        decode(json.dumps(sample).encode(), BY_TYPE)


ASYNCAPI = yaml.safe_load((Path(__file__).parents[3] / "docs" / "asyncapi.yaml").read_text("utf-8"))


def described(event: type[Event]) -> jsonschema_rs.Validator:
    """What a program makes of the description of one event."""
    payload = ASYNCAPI["components"]["messages"][event.__name__]["payload"]
    schema = {"$schema": "http://json-schema.org/draft-07/schema#", "components": ASYNCAPI["components"], **payload}
    return jsonschema_rs.validator_for(schema)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_programs_are_told_of_the_whole_event_and_of_fields_to_come(event: type[Event]) -> None:
    sample = json.loads(sample_of(event))
    added = sample | {"addedlater": "1", "data": sample["data"] | {"added_later": 1}}
    inside = {name: part | {"later": 1} if isinstance(part, dict) else part for name, part in sample["data"].items()}
    described(event).validate(sample)
    described(event).validate(added)
    described(event).validate(sample | {"data": inside})

    no_events = [sample["data"], sample | {"data": {}}, sample | {"type": "x.y.v1"}, sample | {"subject": "other/1"}]
    # Not even a field of its own is required of a heartbeat.
    assert [described(event).is_valid(each) for each in no_events].count(True) == 0


def test_no_reference_leads_nowhere() -> None:
    """`$defs` within a payload would be looked for at the top of the document."""
    text = json.dumps(ASYNCAPI)

    assert [part for part in ("$defs", '"additionalProperties": false') if part in text] == []


def test_a_program_is_told_where_to_connect_and_how_to_sign_in() -> None:
    servers = ASYNCAPI["servers"]

    assert {name: server["protocol"] for name, server in servers.items()} == {
        "production": "amqps",
        "inside": "amqps",
        "web": "https",
    }
    assert servers["production"]["variables"]["port"]["default"] == "5671"
    for server in servers.values():
        (security,) = server["security"]
        assert (
            security["$ref"].removeprefix("#/components/securitySchemes/") in ASYNCAPI["components"]["securitySchemes"]
        )


def test_the_exchange_and_the_queues_are_those_of_the_topology() -> None:
    channels = {name: channel for name, channel in ASYNCAPI["channels"].items() if not name.startswith("guest.")}
    queues = {channel["address"]: channel for name, channel in channels.items() if name.startswith("ravabet.")}
    exchanges = [channels[event_type]["bindings"]["amqp"]["exchange"] for event_type in BY_TYPE]

    assert {name: frozenset(map(type_of_message, channel["messages"])) for name, channel in queues.items()} == {
        queue.name: queue.types for queue in topology.queues() if queue.types
    }
    assert all(channel["bindings"]["amqp"]["queue"]["name"] == name for name, channel in queues.items())
    assert {(each["name"], each["type"]) for each in exchanges} == {(topology.EXCHANGE, "topic")}
    assert sorted(set(channels) - set(queues)) == sorted(BY_TYPE)
    assert ASYNCAPI["info"]["description"].count(f"more than {topology.DELIVERY_LIMIT} times") == 1


def test_guests_are_told_the_names_that_they_have_at_the_broker() -> None:
    channels = {name: channel for name, channel in ASYNCAPI["channels"].items() if name.startswith("guest.")}
    bindings = {name: channel.get("bindings", {}).get("amqp", {}) for name, channel in channels.items()}

    assert channels["guest.posts"]["address"] in ROOT_PATHS["news"]
    assert bindings["guest.publishes"]["exchange"]["name"] == exchange_of_guest("<name>")
    assert bindings["guest.receipts"]["queue"]["name"] == receipts_of_guest("<name>")
    assert bindings["guest.events"]["queue"]["name"] == reading_of_guest("<name>")
    assert set(map(type_of_message, channels["guest.events"]["messages"])) == PUBLIC
    assert set(map(type_of_message, channels["guest.posts"]["messages"])) == {event.type for event in NEIGHBOURS}
    for name, channel in channels.items():
        assert [each["$ref"] for each in channel["servers"]] == [
            "#/servers/web" if name == "guest.posts" else "#/servers/production"
        ]


def type_of_message(name: str) -> str:
    return str(ASYNCAPI["components"]["messages"][name]["name"])


def test_every_service_publishes_its_own_events_and_hears_its_queue() -> None:
    ours = {name: each for name, each in ASYNCAPI["operations"].items() if not name.startswith("guest.")}
    sent = {name for name, operation in ours.items() if operation["action"] == "send"}
    heard = {name for name, operation in ours.items() if operation["action"] == "receive"}

    assert sent == {f"{entry.publisher}.publishes.{entry.event.__name__}" for entry in CATALOGUE}
    assert heard == {f"{service}.hears" for service in SERVICES}


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "ftp://ravabet.example/n/1",
        "//evil.example/n/1",
        "",
        "https://",
        "https:n/1",
        "https://ravabet.example@evil.example/n/1",
        "https://ravabet.example:x/",
        "https://ravabet.example\\@evil.example/",
        "https://ravabet.example/ n",
        "https://ravabet.example/\u202egnp.exe",
    ],
)
@pytest.mark.parametrize(
    ("event_type", "field"),
    [(event.type, name) for event in EVENTS for name in event.model_fields if name.endswith("url")],
)
def test_an_address_is_one_of_the_web(event_type: str, field: str, address: str) -> None:
    """What was sent before the contract said so is parked, and the sentence says why."""
    sample = json.loads(sample_of(BY_TYPE[event_type]))
    sample["data"][field] = address

    with pytest.raises(Malformed, match=f"the data of {event_type} does not fit: {field}: Value error, the address"):
        decode(json.dumps(sample).encode(), BY_TYPE)


@pytest.mark.parametrize(
    "address", ["/n/1", "http://127.0.0.1:8000/n/1", "HTTPS://ravabet.example/n/1", "https://[::1]/v/%D8%A2?a=b"]
)
def test_a_web_address_is_taken_as_it_is(address: str) -> None:
    sample = json.loads(sample_of(BY_TYPE["news.published.v1"]))
    sample["data"]["url"] = address

    assert json.loads(decode(json.dumps(sample).encode(), BY_TYPE).encode())["data"]["url"] == address

"""What is about a private person is marked, and is seen nowhere where events are looked at (trap 49)."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel, ValidationError

from shared.events import Event, Malformed, decode
from shared.events._schemas import sample_of, schema_of
from shared.events.catalogue import BY_TYPE, CATALOGUE
from shared.events.personal import MASK, is_personal, masked, shown, without_personal
from tests.log_lines import lines_of

PROJECT = Path(__file__).parents[3]
MARKED = {
    "member.contact.changed.v1": {"contact"},
    "password.link.issued.v1": {"link"},
    "email.change.asked.v1": {"address", "link"},
    "membership.suspended.v1": {"reason"},
    "nomination.returned.v1": {"reasons"},
    "letter.link.issued.v1": {"link", "note", "title"},
    "decree.annulled.v1": {"reason"},
    "decree.expiring.v1": {"title"},
    "decree.revoked.v1": {"reason"},
    "certificate.issued.v1": {"occasion"},
    "certificate.revoked.v1": {"reason"},
    "invitation.revoked.v1": {"reason"},
    "news.returned.v1": {"headline", "note"},
    "news.approved.v1": {"headline"},
    "news.falling.due.v1": {"headline"},
    "news.commented.v1": {"headline"},
    "news.assigned.v1": {"headline", "note"},
}
"""Sealed contacts and links, what somebody wrote about a person, what a letter is about, and what is not public yet.

Ids are none, nor are holders of public posts."""

PERSONAL_EVENTS = [entry.event for entry in CATALOGUE if entry.event.type in MARKED]


NOT_TO_BE_SEEN = "words that nobody sees"


def secret(field: str) -> str:
    return f"{NOT_TO_BE_SEEN} of {field}"


def with_secrets(event: type[Event]) -> dict[str, Any]:
    """An event whose personal fields hold what nobody may see."""
    envelope = json.loads(sample_of(event))
    for name in MARKED[event.type]:
        envelope["data"][name] = [secret(name)] if isinstance(envelope["data"][name], list) else secret(name)
    return dict(envelope)


def encoded(envelope: dict[str, Any]) -> bytes:
    return json.dumps(envelope).encode()


def test_these_fields_and_no_others_are_marked() -> None:
    marked = {
        entry.event.type: {name for name in entry.event.model_fields if is_personal(entry.event, name)}
        for entry in CATALOGUE
    }

    assert {event_type: names for event_type, names in marked.items() if names} == MARKED


def test_every_document_says_so() -> None:
    asyncapi = yaml.safe_load((PROJECT / "docs" / "asyncapi.yaml").read_text("utf-8"))["components"]["schemas"]
    events = (PROJECT / "docs" / "events.md").read_text("utf-8")

    for event in PERSONAL_EVENTS:
        told = [schema_of(event), asyncapi[event.__name__]]
        assert [{name for name, part in each["properties"].items() if part.get("x-personal")} for each in told] == [
            MARKED[event.type]
        ] * 2
        section = events.partition(f"## {event.__name__}\n")[2].partition("\n## ")[0]
        assert section.count("| personal |") == len(MARKED[event.type])


@pytest.mark.parametrize("event", PERSONAL_EVENTS, ids=lambda event: event.type)
def test_no_log_line_holds_it_whatever_is_logged_of_an_event(
    event: type[Event], caplog: pytest.LogCaptureFixture
) -> None:
    envelope = decode(encoded(with_secrets(event)), BY_TYPE)
    # Even where all else that a service does against secrets in its log is away.
    logging.getLogger().warning("tried %s %r", envelope, envelope.data)
    logging.getLogger().warning("tried %s", str(envelope.data))
    with pytest.raises(ValidationError) as refused:
        event.model_validate(with_secrets(event)["data"] | {"more": secret("more")})
    logging.getLogger().error("refused", exc_info=refused.value)

    assert envelope.id in caplog.text
    assert "refused" in caplog.text
    assert NOT_TO_BE_SEEN not in caplog.text + json.dumps(lines_of(caplog))


@pytest.mark.parametrize("event", PERSONAL_EVENTS, ids=lambda event: event.type)
def test_why_an_event_is_malformed_does_not_repeat_it(event: type[Event]) -> None:
    envelope = with_secrets(event)
    for name in MARKED[event.type]:
        envelope["data"][name] = {"in": secret(name)}

    with pytest.raises(Malformed) as caught:
        decode(encoded(envelope), BY_TYPE)

    assert NOT_TO_BE_SEEN not in str(caught.value)


@pytest.mark.parametrize("event", PERSONAL_EVENTS, ids=lambda event: event.type)
def test_an_event_is_shown_without_it_and_otherwise_as_it_is(event: type[Event]) -> None:
    envelope = with_secrets(event)
    hidden = envelope["data"] | dict.fromkeys(MARKED[event.type], MASK)

    assert shown(encoded(envelope), BY_TYPE) == envelope | {"data": hidden}


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.event.type)
def test_what_is_not_marked_is_shown(entry: Any) -> None:
    if entry.event.type not in MARKED:
        assert shown(sample_of(entry.event), BY_TYPE) == json.loads(sample_of(entry.event))


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"1", b"null"])
def test_of_what_is_no_event_nothing_is_shown(body: bytes) -> None:
    assert shown(body, BY_TYPE) == {}
    assert without_personal("why", body, BY_TYPE) == "why"


def test_of_an_unknown_type_no_data_are_shown() -> None:
    envelope = with_secrets(PERSONAL_EVENTS[0]) | {"type": "weather.changed.v1"}

    assert shown(encoded(envelope), BY_TYPE) == envelope | {"data": MASK}


def test_a_field_that_is_not_known_is_not_shown() -> None:
    """A newer release may have added it, and marked it."""
    envelope = json.loads(sample_of(BY_TYPE["news.published.v1"]))
    envelope["data"]["added_later"] = secret("added_later")
    envelope["data"]["publisher"]["added_later"] = [secret("added_later")]

    assert NOT_TO_BE_SEEN not in json.dumps(shown(encoded(envelope), BY_TYPE))


@pytest.mark.parametrize("event", PERSONAL_EVENTS, ids=lambda event: event.type)
def test_a_sentence_about_an_event_does_not_repeat_it(event: type[Event]) -> None:
    """As when a handler gives up with what it was told."""
    said = "cannot be told: " + ", ".join(map(secret, sorted(MARKED[event.type])))

    told = without_personal(said, encoded(with_secrets(event)), BY_TYPE)

    assert told == "cannot be told: " + ", ".join([MASK] * len(MARKED[event.type]))


def test_short_values_do_not_tear_a_sentence_apart() -> None:
    envelope = with_secrets(BY_TYPE["decree.revoked.v1"])
    envelope["data"]["reason"] = "is"

    assert without_personal("this is it", encoded(envelope), BY_TYPE) == "this is it"


WRITTEN_BY_HAND: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "caller": {"type": "string", "x-personal": True},
        "visits": {"type": "array", "items": {"$ref": "#/definitions/Visit"}},
        "either": {"oneOf": [{"properties": {"a": {"x-personal": True}}}, {"properties": {"a": {}, "b": {}}}]},
        "notes": {"type": "object", "additionalProperties": {"anyOf": [{"type": "null"}, {"x-personal": True}]}},
        "pair": {"prefixItems": [{"type": "integer"}, {"type": "string", "x-personal": True}]},
    },
    "definitions": {
        "Visit": {"properties": {"at": {"type": "string"}, "by": {"$ref": "#/definitions/Name"}}},
        "Name": {"type": "string", "x-personal": True},
    },
}


def test_schemas_of_other_systems_may_mark_fields_in_any_place() -> None:
    data = {
        "id": "1",
        "caller": "x",
        "visits": [{"at": "2026", "by": "x"}, "no visit"],
        "either": {"a": "x", "b": 2},
        "notes": {"first": "x", "second": None},
        "pair": [1, "x", "more"],
        "more": "x",
    }

    assert masked(data, WRITTEN_BY_HAND) == {
        "id": "1",
        "caller": MASK,
        "visits": [{"at": "2026", "by": MASK}, "no visit"],
        "either": {"a": MASK, "b": 2},
        "notes": {"first": MASK, "second": None},
        "pair": [1, MASK, MASK],
        "more": MASK,
    }


def test_the_mark_changes_nothing_of_what_is_read() -> None:
    class Plain(BaseModel):
        reason: str

    assert decode(sample_of(BY_TYPE["decree.revoked.v1"]), BY_TYPE).encode()
    assert {**Plain.model_json_schema()["properties"]["reason"], "x-personal": True} == schema_of(
        BY_TYPE["decree.revoked.v1"]
    )["properties"]["reason"]

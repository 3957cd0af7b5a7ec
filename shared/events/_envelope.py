"""The envelope of an event: CloudEvents 1.0 as structured JSON, the same bytes from the outbox to a replay."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import pydantic_core
from pydantic import TypeAdapter, ValidationError

from shared.events._event import LARGEST_NUMBER, Event, Instant

CONTENT_TYPE = "application/cloudevents+json"

_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)
_TYPE = re.compile(r"(?P<name>[a-z0-9]+(?:\.[a-z0-9]+)+)\.v(?P<major>[1-9][0-9]*)")
_LIKE_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]")


class Malformed(ValueError):
    """The bytes are not an event; the message is a sentence that says why."""


class UnknownType(ValueError):
    """The event is well formed, but the catalogue does not have its type."""


class FutureVersion(ValueError):
    """The event has a known type in a newer major version; it has to wait until this service is upgraded."""

    def __init__(self, head: dict[str, Any]) -> None:
        super().__init__(f"{head['type']} is newer than this release knows")
        self.event_id = _text(head, "id")
        self.event_type = _text(head, "type")
        self.subject = _text(head, "subject")
        self.seq = _number(head, "seq")


@dataclass(frozen=True, slots=True)
class Envelope:
    """One event, with the metadata that travels with it."""

    id: str
    source: str
    time: datetime
    data: Event
    seq: int
    """The number of the event among the events of its subject, from 1."""
    correlation_id: str | None = None
    causation_id: str | None = None
    traceparent: str | None = None
    replay: bool = False
    """Whether it is published again, or late by an import: readers then update their data, but notify nobody."""

    @property
    def type(self) -> str:
        """The event's type, which is also its routing key."""
        return self.data.type

    @property
    def subject(self) -> str:
        """The thing the event is about."""
        return self.data.subject

    def encode(self) -> bytes:
        """Return the envelope as the bytes that are sent."""
        head: dict[str, Any] = {
            "specversion": "1.0",
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "subject": self.subject,
            "time": self.time.isoformat().replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "seq": self.seq,
        }
        if self.correlation_id:
            head["correlationid"] = self.correlation_id
        if self.causation_id:
            head["causationid"] = self.causation_id
        if self.traceparent:
            head["traceparent"] = self.traceparent
        if self.replay:
            head["replay"] = True
        if self.data.replaced_by:
            head["deprecated"] = True
        # Pydantic's own serialiser writes the data, which is then spliced in: twice as fast as one dump of everything.
        return (
            pydantic_core.to_json(head)[:-1] + b',"data":' + self.data.__pydantic_serializer__.to_json(self.data) + b"}"
        )

    @classmethod
    def read(cls, head: dict[str, Any], data: Event) -> Self:
        """Return the envelope for data that is already validated. Raises Malformed when the head does not fit."""
        try:
            return cls(
                id=_text(head, "id"),
                source=_text(head, "source"),
                time=_time(head),
                data=data,
                seq=_number(head, "seq"),
                correlation_id=_optional_text(head, "correlationid"),
                causation_id=_optional_text(head, "causationid"),
                traceparent=_optional_text(head, "traceparent"),
                replay=_flag(head, "replay"),
            )
        except ValidationError as error:
            raise Malformed(f"the envelope cannot be read: {_first_fault(error)}") from error


def decode(body: bytes, known: dict[str, type[Event]]) -> Envelope:
    """Read the bytes of an event, leniently: fields that this release does not know are ignored.

    `known` maps a type to its class (`shared.events.catalogue.BY_TYPE`).
    Raises Malformed, FutureVersion or UnknownType.
    """
    try:
        head = pydantic_core.from_json(body)
    except ValueError as error:
        raise Malformed("the body is not JSON") from error
    if not isinstance(head, dict) or head.get("specversion") != "1.0":
        raise Malformed("the body is not a CloudEvent of version 1.0")
    event_class = known.get(_text(head, "type"))
    if event_class is None:
        raise _stranger(head, known)
    try:
        data = event_class.model_validate(head.get("data"), extra="ignore")
    except ValidationError as error:
        raise Malformed(f"the data of {event_class.type} does not fit: {_first_fault(error)}") from error
    envelope = Envelope.read(head, data)
    if head.get("subject") != envelope.subject:
        raise Malformed("the subject does not match the data")
    return envelope


def _stranger(head: dict[str, Any], known: dict[str, type[Event]]) -> Malformed | UnknownType | FutureVersion:
    event_type = _text(head, "type")
    match = _TYPE.fullmatch(event_type)
    if match is None:
        return Malformed("the type is not of the form news.published.v1")
    if any(other.rpartition(".v")[0] == match["name"] for other in known):
        return FutureVersion(head)
    return UnknownType(f"{event_type} is not in the catalogue")


def _text(head: dict[str, Any], name: str) -> str:
    value = head.get(name)
    if not isinstance(value, str) or not value:
        raise Malformed(f"the envelope has no {name}")
    return value


def _time(head: dict[str, Any]) -> datetime:
    time = _text(head, "time")
    # Pydantic would also read seconds since 1970.
    if not _LIKE_RFC_3339.match(time):
        raise Malformed("the envelope's time is not as RFC 3339 has it")
    return _INSTANT.validate_python(time)


def _optional_text(head: dict[str, Any], name: str) -> str | None:
    value = head.get(name)
    if value is not None and not isinstance(value, str):
        raise Malformed(f"the envelope's {name} is no text")
    return value


def _number(head: dict[str, Any], name: str) -> int:
    value = head.get(name, 0)
    # To Python, true is a number.
    if type(value) is not int or not 0 <= value <= LARGEST_NUMBER:
        raise Malformed(f"the envelope's {name} is no whole number from 0 on that a database keeps")
    return value


def _flag(head: dict[str, Any], name: str) -> bool:
    value = head.get(name, False)
    if not isinstance(value, bool):
        raise Malformed(f"the envelope's {name} is neither true nor false")
    return value


def _first_fault(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'it'}: {first['msg']}"

"""What guests post: reading it strictly, and the receipt that answers it."""

import hashlib
import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final, NamedTuple

import pydantic_core

from services.news.guests.contracts_domain import TYPE
from services.news.guests.domain import GuestName
from shared.events import LARGEST_NUMBER

LARGEST_BODY: Final = 256 * 1024
"""Bytes of one event; larger ones belong behind an address."""

_ID = re.compile(r"[!-~]{1,100}")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_ATTRIBUTE = re.compile(r"[a-z0-9]{1,40}")
_LONGEST_TEXT = 1_000
_LARGEST_INTEGER = 2**31 - 1
"""The Integer of CloudEvents' attributes. Numbers in the data may be as large as a database keeps."""
_DEEPEST = 40
_OURS = ("seq", "replay", "correlationid", "causationid")
"""Extensions that the receiver sets."""
_NAMESPACE = uuid.UUID("6f0a51a0-0d0c-5ae6-9c3e-2b7e6ad5d1b4")


class Fault(NamedTuple):
    """One thing that is wrong with what was posted. English, since it is for developers."""

    field: str
    """`id` or `data/places/0`."""
    why: str


class Refused(Exception):
    """What was posted is not taken. Everything that was found wrong is told at once."""

    def __init__(self, *faults: Fault, schema: str = "") -> None:
        super().__init__("; ".join(f"{field}: {why}" for field, why in faults))
        self.faults = faults
        self.schema = schema
        """The type whose contract it does not fit; empty when it got no further than the envelope."""


class IdTaken(Exception):
    """The guest used this id before, for an event with another content."""


class State(Enum):
    """What became of what was posted."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Post:
    """One event as a guest posted it, whose envelope is right."""

    guest: GuestName
    id: str
    type: str
    data: Mapping[str, Any]
    subject: str = ""
    traceparent: str | None = None

    @property
    def key(self) -> str:
        """What it is known by: the same id of two guests is two events."""
        return key_of(self.guest, self.id)

    @property
    def event_id(self) -> str:
        """The id under which it is published; no other guest and no service of ours comes to the same."""
        return str(uuid.uuid5(_NAMESPACE, self.key))

    @property
    def digest(self) -> str:
        """The same for what says the same: order and spaces of the JSON do not count."""
        content = json.dumps([self.type, self.subject, self.data], sort_keys=True, ensure_ascii=False)
        return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


@dataclass(slots=True)
class Receipt:
    """What became of one post. Kept longer than its event, so that the same id is known as long as it matters."""

    id: str
    guest: GuestName
    post_id: str
    status_id: str
    """A part of the status address that cannot be guessed."""
    type: str
    state: State
    at: datetime
    digest: str = ""
    event_id: str = ""
    faults: tuple[Fault, ...] = ()
    schema: str = ""
    is_sandbox: bool = False

    def as_json(self) -> dict[str, Any]:
        """As a guest reads it, at the status address and in its queue of receipts."""
        told: dict[str, Any] = {
            "id": self.post_id,
            "state": self.state.value,
            "type": self.type,
            "at": self.at.isoformat().replace("+00:00", "Z"),
        }
        if self.state is State.ACCEPTED:
            told["event_id"] = self.event_id
        else:
            told["errors"] = [{"field": field, "message": why} for field, why in self.faults]
        if self.schema:
            told["schema"] = self.schema
        if self.is_sandbox:
            told["sandbox"] = True
        return told


def key_of(guest: str, post_id: str) -> str:
    """What a post is known by."""
    return f"{guest}:{post_id}"


def read_json(body: bytes) -> Mapping[str, Any]:
    """Read a JSON object, strictly. Raises Refused.

    Strictly means as RFC 7493 has it: UTF-8 without a byte order mark, no name twice in an object, no NaN, no half
    surrogate pair, no number that a database cannot keep.
    """
    if len(body) > LARGEST_BODY:
        raise Refused(Fault("body", f"it has {len(body)} bytes; {LARGEST_BODY} is the most"))
    if body.startswith(b"\xef\xbb\xbf"):
        raise Refused(Fault("body", "it begins with a byte order mark; send plain UTF-8"))
    try:
        # This parser refuses NaN and half surrogate pairs; the other one sees names that occur twice.
        pydantic_core.from_json(body, allow_inf_nan=False)
        found = json.loads(body, object_pairs_hook=_without_repetition)
    except Refused:
        raise
    except (ValueError, RecursionError) as error:
        raise Refused(Fault("body", f"it is not JSON: {str(error).splitlines()[0][:200]}")) from error
    if not isinstance(found, dict):
        raise Refused(Fault("body", "it is not a JSON object"))
    _must_be_keepable(found, "", 0)
    return found


def read_post(head: Mapping[str, Any], guest: GuestName) -> Post:
    """Read the attributes of a CloudEvent in structured form. Raises Refused with all that is wrong with them."""
    faults = [*_faults_of_envelope(head, guest), *_faults_of_extensions(head)]
    if faults:
        raise Refused(*faults)
    return Post(
        guest,
        head["id"],
        head["type"],
        head["data"],
        subject=head.get("subject") or "",
        traceparent=head.get("traceparent"),
    )


def _faults_of_envelope(head: Mapping[str, Any], guest: GuestName) -> Sequence[Fault]:
    source = f"/guests/{guest}"
    subject, time = head.get("subject"), head.get("time")
    rules = (
        ("specversion", head.get("specversion") == "1.0", 'it must be "1.0"'),
        ("id", _fits(_ID, head.get("id")), "it must be a text of 1 to 100 visible ASCII characters"),
        ("source", head.get("source") == source, f'it must be "{source}", the guest that signs'),
        ("type", _fits(TYPE, head.get("type")), "it must be a text such as outage.announced.v1"),
        ("subject", subject is None or _is_short_text(subject), "it must be a text that is not empty, or be left out"),
        ("time", time is None or _fits(_TIME, time), "it must be as RFC 3339 has it, with an offset, or be left out"),
        (
            "datacontenttype",
            head.get("datacontenttype", "application/json") == "application/json",
            "it must be application/json",
        ),
        ("dataschema", "dataschema" not in head or _is_short_text(head["dataschema"]), "it must be a text"),
        ("data", isinstance(head.get("data"), dict), "it must be a JSON object"),
        ("data_base64", "data_base64" not in head, "data is sent as JSON, in `data`"),
    )
    return [Fault(field, why) for field, is_right, why in rules if not is_right]


def _faults_of_extensions(head: Mapping[str, Any]) -> Sequence[Fault]:
    known = {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "data"}
    faults = []
    for name, value in head.items():
        if name in _OURS:
            faults.append(Fault(name, "it is set by the receiver; leave it out"))
        elif name in known or name == "data_base64":
            continue
        elif not _ATTRIBUTE.fullmatch(name):
            faults.append(Fault(name[:40] or "attributes", "names of attributes are lower-case letters and digits"))
        elif not (isinstance(value, bool) or _is_short_text(value) or _is_integer(value)):
            faults.append(Fault(name, "an attribute is a short text, a whole number of 32 bits, true or false"))
    return faults


def _is_short_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_TEXT and value.isprintable()


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and -_LARGEST_INTEGER - 1 <= value <= _LARGEST_INTEGER


def _fits(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused(Fault(twice[:100] or "body", "this name occurs twice in one object"))
    return found


def _must_be_keepable(value: object, path: str, depth: int) -> None:
    if depth > _DEEPEST:
        raise Refused(Fault(path or "body", f"it is nested more than {_DEEPEST} levels deep"))
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise Refused(Fault(path or "body", "the number is larger than 64 bits"))
    if isinstance(value, dict) and any("\0" in name for name in value):
        raise Refused(Fault(path or "body", "a name holds a NUL character"))
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in parts:
        _must_be_keepable(each, f"{path}/{name}".lstrip("/"), depth + 1)

"""One set-aside event as operators see it: all about it, and its data without what is personal."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pydantic_core

from shared.events.catalogue import BY_TYPE
from shared.events.personal import shown
from shared.messaging.fingerprints import fingerprint_of
from shared.messaging.set_aside import COLLECTION
from shared.store.driver import Document
from shared.store.store import Store

_LONGEST_TEXT = 200
_IN_THE_HEAD = ("source", "time", "correlationid", "causationid")


@dataclass(frozen=True, slots=True)
class SetAsideEvent:
    """A set-aside event, without what it says about private people."""

    id: str
    state: str
    event_type: str
    subject: str
    seq: int
    tries: int
    sentence: str
    fingerprint: str
    received_at: datetime
    next_at: datetime | None
    history: tuple[Mapping[str, Any], ...]
    """What happened to it, each entry with `at` and `what`, the oldest first."""
    head: Mapping[str, str]
    """Who sent it, when, and for which request; as far as it can be read."""
    fields: tuple[str, ...]
    """The names of its data's fields, as far as the catalogue knows them."""
    unknown_fields: int
    """How many other fields its data has. Of a malformed event the names may be anything, so they are not shown."""
    data: str
    """Its data as JSON, with personal fields masked (ADR 39); empty when it is malformed or its type is not known."""
    size: int
    """Its length in bytes."""
    asked: Mapping[str, Any] | None
    """Who sent it on last, and when, unless it has failed since."""
    discarded: Mapping[str, Any] | None
    """Who discarded it, when, why, and what it was before."""

    @classmethod
    def of(cls, row: Document) -> "SetAsideEvent":
        """Read the row of an event."""
        event_type, sentence = row.get("type", ""), row.get("error", "")
        head, data = _read(row.get("body", b""))
        known = set(BY_TYPE[event_type].model_fields) if event_type in BY_TYPE else set()
        return cls(
            id=row["_id"],
            state=row["state"],
            event_type=event_type,
            subject=row.get("subject", ""),
            seq=row.get("seq", 0),
            tries=row.get("attempts", 0),
            sentence=sentence,
            fingerprint=fingerprint_of(event_type, sentence),
            received_at=row["received_at"],
            next_at=row.get("next_at"),
            history=tuple(row.get("history", ())),
            head=head,
            fields=tuple(sorted(known & data.keys())),
            unknown_fields=len(data.keys() - known),
            data=_data_without_personal(row.get("body", b""), event_type),
            size=len(row.get("body", b"")),
            asked=row.get("asked"),
            discarded=row.get("discarded"),
        )


async def find_event(store: Store, event_id: str) -> SetAsideEvent | None:
    """Return a set-aside event; None when there is none with this id."""
    row = await store.get(COLLECTION, event_id)
    return SetAsideEvent.of(row) if row else None


def _data_without_personal(body: bytes, event_type: str) -> str:
    data = shown(body, BY_TYPE).get("data") if event_type in BY_TYPE else None
    return json.dumps(data, ensure_ascii=False, indent=1) if isinstance(data, dict) else ""


def _read(body: bytes) -> tuple[Mapping[str, str], Mapping[str, Any]]:
    """Return the head and the data of an event; both empty where they cannot be read."""
    try:
        envelope = pydantic_core.from_json(body)
    except ValueError:
        return {}, {}
    if not isinstance(envelope, dict):
        return {}, {}
    head = {
        name: value[:_LONGEST_TEXT] for name in _IN_THE_HEAD if isinstance(value := envelope.get(name), str) and value
    }
    data = envelope.get("data")
    return head, data if isinstance(data, dict) else {}

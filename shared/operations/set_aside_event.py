"""One set-aside event as operators see it: all about it, and its data with what is personal masked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    """A set-aside event, without anything in it that is about a private person."""

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
    data: Mapping[str, Any]
    """The fields of its data that the catalogue knows, with what is personal masked."""
    unknown_fields: int
    """How many other fields its data has. Of a malformed event even the names may be anything, so none is shown."""
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
        event = shown(row.get("body", b""), BY_TYPE)
        data, unknown = _data_of(event)
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
            head=_head_of(event),
            data=data,
            unknown_fields=unknown,
            size=len(row.get("body", b"")),
            asked=row.get("asked"),
            discarded=row.get("discarded"),
        )


async def find_event(store: Store, event_id: str) -> SetAsideEvent | None:
    """Return a set-aside event; None when there is none with this id."""
    row = await store.get(COLLECTION, event_id)
    return SetAsideEvent.of(row) if row else None


def _head_of(event: Mapping[str, Any]) -> Mapping[str, str]:
    texts = {name: event.get(name) for name in _IN_THE_HEAD}
    return {name: text[:_LONGEST_TEXT] for name, text in texts.items() if isinstance(text, str) and text}


def _data_of(event: Mapping[str, Any]) -> tuple[Mapping[str, Any], int]:
    """Return the known fields of the data, and the number of others."""
    data, model = event.get("data"), BY_TYPE.get(str(event.get("type")))
    if not isinstance(data, dict) or model is None:
        return {}, 0
    known = {name: value for name, value in data.items() if name in model.model_fields}
    return known, len(data) - len(known)

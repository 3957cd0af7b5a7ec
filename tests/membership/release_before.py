"""How the release before kept people, offices and memberships: its classes as they were, and documents that it wrote.

They are those of the commit before «bodies are kept by page and JSON»; its own code wrote `release_before.json`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, Literal

from bson import json_util
from pydantic import BaseModel, ConfigDict

from shared.store.documents import Shape
from shared.store.driver import Document
from shared.store.store import Store

_KEPT: Final = Path(__file__).with_suffix(".json")
_AWARE: Final = json_util.JSONOptions(tz_aware=True, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OutsideAccount:
    issuer: str
    subject: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class OutsideLink:
    account: OutsideAccount
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    email: str | None = None
    bale: str | None = None


@dataclass(slots=True)
class SecondFactor:
    secret: str
    last_step: int = 0
    recovery_hashes: tuple[str, ...] = ()


@dataclass(slots=True)
class Person:
    id: str
    username: str
    name: str
    honorific: str
    pronoun: str
    contact: Contact
    password_hash: str
    second_factor: SecondFactor | None = None
    outside: OutsideLink | None = None
    is_closed: bool = False
    language: str = ""
    version: int = 0


class OfficeFacts(BaseModel):
    """It refused whatever it did not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    short_name: str
    kind: str
    kind_name: str
    kind_order: int = 0
    executive: bool = True
    size_class: Literal["A", "B", "C"] = "B"
    head_title: str = ""
    address: str = ""
    phone: str = ""
    publishes_directly: bool = False
    active_from: date


@dataclass(slots=True)
class Office:
    id: str
    facts: OfficeFacts
    closed_on: date | None = None
    successor_id: str | None = None
    version: int = 0


@dataclass(slots=True)
class Membership:
    id: str
    body_id: str
    person_id: str
    office_ids: tuple[str, ...]
    role: str
    valid_from: date
    valid_until: date | None
    decree_id: str
    decree_no: str
    active: bool = True
    ended_on: date | None = None
    end_reason: Literal["replaced", "amended", "revoked", "expired", "transferred", "resigned"] | None = None
    version: int = 0


_PERSON = Shape(Person)
_SHAPES: Final[Mapping[str, Shape[Any]]] = {
    "people": _PERSON,
    "offices": Shape(Office),
    "memberships": Shape(Membership),
}


def its_documents() -> dict[str, list[Document]]:
    """What it wrote."""
    kept: dict[str, list[Document]] = json_util.loads(_KEPT.read_text(encoding="utf-8"), json_options=_AWARE)
    return kept


async def fill(store: Store) -> None:
    """Store what it wrote."""
    for collection, documents in its_documents().items():
        await store.driver.collection(collection).insert_many(documents)


async def reads(store: Store) -> dict[str, list[Document]]:
    """What it reads of all that is stored, as documents that it would write. It fails for what it cannot read."""
    return {
        collection: [shape.document(shape.aggregate(each)) for each in await store.find(collection, {})]
        for collection, shape in _SHAPES.items()
    }


async def rename(store: Store, person_id: str, name: str) -> None:
    """Let it store a person under another name, as it did: the whole document anew."""
    before = await store.get("people", person_id)
    assert before is not None
    person = replace(_PERSON.aggregate(before), name=name, version=before["version"] + 1)
    where = {"_id": person_id, "version": before["version"]}
    await store.driver.collection("people").replace_one(where, _PERSON.document(person))


def as_json(value: object) -> str:
    """One text for equal documents, whichever driver read them."""
    return json.dumps(value, default=str, sort_keys=True, ensure_ascii=False)

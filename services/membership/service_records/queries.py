"""Reads service records: those of a letter, of a person, and all of them for the secretariat."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from services.membership.service_records.access import READ_SERVICE
from services.membership.service_records.domain import (
    ESCALATED_AFTER,
    LetterKey,
    RecordId,
    RecordNotFound,
    ServiceRecord,
    To,
    Way,
)
from services.membership.service_records.mongo import RECORDS, to_record
from services.membership.service_records.stages_domain import Stage
from shared.persian.text import tokens_for_finding
from shared.runtime.viewer import Viewer
from shared.store.store import Store

_LATEST = (("made_at", -1), ("_id", 1))
_TO_ACCEPT = (Stage.WAITING, Stage.DELIVERED, Stage.ON_PAPER, Stage.SEEN)


class ServiceLine(BaseModel):
    """One recipient of a letter. `delivered_at`, `seen_at` and `accepted_at` are three things; null: not yet."""

    id: str
    to: str
    """The name of the person or, while the post of its head is vacant, of the office."""
    kind: To
    post: str
    delivered_at: datetime | None
    seen_at: datetime | None
    accepted_at: datetime | None
    way: Way | None
    stage: Stage
    reminders: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search in the records. Without stages it is for all."""

    stages: Collection[Stage] = ()
    to: To | None = None
    words: str = ""
    person_id: str | None = None

    def where(self) -> dict[str, Any]:
        """The filter for the database."""
        where: dict[str, Any] = {}
        if self.stages:
            where["stage"] = {"$in": sorted(stage.value for stage in self.stages)}
        if self.to:
            where["to"] = self.to
        if self.person_id:
            where["person_id"] = self.person_id
        if words := tokens_for_finding(self.words):
            where["tokens"] = {"$all": words}
        return where


@dataclass(frozen=True, slots=True)
class ServiceQueries:
    """Reads service records."""

    store: Store

    async def of_letter(self, key: LetterKey, viewer: Viewer) -> list[ServiceRecord]:
        """The records of a letter, the addressee's first; for those without the right only their own.

        Raises RecordNotFound when there is none that they may see.
        """
        found = await self.records_of(key)
        if not READ_SERVICE.allows(viewer):
            found = [record for record in found if record.person_id == viewer.person_id]
        if not found:
            raise RecordNotFound("این نامه هنوز ابلاغ نشده است، یا سابقه ابلاغ آن برای شما نیست.")
        return found

    async def records_of(self, key: LetterKey) -> list[ServiceRecord]:
        """All records of a letter, the addressee's first, then those of heads and copies."""
        where = {"letter.kind": key.kind, "letter.id": key.id}
        found = [to_record(each) for each in await self.store.find(RECORDS, where)]
        order: Sequence[To] = ("addressee", "head", "copy")
        return sorted(found, key=lambda record: (order.index(record.to), record.name, record.id))

    async def one(self, record_id: str) -> ServiceRecord:
        """A record. Raises RecordNotFound."""
        document = await self.store.get(RECORDS, RecordId(record_id))
        if document is None:
            raise RecordNotFound("این سابقه ابلاغ پیدا نشد.")
        return to_record(document)

    async def own(self, record_id: str, viewer: Viewer) -> ServiceRecord:
        """A record of this person's. Raises RecordNotFound."""
        record = await self.one(record_id)
        if record.person_id != viewer.person_id:
            raise RecordNotFound("این نامه پیدا نشد، یا برای شما نیست.")
        return record

    async def how_many(self, wanted: Wanted) -> int:
        return await self.store.count(RECORDS, wanted.where())

    async def some(self, wanted: Wanted, *, skip: int = 0, limit: int) -> list[ServiceRecord]:
        """The records of one page, the latest first."""
        found = await self.store.find(RECORDS, wanted.where(), sort=_LATEST, skip=skip, limit=limit)
        return [to_record(document) for document in found]

    async def counts(self) -> Mapping[Stage, int]:
        """How many records stand in each stage."""
        rows = await self.store.aggregate(RECORDS, [{"$group": {"_id": "$stage", "number": {"$sum": 1}}}])
        counted = {row["_id"]: row["number"] for row in rows}
        return {stage: counted.get(stage.value, 0) for stage in Stage}

    async def to_accept(self, person_id: str, *, limit: int) -> tuple[int, list[ServiceRecord]]:
        """How many letters a person has not accepted that are in force, and the oldest of them."""
        stages = [stage.value for stage in _TO_ACCEPT]
        where = {"person_id": person_id, "stage": {"$in": stages}, "ended": ""}
        number = await self.store.count(RECORDS, where)
        found = await self.store.find(RECORDS, where, sort=[("made_at", 1)], limit=limit) if number else []
        return number, [to_record(document) for document in found]

    async def troubled(self, now: datetime, *, limit: int) -> tuple[int, list[ServiceRecord]]:
        """How many letters the secretariat has to look after, and the oldest: unseen for long, or only for paper."""
        long_ago = {"$in": [Stage.WAITING.value, Stage.DELIVERED.value]}
        where = {
            "$or": [
                {"stage": Stage.NEEDS_PAPER.value},
                {"stage": long_ago, "made_at": {"$lte": now - ESCALATED_AFTER}},
            ]
        }
        number = await self.store.count(RECORDS, where)
        found = await self.store.find(RECORDS, where, sort=[("made_at", 1)], limit=limit) if number else []
        return number, [to_record(document) for document in found]


def line(record: ServiceRecord) -> ServiceLine:
    """The record as JSON shows it."""
    return ServiceLine(
        id=record.id,
        to=record.name,
        kind=record.to,
        post=record.post,
        delivered_at=record.delivered_at,
        seen_at=record.seen_at,
        accepted_at=record.accepted_at,
        way=record.way,
        stage=record.stage,
        reminders=record.reminders,
    )

"""Service records and one-time links in MongoDB. Records are never deleted; links a month after they expire."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pymongo import IndexModel

from services.membership.accounts.mongo import PEOPLE, STANDING
from services.membership.offices.mongo import OFFICES
from services.membership.service_records.domain import LetterKey, RecordId, ServiceRecord
from services.membership.service_records.links_domain import LetterLink, LetterLinkId, LetterLinkOver
from services.membership.service_records.stages_domain import Stage
from shared.events import Event
from shared.persian.text import tokens_for_index
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store
from shared.store.work import PERSIAN

RECORDS = "service_records"
LINKS = "letter_links"
_KEPT_SECONDS = 30 * 24 * 3600
_DATED = "date"
INDEXES: Indexes = {
    RECORDS: [
        IndexModel([("letter.kind", 1), ("letter.id", 1)]),
        IndexModel([("person_id", 1), ("stage", 1), ("made_at", -1)]),
        IndexModel([("stage", 1), ("made_at", -1), ("_id", 1)]),
        IndexModel([("made_at", -1), ("_id", 1)]),
        IndexModel([("tokens", 1), ("made_at", -1)]),
        IndexModel([("remind_at", 1)], partialFilterExpression={"remind_at": {"$type": _DATED}}, name="to_remind"),
        IndexModel(
            [("ending_told_on", 1)], partialFilterExpression={"ending_told_on": {"$type": "string"}}, name="to_end"
        ),
        IndexModel([("past_on", 1)], partialFilterExpression={"past_on": {"$type": "string"}}, name="to_let_go"),
    ],
    LINKS: [
        IndexModel([("expires_at", 1)], expireAfterSeconds=_KEPT_SECONDS, name="forget"),
        IndexModel([("record_id", 1)]),
    ],
}
# What is computed from the other fields is not noted; hashes of secrets are nothing to be read.
AUDITED: Audited = {
    RECORDS: all_but("tokens", "stage", "remind_at", "ending_told_on", "past_on"),
    LINKS: all_but("secret_hash", "key_hash"),
}

_RECORD = Shape(ServiceRecord)
_LINK = Shape(LetterLink)
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class MongoRecordRepository:
    """Keeps service records, each with its stage, and the days on which something is due."""

    store: Store

    async def find(self, record: RecordId) -> ServiceRecord | None:
        """Return the record, if there is one of this id."""
        document = await self.store.get(RECORDS, record)
        return to_record(document) if document else None

    async def of_letter(self, letter: LetterKey) -> list[ServiceRecord]:
        """Return all records of a letter."""
        return await self._of(letter, {})

    async def of_person(self, letter: LetterKey, person_id: str) -> list[ServiceRecord]:
        """Return the records of a letter for a person: two, when two entries to whom it went became one."""
        return await self._of(letter, {"person_id": person_id})

    async def of_guest(self, letter: LetterKey, guest_id: str) -> list[ServiceRecord]:
        """Return the record of one of the many addressees of a letter, if it was served on them."""
        return await self._of(letter, {"guest_id": guest_id})

    async def waiting_for(self, person_id: str) -> list[ServiceRecord]:
        """Return the records of a person to whom the letters were not delivered yet."""
        where = {"person_id": person_id, "stage": Stage.WAITING.value}
        return [to_record(document) for document in await self.store.find(RECORDS, where)]

    async def to_remind(self, at: datetime, *, limit: int) -> list[RecordId]:
        """Return the records whose recipients are to be reminded by now."""
        where = {"remind_at": {"$type": _DATED, "$lte": at}}
        found = await self.store.find(RECORDS, where, sort=[("remind_at", 1)], limit=limit)
        return [RecordId(document["_id"]) for document in found]

    async def about_to_end(self, today: date, *, limit: int) -> list[RecordId]:
        """Return the records of letters of whose end it is time to tell."""
        where = {"ending_told_on": {"$type": "string", "$lte": today.isoformat()}}
        found = await self.store.find(RECORDS, where, sort=[("ending_told_on", 1)], limit=limit)
        return [RecordId(document["_id"]) for document in found]

    async def past(self, today: date, *, limit: int) -> list[RecordId]:
        """Return the records of letters that there is no use in serving any more."""
        where = {"past_on": {"$type": "string", "$lte": today.isoformat()}}
        found = await self.store.find(RECORDS, where, sort=[("past_on", 1)], limit=limit)
        return [RecordId(document["_id"]) for document in found]

    async def _of(self, letter: LetterKey, whose: Mapping[str, str]) -> list[ServiceRecord]:
        where = {"letter.kind": letter.kind, "letter.id": letter.id, **whose}
        found = await self.store.find(RECORDS, where, sort=[("made_at", 1), ("_id", 1)])
        return [to_record(document) for document in found]

    async def save(self, record: ServiceRecord, *events: Event) -> None:
        """Keep the record and queue its events: both, or neither."""
        stale = Stale("سابقه ابلاغ همین حالا تغییر کرده است؛ صفحه را تازه کنید.", of="service-record")
        numbers = [str(int(each)) for each in _NUMBERS.findall(record.register_no)]
        told_on, past_on = record.ending_told_on, record.past_on
        found_by = {
            "stage": record.stage.value,
            "remind_at": record.remind_at,
            "ending_told_on": told_on.isoformat() if told_on else None,
            "past_on": past_on.isoformat() if past_on else None,
            "tokens": [*tokens_for_index(f"{record.name}\n{record.register_no}"), *numbers],
        }
        await save(self.store, RECORDS, record, _RECORD.document(record) | found_by, *events, stale=stale)


@dataclass(frozen=True, slots=True)
class MongoLetterLinkRepository:
    """Keeps one-time links."""

    store: Store

    async def get(self, link_id: LetterLinkId) -> LetterLink:
        """Return the link, or raise LetterLinkOver."""
        document = await self.store.get(LINKS, link_id)
        if document is None:
            raise LetterLinkOver("این پیوند درست نیست، یا مدت‌ها از مهلت آن گذشته است.")
        return _LINK.aggregate(document)

    async def save(self, link: LetterLink, *events: Event) -> None:
        """Keep the link and queue the events: both, or neither."""
        stale = Stale("این پیوند همین حالا باز شده است.", of="letter-link")
        await save(self.store, LINKS, link, _LINK.document(link), *events, stale=stale)


@dataclass(frozen=True, slots=True)
class MongoNames:
    """Finds offices and people by their whole names."""

    store: Store

    async def offices(self, names: Collection[str]) -> Mapping[str, str]:
        """Return the ids of the offices that have one of these names, by name."""
        wanted = {"facts.name": {"$in": sorted(names)}}
        found = await self.store.find(OFFICES, wanted, collation=PERSIAN)
        return {document["facts"]["name"]: document["_id"] for document in found}

    async def people(self, names: Collection[str]) -> Mapping[str, str]:
        """Return the ids of the people who have one of these names, by name; without those that several have."""
        found = await self.store.find(PEOPLE, {**STANDING, "name": {"$in": sorted(names)}}, collation=PERSIAN)
        keys: dict[str, list[str]] = {}
        for document in found:
            keys.setdefault(document["name"], []).append(document["_id"])
        return {name: having[0] for name, having in keys.items() if len(having) == 1}


def to_record(document: Document) -> ServiceRecord:
    """The record of a document."""
    return _RECORD.aggregate(document)

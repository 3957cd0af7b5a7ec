"""Reads nominations for those who made them, and for those who review them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from pydantic import BaseModel

from services.membership.accounts.domain import Person
from services.membership.accounts.mongo import PEOPLE, to_person
from services.membership.bodies.domain import Seat
from services.membership.nominations.access import READ_NOMINATIONS
from services.membership.nominations.domain import Nomination, NominationId, NominationNotFound, Scan, State
from services.membership.nominations.mongo import NOMINATIONS, SCANS, to_nomination
from shared.persian.text import patterns_for_finding, tokens_for_finding
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from shared.store.work import PERSIAN

MOST_PEOPLE: Final = 12
_LONGEST_WORDS: Final = 120
"""MongoDB refuses a regular expression of thousands of letters."""
_MOST_WORDS: Final = 6


class LetterView(BaseModel):
    """The head's letter, when a nomination was entered from one."""

    no: str
    date: date
    has_scan: bool


class NominationView(BaseModel):
    """A nomination as JSON shows it to those who may read it."""

    id: str
    state: State
    body_id: str
    person_id: str
    person_name: str
    office_ids: list[str]
    role: str
    seat: Seat | None
    letter: LetterView | None
    reasons: list[str]
    nominated_by: str
    nominated_at: datetime
    decree_id: str | None


class NominationList(BaseModel):
    """Some nominations, the latest first, and the `after` with which the next ones are asked for."""

    items: list[NominationView]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search for nominations, within what the reader may see."""

    viewer: Viewer
    state: State | None = None
    body: str | None = None
    office: str | None = None
    words: str = ""

    def where(self) -> dict[str, Any]:
        """The filter for the database."""
        where: dict[str, Any] = {"state": self.state.value} if self.state else {}
        if self.body:
            where["body_id"] = self.body
        offices: list[dict[str, Any]] = [{"office_ids": self.office}] if self.office else []
        if not READ_NOMINATIONS.is_open_on_any(self.viewer):
            own = [thing.removeprefix("office/") for thing in READ_NOMINATIONS.own_of(self.viewer)]
            offices.append({"office_ids": {"$in": own}})
        if offices:
            where["$and"] = offices
        if self.words:
            where["name_tokens"] = {"$all": tokens_for_finding(self.words)}
        return where


@dataclass(frozen=True, slots=True)
class NominationQueries:
    """Reads nominations."""

    store: Store

    async def one(self, nomination_id: str, viewer: Viewer) -> Nomination:
        """The nomination, if this person may read it. Raises NominationNotFound."""
        document = await self.store.get(NOMINATIONS, NominationId(nomination_id))
        nomination = to_nomination(document) if document else None
        if nomination is None or not READ_NOMINATIONS.allows(
            viewer, *(f"office/{office}" for office in nomination.office_ids)
        ):
            raise NominationNotFound("این معرفی پیدا نشد.")
        return nomination

    async def scan_of(self, nomination: Nomination, earlier: int | None = None) -> Scan:
        """The scan of the head's letter, or of one before it. Raises NominationNotFound when there is none."""
        letter = nomination.letter if earlier is None else dict(enumerate(nomination.earlier_letters)).get(earlier)
        key = letter.scan_id if letter else ""
        document = await self.store.get(SCANS, key) if key else None
        if document is None:
            raise NominationNotFound("این معرفی تصویر نامه ندارد.")
        return Scan(document["media_type"], bytes(document["content"]))

    async def some(self, wanted: Wanted, *, skip: int = 0, limit: int) -> list[Nomination]:
        """Nominations, the latest first."""
        found = await self.store.find(NOMINATIONS, wanted.where(), sort=[("_id", -1)], skip=skip, limit=limit)
        return [to_nomination(document) for document in found]

    async def how_many(self, wanted: Wanted) -> int:
        return await self.store.count(NOMINATIONS, wanted.where())

    async def counts(self, viewer: Viewer) -> Mapping[State, int]:
        """How many nominations that this person may read stand in each state."""
        stages: list[dict[str, Any]] = [
            {"$match": Wanted(viewer).where()},
            {"$group": {"_id": "$state", "number": {"$sum": 1}}},
        ]
        counted = {row["_id"]: row["number"] for row in await self.store.aggregate(NOMINATIONS, stages)}
        return {state: counted.get(state.value, 0) for state in State}

    async def people_called(self, words: str) -> Sequence[Person]:
        """Some people whose names hold all these words, by name."""
        patterns = patterns_for_finding(words[:_LONGEST_WORDS])[:_MOST_WORDS]
        if not patterns:
            return []
        where = {"$and": [{"name": {"$regex": pattern}} for pattern in patterns], "is_closed": {"$ne": True}}
        found = await self.store.find(PEOPLE, where, sort=[("name", 1)], collation=PERSIAN, limit=MOST_PEOPLE)
        return [to_person(document) for document in found]


def view(nomination: Nomination) -> NominationView:
    """The nomination as JSON shows it."""
    letter = nomination.letter
    return NominationView(
        id=nomination.id,
        state=nomination.state,
        body_id=nomination.body_id,
        person_id=nomination.person_id,
        person_name=nomination.person_name,
        office_ids=list(nomination.office_ids),
        role=nomination.role,
        seat=nomination.seat,
        letter=LetterView(no=letter.no, date=letter.date, has_scan=bool(letter.scan_id)) if letter else None,
        reasons=list(nomination.reasons),
        nominated_by=nomination.nominated_by,
        nominated_at=nomination.nominated_at,
        decree_id=nomination.decree_id or None,
    )

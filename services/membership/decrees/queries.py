"""Reads decrees for the register, for the members concerned and for the public."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel

from services.membership.bodies.domain import Seat
from services.membership.decrees.access import SIGN_DECREE
from services.membership.decrees.domain import Decree, DecreeId, DecreeNotFound, may_read
from services.membership.decrees.mongo import DECREES, to_decree
from services.membership.letters.domain import Signatory, State
from services.membership.letters.queries import ChanceryQueries
from services.membership.letters.series_domain import Series
from services.membership.letters.signature_domain import SignatureMode
from services.membership.letters.standing_domain import Standing
from services.membership.letters.standing_mongo import counted, counting, standing_on
from shared.language.speech import gettext as _
from shared.persian.digits import latin_digits
from shared.persian.jalali import day_of, jalali_of
from shared.persian.text import for_keeping
from shared.runtime.viewer import Viewer
from shared.store.slices import Slice, slice_by_id
from shared.store.store import Store

_IN_ORDER = {"date": ("_id",), "number": ("registration.year", "registration.number", "_id")}
_WORD_ENDS = re.compile("[\\s\u200c\u200d]+")
_MOST_WORDS = 6
_TERM = "grant.valid_until"


class OfficeRef(BaseModel):
    """An office by its name."""

    id: str
    name: str


class DecreeView(BaseModel):
    """A decree as JSON shows it to those who may read it."""

    id: str
    state: Standing
    """How it stands today."""
    state_name: str
    """The same in a word, as all pages say it."""
    version: int
    """Goes with an edit or a signature, so that nobody overwrites or signs what they have not seen."""
    classification: str
    register_no: str | None
    jalali_date: str | None
    verify_url: str | None
    content_sha256: str | None
    person_id: str
    name: str
    offices: list[OfficeRef]
    body_id: str
    body_name: str
    role: str
    role_name: str
    valid_from: date
    valid_until: date | None
    seat: Seat
    subject: str
    recipient: str
    recipient_post: str
    greeting: str
    paragraphs: list[str]
    copies: list[str]
    note: str
    """What an amendment corrects, or why a decree supersedes another one."""
    returned_because: str | None
    """What the governor wants changed in a returned draft."""
    checked_at: datetime | None
    served_at: datetime | None
    acknowledged_at: datetime | None
    signatory: str | None
    signature_mode: SignatureMode | None
    """How it is signed: wet, county_key, pkcs11 or none."""
    signature_worth: str | None
    """What that proves and what not, in a Persian sentence."""
    is_old: bool
    """Whether it was signed on paper before there was this system."""
    amends: str | None
    amended_by: str | None
    supersedes: str | None
    superseded_by: str | None
    revoked_on: date | None
    revocation_reason: str | None
    drafted_at: datetime


class DecreeList(BaseModel):
    """Some decrees, the latest drafted first, and where the next ones begin."""

    items: list[DecreeView]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search for decrees. With `person_id` drafts are left out."""

    standings: Collection[Standing] = ()
    """How they stand; all when it is empty."""
    person_id: str | None = None
    words: str = ""
    """Parts of the name, the office or the number. Each of them must be found."""

    def where(self, today: date) -> dict[str, Any]:
        """The filter for the database."""
        pieces = [piece for piece in _WORD_ENDS.split(for_keeping(self.words)) if piece][:_MOST_WORDS]
        every: list[dict[str, Any]] = [_holding(piece) for piece in pieces]
        if self.standings:
            every.append(standing_on(self.standings, today, term=_TERM))
        if self.person_id:
            every.append({"grant.person_id": self.person_id, "state": {"$ne": State.DRAFT.value}})
        return {"$and": every} if every else {}


@dataclass(frozen=True, slots=True)
class DecreeQueries:
    """Reads decrees."""

    store: Store
    public_url: str
    today: Callable[[], date]
    chancery: ChanceryQueries

    async def one(self, decree_id: str, viewer: Viewer) -> Decree:
        """The decree, if this person may read it. Raises DecreeNotFound."""
        document = await self.store.get(DECREES, DecreeId(decree_id))
        decree = to_decree(document) if document else None
        if decree is None or not (may_read(viewer, decree) or await self.may_sign(viewer)):
            raise DecreeNotFound("این حکم پیدا نشد.")
        return decree

    async def may_sign(self, viewer: Viewer) -> bool:
        """Whether this person signs decrees, as the governor or by delegation."""
        return await self.chancery.may_sign(viewer, SIGN_DECREE)

    async def series_of(self, decree: Decree) -> Series:
        """The series of which the decree gets its number."""
        return await self.chancery.series(decree.series)

    async def page(
        self,
        *,
        standings: Collection[Standing] = (),
        person_id: str | None = None,
        after: str | None = None,
        limit: int,
    ) -> Slice[Decree]:
        """Decrees, the latest drafted first. With `person_id` drafts are left out."""
        where = Wanted(standings, person_id).where(self.today())
        found = await slice_by_id(self.store, DECREES, where, limit=limit, after=after, descending=True)
        return found.map(to_decree)

    async def how_many(self, wanted: Wanted) -> int:
        return await self.store.count(DECREES, wanted.where(self.today()))

    async def some(
        self, wanted: Wanted, *, by: Literal["date", "number"], descending: bool, skip: int, limit: int
    ) -> list[Decree]:
        """The decrees of one page, sorted by the day they were drafted or by their number."""
        sort = [(name, -1 if descending else 1) for name in _IN_ORDER[by]]
        found = await self.store.find(DECREES, wanted.where(self.today()), sort=sort, skip=skip, limit=limit)
        return [to_decree(document) for document in found]

    async def counts(self) -> dict[Standing, int]:
        """How many decrees stand in each way."""
        return counted(await self.store.aggregate(DECREES, counting(self.today(), term=_TERM)))

    async def last_number(self, year: int) -> str | None:
        """The last register number of a Jalali year."""
        found = await self.store.find(DECREES, {"registration.year": year}, sort=[("registration.number", -1)], limit=1)
        return to_decree(found[0]).registered.register_no if found else None

    async def by_code(self, code: str) -> Decree | None:
        """The registered or revoked decree with this verification code."""
        where = {"registration.number": {"$exists": True}, "registration.verify_code": code}
        found = await self.store.find(DECREES, where, limit=1)
        return to_decree(found[0]) if found else None

    def view(self, decree: Decree) -> DecreeView:
        """The decree as JSON shows it."""
        grant, entry, revoked = decree.grant, decree.registration, decree.revocation
        standing = decree.standing(self.today())
        words = decree.wording
        return DecreeView(
            id=decree.id,
            state=standing,
            state_name=_(standing.word),
            version=decree.version,
            classification=decree.classification,
            register_no=entry.register_no if entry else None,
            jalali_date=str(jalali_of(entry.at)) if entry else None,
            verify_url=f"{self.public_url}/v/{entry.verify_code}" if entry else None,
            content_sha256=entry.content_sha256 if entry else None,
            person_id=grant.person_id,
            name=grant.person_name,
            offices=[
                OfficeRef(id=key, name=name) for key, name in zip(grant.office_ids, grant.office_names, strict=True)
            ],
            body_id=grant.body_id,
            body_name=grant.body_name,
            role=grant.role,
            role_name=grant.role_name,
            valid_from=grant.valid_from,
            valid_until=grant.valid_until,
            seat=grant.seat,
            subject=words.subject,
            recipient=words.recipient,
            recipient_post=words.recipient_post,
            greeting=words.greeting,
            paragraphs=list(words.paragraphs),
            copies=list(words.copies),
            note=decree.note,
            returned_because=decree.returned.note if decree.returned else None,
            checked_at=decree.checked.at if decree.checked else None,
            served_at=decree.served_at,
            acknowledged_at=decree.acknowledged_at,
            signatory=_signatory(entry.signatory) if entry else None,
            signature_mode=entry.mode if entry else None,
            signature_worth=_(entry.mode.worth) if entry else None,
            is_old=entry is not None and entry.is_old,
            amends=decree.amends.register_no if decree.amends else None,
            amended_by=decree.amended_by.register_no if decree.amended_by else None,
            supersedes=decree.supersedes.register_no if decree.supersedes else None,
            superseded_by=decree.superseded_by.register_no if decree.superseded_by else None,
            revoked_on=day_of(revoked.at) if revoked else None,
            revocation_reason=revoked.reason if revoked else None,
            drafted_at=decree.drafted_at,
        )


def _signatory(signatory: Signatory) -> str:
    return "، ".join(filter(None, [signatory.name, signatory.title]))  # stays Persian: letters


def _holding(piece: str) -> dict[str, Any]:
    written = {"$regex": "[\u200c\u200d]*".join(map(re.escape, piece))}
    number = {"$regex": re.escape(latin_digits(piece))}
    return {
        "$or": [
            {"grant.person_name": written},
            {"grant.office_names": written},
            {"registration.register_no": number},
        ]
    }

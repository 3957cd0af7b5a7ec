"""Decrees over HTTP."""

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from services.membership.bodies.domain import Seat
from services.membership.decrees.access import DRAFT_DECREE, READ_DECREE, READ_REGISTER, REVOKE_DECREE, SIGN_DECREE
from services.membership.decrees.archive_usecases import Archivist, OldDecree
from services.membership.decrees.domain import Decree, DecreeId
from services.membership.decrees.granting_domain import Correction, NewDecree, Words
from services.membership.decrees.queries import DecreeList, DecreeQueries, DecreeView
from services.membership.decrees.registry_usecases import Registry
from services.membership.decrees.usecases import Secretariat
from services.membership.letters.domain import NORMAL, must_be_normal
from services.membership.letters.standing_domain import Standing
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may
from shared.web.validation import Day

router = api_router("membership")

Id = Annotated[str, Field(min_length=1, max_length=60)]
Sentence = Annotated[str, Field(min_length=1, max_length=500)]
Line = Annotated[str, Field(min_length=1, max_length=300)]
Paragraph = Annotated[str, Field(min_length=1, max_length=2000)]


class Drafting(BaseModel):
    """A decree to draft. Days are ISO dates; without `valid_until` the membership has no fixed end."""

    model_config = ConfigDict(extra="forbid")

    person_id: Id
    office_ids: Annotated[list[Id], Field(min_length=1, max_length=20)]
    body_id: Id
    role: Id
    valid_from: Day
    valid_until: Day | None = None
    seat: Seat | None = None
    """By post or personal; what is usual in the body when it is left out, and what it was in a draft."""
    classification: Annotated[str, Field(max_length=40)] = NORMAL
    """Only `normal` («عادی») is accepted."""

    def wanted(self) -> NewDecree:
        """The decree that is asked for."""
        return NewDecree(
            person_id=self.person_id,
            office_ids=tuple(self.office_ids),
            body_id=self.body_id,
            role=self.role,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            seat=self.seat,
        )


class Redrafting(Drafting):
    """A draft as it is to be from now on. Words that are left out are written anew from the texts of the body."""

    version: int | None = None
    """The version on which the changes are based; 409 when it is no longer the present one."""
    subject: Line | None = None
    recipient_post: Line | None = None
    greeting: Line | None = None
    paragraphs: Annotated[list[Paragraph], Field(min_length=1, max_length=20)] | None = None
    copies: Annotated[list[Line], Field(max_length=40)] | None = None
    note: Sentence | None = None
    """Of an amendment or a superseding decree."""

    def words(self) -> Words:
        """What is written by hand."""
        return Words(
            subject=self.subject,
            recipient_post=self.recipient_post,
            greeting=self.greeting,
            paragraphs=None if self.paragraphs is None else tuple(self.paragraphs),
            copies=None if self.copies is None else tuple(self.copies),
            note=self.note,
        )


class Seen(BaseModel):
    """Which version of a draft somebody saw; 409 when it has changed since."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = None


class Signature(Seen):
    """What goes with a signature."""

    number: Annotated[str, Field(max_length=60)] = ""
    """The number that the office automation gave; only for a series that gets its numbers there."""


class OldDrafting(Drafting):
    """A decree that was signed on paper before there was this system."""

    register_no: Annotated[str, Field(min_length=1, max_length=60)]
    signed_on: Day
    signatory_name: Annotated[str, Field(max_length=120)] = ""
    signatory_title: Annotated[str, Field(max_length=120)] = ""

    def old(self) -> OldDecree:
        """What stands on the paper."""
        return OldDecree(self.wanted(), self.register_no, self.signed_on, self.signatory_name, self.signatory_title)


class Note(Seen):
    """What is to be changed in a draft."""

    note: Sentence


class Amendment(BaseModel):
    """A correction to draft, or a decree that takes the place of another one. What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    note: Sentence
    role: Id | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None


class Reason(BaseModel):
    """The reason for a revocation or an annulment, as it will stand in the register."""

    model_config = ConfigDict(extra="forbid")

    reason: Sentence


class Drafted(BaseModel):
    """A draft, which has no number yet."""

    id: str
    state: Literal["draft"] = "draft"


class Held(BaseModel):
    """A draft after something was done with it."""

    id: str
    state: Standing
    version: int


class Registered(BaseModel):
    """A decree with its entry in the register."""

    id: str
    state: Standing
    register_no: str
    jalali_date: str
    verify_url: str


Drafts = Annotated[Secretariat, part(Secretariat)]
Archive = Annotated[Archivist, part(Archivist)]
Signed = Annotated[Registry, part(Registry)]
Queries = Annotated[DecreeQueries, part(DecreeQueries)]
Drafter = Annotated[Viewer, may(DRAFT_DECREE)]
Signing = Annotated[Viewer, may(SIGN_DECREE)]
Revoking = Annotated[Viewer, may(REVOKE_DECREE)]
Reading = Annotated[Viewer, may(READ_DECREE)]


@router.post("/decrees", status_code=201, summary="Draft a decree of membership")
async def draft(new: Drafting, by: Drafter, drafts: Drafts) -> Drafted:
    return Drafted(id=(await drafts.draft(new.wanted(), classification=new.classification, by=by)).id)


@router.put("/decrees/{decree_id:id}", summary="Write a draft anew")
async def edit(decree_id: str, new: Redrafting, by: Drafter, drafts: Drafts, queries: Queries) -> Held:
    decree = await drafts.edit(
        DecreeId(decree_id),
        new.wanted(),
        new.words(),
        version=new.version,
        classification=new.classification,
        by=by,
    )
    return _held(decree, queries)


@router.delete("/decrees/{decree_id:id}", status_code=204, summary="Delete a draft; what is registered stays for ever")
async def delete(decree_id: str, by: Drafter, drafts: Drafts) -> None:
    await drafts.delete(DecreeId(decree_id), by=by)


@router.post("/decrees/{decree_id:id}/check", summary="Put the secretariat's initial to a draft")
async def check(decree_id: str, by: Drafter, drafts: Drafts, queries: Queries, seen: Seen | None = None) -> Held:
    version = seen.version if seen else None
    return _held(await drafts.check(DecreeId(decree_id), version=version, by=by), queries)


@router.post("/decrees/{decree_id:id}/return", summary="Return a draft to the secretariat with a note")
async def send_back(decree_id: str, new: Note, by: Signing, signed: Signed, queries: Queries) -> Held:
    return _held(await signed.send_back(DecreeId(decree_id), new.note, version=new.version, by=by), queries)


@router.post("/decrees/{decree_id:id}/signature", summary="Sign a draft and enter it in the register")
async def sign(
    decree_id: str, by: Signing, signed: Signed, queries: Queries, new: Signature | None = None
) -> Registered:
    given = new or Signature()
    decree = await signed.sign(DecreeId(decree_id), version=given.version, number=given.number, by=by)
    return _registered(decree, signed, queries)


@router.post(
    "/decrees/{decree_id:id}/amendment", status_code=201, summary="Draft the correction of a registered decree"
)
async def amend(decree_id: str, new: Amendment, by: Drafter, drafts: Drafts) -> Drafted:
    correction = Correction(**new.model_dump())
    return Drafted(id=(await drafts.draft_amendment(DecreeId(decree_id), correction, by=by)).id)


@router.post("/decrees/{decree_id:id}/revocation", summary="Revoke a registered decree; its number stays used")
async def revoke(decree_id: str, new: Reason, by: Revoking, signed: Signed, queries: Queries) -> Registered:
    return _registered(await signed.revoke(DecreeId(decree_id), new.reason, by=by), signed, queries)


@router.post("/decrees/{decree_id:id}/annulment", summary="Annul the number of a decree that nobody has got yet")
async def annul(decree_id: str, new: Reason, by: Revoking, signed: Signed, queries: Queries) -> Registered:
    return _registered(await signed.annul(DecreeId(decree_id), new.reason, by=by), signed, queries)


@router.post(
    "/decrees/{decree_id:id}/supersession", status_code=201, summary="Draft a decree that takes the place of another"
)
async def supersede(decree_id: str, new: Amendment, by: Drafter, drafts: Drafts) -> Drafted:
    correction = Correction(**new.model_dump())
    return Drafted(id=(await drafts.draft_successor(DecreeId(decree_id), correction, by=by)).id)


@router.post("/old-decrees", status_code=201, summary="Enter a decree from before there was this system")
async def enter_old(new: OldDrafting, by: Drafter, archive: Archive, signed: Signed, queries: Queries) -> Registered:
    must_be_normal(new.classification)
    return _registered(await archive.enter(new.old(), by=by), signed, queries)


@router.get("/decrees", summary="The register, the latest drafted first")
async def decrees(
    _: Annotated[Viewer, may(READ_REGISTER)],
    queries: Queries,
    state: Standing | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    after: Annotated[str | None, Query(max_length=60, description="the `next` of the page before")] = None,
) -> DecreeList:
    found = await queries.page(standings=(state,) if state else (), after=after, limit=limit)
    return DecreeList(items=[queries.view(each) for each in found.items], next=found.next)


@router.get("/decrees/{decree_id:id}", summary="One decree, also for the member concerned")
async def decree(decree_id: str, by: Reading, queries: Queries) -> DecreeView:
    return queries.view(await queries.one(decree_id, by))


def _held(decree: Decree, queries: DecreeQueries) -> Held:
    return Held(id=decree.id, state=decree.standing(queries.today()), version=decree.version)


def _registered(decree: Decree, signed: Registry, queries: DecreeQueries) -> Registered:
    entry = decree.registered
    return Registered(
        id=decree.id,
        state=decree.standing(queries.today()),
        register_no=entry.register_no,
        jalali_date=entry.jalali_date,
        verify_url=signed.verify_url(entry.verify_code),
    )

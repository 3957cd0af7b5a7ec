"""Decrees over HTTP."""

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from services.membership.bodies.domain import Seat
from services.membership.decrees.access import DRAFT_DECREE, READ_DECREE, READ_REGISTER, REVOKE_DECREE, SIGN_DECREE
from services.membership.decrees.domain import Decree, DecreeId
from services.membership.decrees.queries import DecreeList, DecreeQueries, DecreeView
from services.membership.decrees.usecases import Correction, NewDecree, Registry, Secretariat
from services.membership.letters.domain import State
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may
from shared.web.validation import Day

router = api_router("membership")

Id = Annotated[str, Field(min_length=1, max_length=60)]
Sentence = Annotated[str, Field(min_length=1, max_length=500)]


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
    """By post or personal; what is usual in the body when it is left out."""


class Amendment(BaseModel):
    """A correction to draft. What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    note: Sentence
    role: Id | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None


class Reason(BaseModel):
    """The reason for a revocation, as it will stand in the register."""

    model_config = ConfigDict(extra="forbid")

    reason: Sentence


class Drafted(BaseModel):
    """A draft, which has no number yet."""

    id: str
    state: Literal["draft"] = "draft"


class Registered(BaseModel):
    """A decree with its entry in the register."""

    id: str
    state: State
    register_no: str
    jalali_date: str
    verify_url: str


Drafts = Annotated[Secretariat, part(Secretariat)]
Signed = Annotated[Registry, part(Registry)]
Queries = Annotated[DecreeQueries, part(DecreeQueries)]
Drafter = Annotated[Viewer, may(DRAFT_DECREE)]
Signing = Annotated[Viewer, may(SIGN_DECREE)]
Revoking = Annotated[Viewer, may(REVOKE_DECREE)]
Reading = Annotated[Viewer, may(READ_DECREE)]


@router.post("/decrees", status_code=201, summary="Draft a decree of membership")
async def draft(new: Drafting, by: Drafter, drafts: Drafts) -> Drafted:
    wanted = NewDecree(
        person_id=new.person_id,
        office_ids=tuple(new.office_ids),
        body_id=new.body_id,
        role=new.role,
        valid_from=new.valid_from,
        valid_until=new.valid_until,
        seat=new.seat,
    )
    return Drafted(id=(await drafts.draft(wanted, by=by)).id)


@router.post("/decrees/{decree_id:id}/signature", summary="Sign a draft and enter it in the register")
async def sign(decree_id: str, by: Signing, signed: Signed) -> Registered:
    return _registered(await signed.sign(DecreeId(decree_id), by=by), signed)


@router.post(
    "/decrees/{decree_id:id}/amendment", status_code=201, summary="Draft the correction of a registered decree"
)
async def amend(decree_id: str, new: Amendment, by: Drafter, drafts: Drafts) -> Drafted:
    correction = Correction(**new.model_dump())
    return Drafted(id=(await drafts.draft_amendment(DecreeId(decree_id), correction, by=by)).id)


@router.post("/decrees/{decree_id:id}/revocation", summary="Revoke a registered decree; its number stays used")
async def revoke(decree_id: str, new: Reason, by: Revoking, signed: Signed) -> Registered:
    return _registered(await signed.revoke(DecreeId(decree_id), new.reason, by=by), signed)


@router.get("/decrees", summary="The register, the latest drafted first")
async def decrees(
    _: Annotated[Viewer, may(READ_REGISTER)],
    queries: Queries,
    state: State | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    after: Annotated[str | None, Query(max_length=60, description="the `next` of the page before")] = None,
) -> DecreeList:
    found = await queries.page(state=state, after=after, limit=limit)
    return DecreeList(items=[queries.view(each) for each in found.items], next=found.next)


@router.get("/decrees/{decree_id:id}", summary="One decree, also for the member concerned")
async def decree(decree_id: str, by: Reading, queries: Queries) -> DecreeView:
    return queries.view(await queries.one(decree_id, by))


def _registered(decree: Decree, signed: Registry) -> Registered:
    entry = decree.registered
    return Registered(
        id=decree.id,
        state=decree.state,
        register_no=entry.register_no,
        jalali_date=entry.jalali_date,
        verify_url=signed.verify_url(entry.verify_code),
    )

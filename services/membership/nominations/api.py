"""Nominations over HTTP."""

from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.membership.bodies.domain import MEMBER, Seat
from services.membership.nominations.access import NOMINATE, READ_NOMINATIONS, REVIEW_NOMINATION
from services.membership.nominations.domain import State
from services.membership.nominations.queries import (
    NominationList,
    NominationQueries,
    NominationView,
    Wanted,
    view,
)
from services.membership.nominations.usecases import Letter, NewNomination, NominationDesk
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may
from shared.web.validation import Day

router = api_router("membership")

Id = Annotated[str, Field(min_length=1, max_length=60)]
Reason = Annotated[str, Field(min_length=1, max_length=500)]
Reasons = Annotated[list[Reason], Field(min_length=1, max_length=10)]


class LetterIn(BaseModel):
    """The head's letter."""

    model_config = ConfigDict(extra="forbid")

    no: Annotated[str, Field(min_length=1, max_length=60)]
    date: Day


class Nominating(BaseModel):
    """A nomination to make, for one office or for several. The secretariat gives the head's letter."""

    model_config = ConfigDict(extra="forbid")

    person_id: Id
    body_id: Id
    office_id: Id | None = None
    office_ids: Annotated[list[Id], Field(max_length=20)] = []
    role: Id = MEMBER
    seat: Seat | None = None
    letter: LetterIn | None = None

    @model_validator(mode="after")
    def _names_an_office(self) -> "Nominating":
        if not self.office_id and not self.office_ids:
            raise ValueError("دستگاه را بنویسید.")
        return self

    def read(self) -> NewNomination:
        """What the use case takes."""
        offices = [*([self.office_id] if self.office_id else []), *self.office_ids]
        letter = Letter(self.letter.no, self.letter.date) if self.letter else None
        return NewNomination(tuple(dict.fromkeys(offices)), self.person_id, self.body_id, self.role, self.seat, letter)


class Returning(BaseModel):
    """Why a nomination is returned or rejected."""

    model_config = ConfigDict(extra="forbid")

    reasons: Reasons


class SendingAgain(BaseModel):
    """What is said when a nomination is sent again."""

    model_config = ConfigDict(extra="forbid")

    note: Annotated[str, Field(max_length=500)] = ""
    letter: LetterIn | None = None


class Drafting(BaseModel):
    """From when the decree is to hold; from today when it is left out."""

    model_config = ConfigDict(extra="forbid")

    valid_from: Day | None = None


class DraftedDecree(BaseModel):
    """The draft of a decree."""

    decree_id: str


Desk = Annotated[NominationDesk, part(NominationDesk)]
Queries = Annotated[NominationQueries, part(NominationQueries)]
Nominator = Annotated[Viewer, may(NOMINATE)]
Reviewer = Annotated[Viewer, may(REVIEW_NOMINATION)]
Reading = Annotated[Viewer, may(READ_NOMINATIONS)]


@router.post("/nominations", status_code=201, summary="Nominate a member of a body")
async def nominate(new: Nominating, by: Nominator, desk: Desk, response: Response) -> NominationView:
    made = await desk.nominate(new.read(), by=by)
    response.headers["Location"] = f"/api/membership/nominations/{made.id}"
    return view(made)


@router.get("/nominations", summary="Nominations, the latest first")
async def nominations(
    by: Reading,
    queries: Queries,
    state: State | None = None,
    body: Annotated[str | None, Query(max_length=60)] = None,
    office: Annotated[str | None, Query(max_length=60)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    after: Annotated[int, Query(ge=0, le=1_000_000, description="the `next` of the page before")] = 0,
) -> NominationList:
    found = await queries.some(Wanted(by, state, body, office), skip=after, limit=limit + 1)
    following = str(after + limit) if len(found) > limit else None
    return NominationList(items=[view(each) for each in found[:limit]], next=following)


@router.get("/nominations/{nomination_id:id}", summary="One nomination")
async def nomination(nomination_id: str, by: Reading, queries: Queries) -> NominationView:
    return view(await queries.one(nomination_id, by))


@router.post("/nominations/{nomination_id:id}/return", summary="Return a nomination with reasons")
async def send_back(nomination_id: str, new: Returning, by: Reviewer, desk: Desk) -> NominationView:
    return view(await desk.send_back(nomination_id, new.reasons, by=by))


@router.post("/nominations/{nomination_id:id}/resubmission", summary="Send a returned nomination again")
async def send_again(nomination_id: str, new: SendingAgain, by: Nominator, desk: Desk) -> NominationView:
    letter = Letter(new.letter.no, new.letter.date) if new.letter else None
    return view(await desk.send_again(nomination_id, new.note, letter=letter, by=by))


@router.post("/nominations/{nomination_id:id}/approval", summary="Approve a nomination")
async def approve(nomination_id: str, by: Reviewer, desk: Desk) -> NominationView:
    return view(await desk.approve(nomination_id, by=by))


@router.post("/nominations/{nomination_id:id}/rejection", summary="Turn a nomination down")
async def reject(nomination_id: str, new: Returning, by: Reviewer, desk: Desk) -> NominationView:
    return view(await desk.reject(nomination_id, new.reasons, by=by))


@router.post("/nominations/{nomination_id:id}/withdrawal", summary="Take a nomination back")
async def withdraw(nomination_id: str, by: Nominator, desk: Desk) -> NominationView:
    return view(await desk.withdraw(nomination_id, by=by))


@router.post(
    "/nominations/{nomination_id:id}/decree", status_code=201, summary="Draft the decree of an approved nomination"
)
async def draft(nomination_id: str, new: Drafting, by: Reviewer, desk: Desk) -> DraftedDecree:
    return DraftedDecree(decree_id=(await desk.draft(nomination_id, valid_from=new.valid_from, by=by)).id)

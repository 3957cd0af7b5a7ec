"""Batches over HTTP."""

from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from services.membership.batches.access import READ_BATCH, STOP_BATCH
from services.membership.batches.candidate_queries import CandidateQueries
from services.membership.batches.domain import MOST_ITEMS, Batch, BatchId, State, Terms
from services.membership.batches.queries import BatchQueries, BatchView
from services.membership.batches.usecases import BatchDesk
from services.membership.batches.waiting_queries import SigningQueries
from services.membership.decrees.access import DRAFT_DECREE, SIGN_DECREE
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may
from shared.web.validation import Day

router = api_router("membership")

Id = Annotated[str, Field(min_length=1, max_length=60)]

Drafter = Annotated[Viewer, may(DRAFT_DECREE)]
Signing = Annotated[Viewer, may(SIGN_DECREE)]
Reading = Annotated[Viewer, may(READ_BATCH)]
Stopping = Annotated[Viewer, may(STOP_BATCH)]
Desk = Annotated[BatchDesk, part(BatchDesk)]
Queries = Annotated[BatchQueries, part(BatchQueries)]
Waiting = Annotated[SigningQueries, part(SigningQueries)]
Candidates = Annotated[CandidateQueries, part(CandidateQueries)]


class BulkDrafting(BaseModel):
    """Decrees to draft for all approved nominations of a body that have no draft. Days are ISO dates."""

    model_config = ConfigDict(extra="forbid")

    body_id: Id
    role: Id | None = None
    """Only nominations for this role; each draft gives the role of its nomination."""
    valid_from: Day | None = None
    """The day of drafting when it is left out."""
    valid_until: Day | None = None
    """The end of the body's term when it is left out."""
    checked: bool = False
    """Whether each draft gets the secretariat's initial («پاراف») at once."""

    def terms(self) -> Terms:
        """What is asked for."""
        return Terms(self.body_id, self.role or "", self.valid_from, self.valid_until, self.checked)


class Signatures(BaseModel):
    """Drafts to sign."""

    model_config = ConfigDict(extra="forbid")

    decree_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_ITEMS)]


class Begun(BaseModel):
    """A batch that goes on by itself; ask for it by its id."""

    id: str
    state: State


@router.post("/decrees/bulk", status_code=202, summary="Draft decrees for all approved nominations of a body")
async def draft_all(new: BulkDrafting, by: Drafter, desk: Desk, response: Response) -> Begun:
    return _begun(await desk.draft_all(new.terms(), by=by), response)


@router.post("/signatures", status_code=202, summary="Sign several drafts, one after the other")
async def sign(new: Signatures, by: Signing, desk: Desk, response: Response) -> Begun:
    return _begun(await desk.sign(new.decree_ids, by=by), response)


@router.get("/jobs/{batch_id:id}", summary="How far a batch is, and what became of each item")
async def show(batch_id: str, by: Reading, queries: Queries) -> BatchView:
    return await queries.view(batch_id, by)


@router.post("/jobs/{batch_id:id}/cancellation", summary="Stop a batch between two items; what was done stays")
async def stop(batch_id: str, by: Stopping, desk: Desk) -> Begun:
    batch = await desk.stop(BatchId(batch_id), by=by)
    return Begun(id=batch.id, state=batch.state)


@router.post("/jobs/{batch_id:id}/continuation", status_code=202, summary="Go on with what is left of a stopped batch")
async def go_on(batch_id: str, by: Stopping, desk: Desk) -> Begun:
    batch = await desk.go_on(BatchId(batch_id), by=by)
    return Begun(id=batch.id, state=batch.state)


def _begun(batch: Batch, response: Response) -> Begun:
    response.headers["Location"] = f"/api/membership/jobs/{batch.id}"
    return Begun(id=batch.id, state=batch.state)

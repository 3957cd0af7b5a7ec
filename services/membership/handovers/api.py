"""Handovers over HTTP."""

from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from services.membership.handovers.access import READ_HANDOVER, TAKE_OVER
from services.membership.handovers.domain import HandoverId, State
from services.membership.handovers.queries import HandoverList, HandoverQueries, HandoverView, view, wanted_by
from services.membership.handovers.usecases import HandoverDesk
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may

router = api_router("membership")

MOST_REMARK = 500
Number = Annotated[int, Path(ge=1, le=10_000)]
Handovers = Annotated[HandoverQueries, part(HandoverQueries)]
Desk = Annotated[HandoverDesk, part(HandoverDesk)]
Reading = Annotated[Viewer, may(READ_HANDOVER)]
TakingOver = Annotated[Viewer, may(TAKE_OVER)]


class Acceptance(BaseModel):
    """The acceptance of an item, with a remark where there is something to say."""

    model_config = ConfigDict(extra="forbid")

    remark: Annotated[str, Field(max_length=MOST_REMARK)] = ""


class Refusal(BaseModel):
    """The refusal of an item, with its reason."""

    model_config = ConfigDict(extra="forbid")

    remark: Annotated[str, Field(min_length=1, max_length=MOST_REMARK)]


@router.get("/handovers", summary="Handovers, the latest first: all for the secretariat, one's own for others")
async def handovers(
    viewer: Reading,
    queries: Handovers,
    state: State | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    after: Annotated[str | None, Query(max_length=60, description="the `next` of the page before")] = None,
) -> HandoverList:
    found = await queries.page(wanted_by(viewer, state=state), after=after, limit=limit)
    return HandoverList(items=[view(each) for each in found.items], next=found.next)


@router.get("/handovers/{handover_id:id}", summary="One handover with its items")
async def handover(handover_id: str, viewer: Reading, queries: Handovers) -> HandoverView:
    return view(await queries.one(handover_id, viewer))


@router.post("/handovers/{handover_id:id}/items/{item_id:digits}/acceptance", summary="Take over one item")
async def accept(
    handover_id: str, item_id: Number, by: TakingOver, desk: Desk, given: Acceptance | None = None
) -> HandoverView:
    remark = given.remark if given else ""
    return view(await desk.accept(HandoverId(handover_id), item_id, remark=remark, by=by))


@router.post("/handovers/{handover_id:id}/items/{item_id:digits}/refusal", summary="Leave one item to the secretariat")
async def refuse(handover_id: str, item_id: Number, given: Refusal, by: TakingOver, desk: Desk) -> HandoverView:
    return view(await desk.refuse(HandoverId(handover_id), item_id, remark=given.remark, by=by))

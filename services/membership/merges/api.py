"""Merging people over HTTP."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from services.membership.merges.access import MERGE_PEOPLE
from services.membership.merges.domain import Merge
from services.membership.merges.usecases import Merging
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may

router = api_router("membership")

MergingPeople = Annotated[Viewer, may(MERGE_PEOPLE)]
Merges = Annotated[Merging, part(Merging)]


class Duplicate(BaseModel):
    """The person who was entered a second time."""

    model_config = ConfigDict(extra="forbid")

    duplicate_id: Annotated[str, Field(max_length=60)]


class MergeView(BaseModel):
    """A merge: the one who stays, the one who went, and until when it can be undone."""

    id: str
    merged_id: str
    undo_until: datetime

    @classmethod
    def of(cls, merge: Merge) -> Self:
        """The merge as JSON."""
        return cls(id=merge.stays_id, merged_id=merge.merged_id, undo_until=merge.undo_until)


@router.post("/people/{person_id}/merge", summary="Let a person stand for a duplicate; the same again changes nothing")
async def merge(person_id: str, new: Duplicate, by: MergingPeople, merges: Merges) -> MergeView:
    return MergeView.of(await merges.merge(person_id, new.duplicate_id, by=by))


@router.post("/people/{person_id}/merge-undo", summary="Undo the last merge of a person, within a day")
async def undo(person_id: str, by: MergingPeople, merges: Merges) -> MergeView:
    return MergeView.of(await merges.undo(person_id, by=by))

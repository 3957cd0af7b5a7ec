"""Kinds of offices over HTTP."""

from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.membership.office_kinds.access import KEEP_KINDS
from services.membership.office_kinds.domain import LONGEST_NAME
from services.membership.office_kinds.queries import KindList, KindQueries, KindView
from services.membership.office_kinds.usecases import KindDirectory, KindFacts
from shared.persian.text import for_keeping
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY, may
from shared.web.slugs import Slug

router = api_router("membership")

MOST_ORDER = 9_999


def _kept(typed: object) -> object:
    return for_keeping(typed) if isinstance(typed, str) else typed


KindName = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), BeforeValidator(_kept)]
Order = Annotated[int, Field(ge=0, le=MOST_ORDER)]

Kinds = Annotated[KindQueries, part(KindQueries)]
Keeping = Annotated[Viewer, may(KEEP_KINDS)]
Kept = Annotated[KindDirectory, part(KindDirectory)]


class Kind(BaseModel):
    """A kind as it is to be. Without `order` a new one stands at the end."""

    model_config = ConfigDict(extra="forbid")

    name: KindName
    order: Order | None = None
    executive: bool = True

    def facts(self) -> KindFacts:
        """The facts for the use case."""
        return KindFacts(name=self.name, order=self.order, executive=self.executive)


class NewKind(Kind):
    """A kind to add. Its `id` never changes."""

    id: Slug


class ChangedKind(Kind):
    """A kind to change. With `version` the change is refused if somebody else was faster."""

    version: int | None = None


@router.get("/office-kinds", summary="The kinds of offices", dependencies=[EVERYBODY])
async def kinds(queries: Kinds) -> KindList:
    return KindList(items=[KindView.of(kind) for kind in await queries.all()])


@router.post("/office-kinds", status_code=201, summary="Add a kind; the same again changes nothing")
async def add(new: NewKind, by: Keeping, directory: Kept) -> KindView:
    return KindView.of(await directory.add(new.id, new.facts(), by=by))


@router.put("/office-kinds/{kind_id:slug}", summary="Rename or reorder a kind; its offices follow")
async def change(kind_id: str, new: ChangedKind, by: Keeping, directory: Kept) -> KindView:
    return KindView.of(await directory.change(kind_id, new.facts(), version=new.version, by=by))


@router.delete("/office-kinds/{kind_id:slug}", status_code=204, summary="Remove a kind that no office has")
async def remove(kind_id: str, by: Keeping, directory: Kept) -> Response:
    await directory.remove(kind_id, by=by)
    return Response(status_code=204)

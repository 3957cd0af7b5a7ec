"""Bodies over HTTP."""

from typing import Annotated

from services.membership.bodies.queries import BodyList, BodyQueries
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY

router = api_router("membership")


@router.get("/bodies", summary="All bodies of the county", dependencies=[EVERYBODY])
async def bodies(queries: Annotated[BodyQueries, part(BodyQueries)]) -> BodyList:
    return BodyList(items=await queries.views())

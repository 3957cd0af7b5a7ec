"""Bodies over HTTP."""

from fastapi import Request

from services.membership.bodies.queries import BodyList, BodyQueries
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY

router = api_router("membership")


@router.get("/bodies", summary="All bodies of the county", dependencies=[EVERYBODY])
async def bodies(request: Request) -> BodyList:
    queries: BodyQueries = request.app.state.body_queries
    return BodyList(items=await queries.views())

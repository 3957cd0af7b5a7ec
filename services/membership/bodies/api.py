"""Bodies over HTTP."""

from fastapi import Request

from services.membership.bodies.queries import BodyList, BodyQueries
from shared.web.routing import api_router

router = api_router("membership")


@router.get("/bodies", summary="All bodies of the county")
async def bodies(request: Request) -> BodyList:
    queries: BodyQueries = request.app.state.body_queries
    return BodyList(items=await queries.views())

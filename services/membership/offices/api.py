"""Offices over HTTP."""

from fastapi import Request

from services.membership.offices.queries import OfficeList, OfficeQueries
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY

router = api_router("membership")


@router.get("/offices", summary="All offices of the county", dependencies=[EVERYBODY])
async def offices(request: Request) -> OfficeList:
    queries: OfficeQueries = request.app.state.office_queries
    return OfficeList(items=await queries.views())

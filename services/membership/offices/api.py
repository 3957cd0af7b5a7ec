"""Offices over HTTP."""

from typing import Annotated

from services.membership.offices.queries import OfficeList, OfficeQueries
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY

router = api_router("membership")


@router.get("/offices", summary="All offices of the county", dependencies=[EVERYBODY])
async def offices(queries: Annotated[OfficeQueries, part(OfficeQueries)]) -> OfficeList:
    return OfficeList(items=await queries.views())

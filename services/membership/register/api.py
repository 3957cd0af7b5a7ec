"""The register over HTTP."""

from typing import Annotated

from fastapi import Query

from services.membership.register.access import READ_BOOK
from services.membership.register.queries import EntryList, RegisterQueries, Wanted, view
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may

router = api_router("membership")

Reading = Annotated[Viewer, may(READ_BOOK)]
Register = Annotated[RegisterQueries, part(RegisterQueries)]


@router.get("/register", summary="The register of letters, the latest first")
async def register(
    _: Reading,
    register: Register,
    q: Annotated[str, Query(max_length=120, description="parts of a number, a name or the subject")] = "",
    year: Annotated[int | None, Query(ge=1300, le=1700, description="a Jalali year")] = None,
    series: Annotated[str, Query(max_length=20)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> EntryList:
    skip = (page - 1) * limit
    found = await register.look(Wanted(q, year, series), by="date", descending=True, skip=skip, limit=limit)
    return EntryList(items=[view(line) for line in found.lines], total=found.total, more=found.more)

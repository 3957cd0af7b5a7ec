"""Own notices over HTTP."""

from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from services.notifier.access import MARK_OWN_NOTICES, READ_OWN_NOTICES
from services.notifier.notices.domain import OwnNoticeId
from services.notifier.notices.queries import OwnNoticePage, OwnNoticeQueries, view
from services.notifier.notices.usecases import Reader
from shared.runtime.viewer import Viewer
from shared.web.routing import api_router
from shared.web.rules import may

router = api_router("notifier")


class WhatWasRead(BaseModel):
    """Which notices were read; without ids, all that are there now."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[OwnNoticeId], Field(max_length=200)] | None = None


class Unread(BaseModel):
    """What is left."""

    unread: int


def own_notices(request: Request) -> OwnNoticeQueries:
    """The reads."""
    found: OwnNoticeQueries = request.app.state.own_notices
    return found


def the_reader(request: Request) -> Reader:
    """The use case."""
    found: Reader = request.app.state.reader
    return found


Notices = Annotated[OwnNoticeQueries, Depends(own_notices)]
TheReader = Annotated[Reader, Depends(the_reader)]
Reading = Annotated[Viewer, may(READ_OWN_NOTICES)]
Marking = Annotated[Viewer, may(MARK_OWN_NOTICES)]


@router.get("/notices", summary="What I was told, newest first")
async def listed(by: Reading, notices: Notices, page: Annotated[int, Query(ge=1, le=1000)] = 1) -> OwnNoticePage:
    found, has_more = await notices.page(by.person_id, page)
    return OwnNoticePage(
        items=[view(notice) for notice in found],
        unread=await notices.unread_number(by.person_id),
        next_page=page + 1 if has_more else None,
    )


@router.post("/notices/reading", summary="Mark notices as read")
async def mark(by: Marking, reader: TheReader, notices: Notices, what: WhatWasRead | None = None) -> Unread:
    if what is None or what.ids is None:
        await reader.read_all(until=reader.now(), by=by)
    else:
        await reader.read(what.ids, by=by)
    return Unread(unread=await notices.unread_number(by.person_id))

"""Desk notices over HTTP."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from services.notifier.desk_notices.access import MARK_DESK_NOTICES, READ_DESK_NOTICES
from services.notifier.desk_notices.domain import DeskNoticeId
from services.notifier.desk_notices.queries import DeskNoticePage, DeskNoticeQueries, view
from services.notifier.desk_notices.usecases import Reader
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may

router = api_router("notifier")


class WhatWasRead(BaseModel):
    """Which notices were read; without ids, all that are there now."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[DeskNoticeId], Field(max_length=200)] | None = None


class Unread(BaseModel):
    """How many notices are still unread."""

    unread: int


Notices = Annotated[DeskNoticeQueries, part(DeskNoticeQueries)]
TheReader = Annotated[Reader, part(Reader)]
Reading = Annotated[Viewer, may(READ_DESK_NOTICES)]
Marking = Annotated[Viewer, may(MARK_DESK_NOTICES)]


@router.get("/notices", summary="What I was told, newest first")
async def listed(by: Reading, notices: Notices, page: Annotated[int, Query(ge=1, le=1000)] = 1) -> DeskNoticePage:
    found, has_more = await notices.page(by.person_id, page)
    return DeskNoticePage(
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

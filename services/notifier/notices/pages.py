"""Own notices for people: the page behind the bell."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import AwareDatetime

from services.notifier.notices.api import Marking, Notices, Reading, TheReader
from services.notifier.notices.domain import OwnNoticeId
from shared.web.identity import checked_form
from shared.web.paths import local_path
from shared.web.routing import page_router
from shared.web.shell.shell import Shell

HERE = "/notifier/notices"
router = page_router(HERE)


@router.get("")
async def listed(
    request: Request, by: Reading, notices: Notices, page: Annotated[int, Query(ge=1, le=1000)] = 1
) -> Response:
    found, has_more = await notices.page(by.person_id, page)
    return _shell(request).page(
        request,
        "notifier/notices.html",
        notices=found,
        unread=await notices.unread_number(by.person_id),
        shown_at=_now(request).isoformat(),
        previous=_page_path(page - 1) if page > 1 else None,
        next=_page_path(page + 1) if has_more else None,
    )


@router.post("/reading", dependencies=[Depends(checked_form)])
async def read_all(
    request: Request, by: Marking, reader: TheReader, until: Annotated[AwareDatetime, Form()]
) -> Response:
    await reader.read_all(until=until, by=by)
    return _shell(request).go(HERE, said="همه خوانده شد")


@router.get("/{notice_id}")
async def follow(by: Marking, reader: TheReader, notice_id: str) -> Response:
    """Whoever follows a notice has read it. It changes nothing else, and again changes nothing, so a link will do."""
    notice = await reader.open(OwnNoticeId(notice_id), by=by)
    return RedirectResponse(local_path(notice.path, otherwise=HERE), 303)


def _page_path(page: int) -> str:
    return HERE if page == 1 else f"{HERE}?page={page}"


def _shell(request: Request) -> Shell:
    found: Shell = request.app.state.shell
    return found


def _now(request: Request) -> datetime:
    at: datetime = request.app.state.store.now()
    return at

"""Desk notices for people: the page behind the bell."""

from typing import Annotated, Final

from fastapi import Depends, Form, Response
from fastapi.responses import RedirectResponse

from services.notifier.desk_notices.api import Marking, Notices, Reading, TheReader
from services.notifier.desk_notices.domain import DeskNoticeId
from services.notifier.desk_notices.queries import ON_A_PAGE
from services.notifier.notices.domain import Kinds
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.paths import local_path
from shared.web.routing import page_router
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage
from shared.web.validation import Instant

HERE: Final = "/notifier/notices"
router = page_router(HERE)

_LIST: Final = Rules(HERE, sorts=("at",), usual_sort="-at", size=ON_A_PAGE)


@router.get("")
async def listed(page: OnPage, by: Reading, notices: Notices, kinds: Annotated[Kinds, part(Kinds)]) -> Response:
    listing = _LIST.read(page.request.query_params)
    found, has_more = await notices.page(by.person_id, listing.page)
    return page.show(
        "notifier/notices.html",
        notices=[(notice, kinds.of(notice.kind)) for notice in found],
        unread=await notices.unread_number(by.person_id),
        shown_at=page.now.isoformat(),
        previous=listing.on_page(listing.page - 1).href if listing.page > 1 else None,
        next=listing.on_page(listing.page + 1).href if has_more else None,
    )


@router.post("/reading", dependencies=[Depends(checked_form)])
async def read_all(page: OnPage, by: Marking, reader: TheReader, until: Annotated[Instant, Form()]) -> Response:
    await reader.read_all(until=until, by=by)
    return page.go(HERE, said="همه خوانده شد")


@router.get("/{notice_id:digest}")
async def follow(by: Marking, reader: TheReader, notice_id: str) -> Response:
    """Mark the notice and go where it leads. A link may do that, since to follow it again changes nothing."""
    notice = await reader.open(DeskNoticeId(notice_id), by=by)
    return RedirectResponse(local_path(notice.path, otherwise=HERE), 303)

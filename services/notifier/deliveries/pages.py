"""The ledger for people."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from services.notifier.deliveries.api import Ledger, ledger_reader
from shared.web.routing import page_router
from shared.web.shell.shell import Shell

router = page_router("/notifier")

_LINES = 100


@router.get("/deliveries", dependencies=[Depends(ledger_reader)])
async def deliveries(
    request: Request,
    ledger: Ledger,
    subject: Annotated[str | None, Query(max_length=120)] = None,
    after: Annotated[str | None, Query(max_length=80)] = None,
) -> Response:
    shell: Shell = request.app.state.shell
    page = await ledger.about(subject, limit=_LINES, after=after) if subject else None
    return shell.page(
        request,
        "notifier/deliveries.html",
        subject=subject,
        notices=await ledger.notices(subject=subject),
        lines=page.items if page else [],
        next=f"/notifier/deliveries?subject={subject}&after={page.next}" if page and page.next else None,
    )

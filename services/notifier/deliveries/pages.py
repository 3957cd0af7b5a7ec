"""The ledger for people."""

from typing import Annotated

from fastapi import Query, Request, Response

from services.notifier.access import READ_LEDGER, READ_NOTICES
from services.notifier.deliveries.api import Ledger
from shared.runtime.viewer import Viewer
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.shell import Shell

router = page_router("/notifier")

_LINES = 100


@router.get("/deliveries")
async def deliveries(
    request: Request,
    viewer: Annotated[Viewer, may(READ_NOTICES)],
    ledger: Ledger,
    subject: Annotated[str | None, Query(max_length=120)] = None,
    after: Annotated[str | None, Query(max_length=80)] = None,
) -> Response:
    """Counters of what was told; each address, masked, for those alone who look after the ledger."""
    shell: Shell = request.app.state.shell
    sees_all = READ_LEDGER.allows(viewer)
    own = None if sees_all else READ_NOTICES.own_of(viewer)
    page = await ledger.about(subject, limit=_LINES, after=after) if subject and sees_all else None
    return shell.page(
        request,
        "notifier/deliveries.html",
        subject=subject,
        notices=await ledger.notices(subject=subject, of_topics=own),
        sees_all=sees_all,
        lines=page.items if page else [],
        next=f"/notifier/deliveries?subject={subject}&after={page.next}" if page and page.next else None,
    )

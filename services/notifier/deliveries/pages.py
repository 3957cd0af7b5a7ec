"""The ledger for people."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Response

from services.notifier.deliveries.access import READ_LEDGER, READ_NOTICES
from services.notifier.deliveries.api import Ledger
from shared.runtime.viewer import Viewer
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.page import OnPage

HERE = "/notifier/deliveries"
router = page_router(HERE)

_LINES = 100


@router.get("")
async def deliveries(
    page: OnPage,
    viewer: Annotated[Viewer, may(READ_NOTICES)],
    ledger: Ledger,
    subject: Annotated[str | None, Query(max_length=120)] = None,
    after: Annotated[str | None, Query(max_length=80)] = None,
) -> Response:
    """Show how often each notice was told; the addresses, masked, only to those who look after the ledger."""
    sees_all = READ_LEDGER.allows(viewer)
    own = None if sees_all else READ_NOTICES.own_of(viewer)
    lines = await ledger.about(subject, limit=_LINES, after=after) if subject and sees_all else None
    return page.show(
        "notifier/deliveries.html",
        subject=subject,
        notices=await ledger.notices(subject=subject, of_topics=own),
        sees_all=sees_all,
        lines=lines.items if lines else [],
        next=f"{HERE}?{urlencode({'subject': subject, 'after': lines.next})}" if lines and lines.next else None,
    )

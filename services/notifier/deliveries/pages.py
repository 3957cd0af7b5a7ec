"""The ledger for people."""

from typing import Annotated

from fastapi import Query, Request, Response

from services.notifier.deliveries.api import READERS, Ledger
from shared.web.identity import SignedIn
from shared.web.problems import Forbidden
from shared.web.routing import page_router
from shared.web.shell.shell import Shell

router = page_router("/notifier")

_LINES = 100


@router.get("/deliveries")
async def deliveries(
    request: Request,
    viewer: SignedIn,
    ledger: Ledger,
    subject: Annotated[str | None, Query(max_length=120)] = None,
    after: Annotated[str | None, Query(max_length=80)] = None,
) -> Response:
    """Counters of what was told; each address, masked, for those alone who look after the ledger."""
    shell: Shell = request.app.state.shell
    sees_all = viewer.has(*READERS)
    if not sees_all and not viewer.has("pr_manager"):
        raise Forbidden("دفتر پیام‌ها برای دبیرخانه، راهبر سامانه و مدیران روابط عمومی است.")
    own = None if sees_all else [f"office/{each}" for each in sorted(viewer.offices)]
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

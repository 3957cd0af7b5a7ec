"""The ledger over HTTP."""

from typing import Annotated

from fastapi import Depends, Query, Request

from services.notifier.deliveries.queries import DeliveryQueries, Page
from shared.runtime.viewer import Viewer
from shared.web.identity import SignedIn
from shared.web.problems import Forbidden
from shared.web.routing import api_router

router = api_router("notifier")

READERS = ("secretariat", "operator")


def ledger(request: Request) -> DeliveryQueries:
    """The reads of the ledger."""
    found: DeliveryQueries = request.app.state.deliveries
    return found


Ledger = Annotated[DeliveryQueries, Depends(ledger)]


def ledger_reader(viewer: SignedIn) -> Viewer:
    """Whoever may see the ledger. Raises Forbidden."""
    if not viewer.has(*READERS):
        raise Forbidden("دفتر پیام‌ها برای دبیرخانه و راهبر سامانه است.")
    return viewer


@router.get("/deliveries", summary="What became of deliveries", dependencies=[Depends(ledger_reader)])
async def deliveries(
    ledger: Ledger,
    subject: Annotated[str | None, Query(max_length=120, description="such as article/0c3…")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    after: Annotated[str | None, Query(max_length=80)] = None,
) -> Page:
    return await ledger.about(subject, limit=limit, after=after)

"""The ledger over HTTP."""

from typing import Annotated

from fastapi import Query

from services.notifier.deliveries.access import READ_LEDGER
from services.notifier.deliveries.queries import DeliveryQueries, Page
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may

router = api_router("notifier")

Ledger = Annotated[DeliveryQueries, part(DeliveryQueries)]


@router.get("/deliveries", summary="What became of deliveries", dependencies=[may(READ_LEDGER)])
async def deliveries(
    ledger: Ledger,
    subject: Annotated[str | None, Query(max_length=120, description="such as article/0c3…")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    after: Annotated[str | None, Query(max_length=80)] = None,
) -> Page:
    return await ledger.about(subject, limit=limit, after=after)

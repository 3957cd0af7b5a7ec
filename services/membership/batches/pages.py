"""The page of a batch: how far it is, and what was refused."""

from typing import Final

from fastapi import Depends, Response

from services.membership.batches.api import Desk, Queries, Reading, Stopping
from services.membership.batches.domain import BatchId, Deed, ItemState, State
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage

router = page_router("/membership/batches")

HERE: Final = "/membership/batches"
PATHS: Final = {"decree": "decrees", "certificate": "certificates", "invitation": "invitations"}
"""Below which address the letters of each kind stand."""
_CHECKED = [Depends(checked_form)]
_DONE_SHOWN: Final = 10


@router.get("/{batch_id:id}")
async def show(page: OnPage, batch_id: str, viewer: Reading, queries: Queries) -> Response:
    seen = await queries.one(batch_id, viewer)
    here = f"{HERE}/{seen.batch.id}"
    rules = Rules(here, sorts=(), usual_sort="")
    listing = rules.read(page.request.query_params).within(seen.counts.refused)
    return page.show(
        "membership/batch.html",
        seen=seen,
        here=here,
        paths=PATHS,
        is_signing=seen.batch.deed is Deed.SIGN,
        is_stopped=seen.batch.state is State.STOPPED,
        listing=listing,
        refused=await queries.items(seen.batch, ItemState.REFUSED, skip=listing.skip, limit=rules.size),
        done=await queries.items(seen.batch, ItemState.DONE, limit=_DONE_SHOWN) if not seen.batch.is_running else [],
    )


@router.post("/{batch_id:id}/cancellation", dependencies=_CHECKED)
async def stop(page: OnPage, batch_id: str, viewer: Stopping, desk: Desk) -> Response:
    batch = await desk.stop(BatchId(batch_id), by=viewer)
    return page.go(f"{HERE}/{batch.id}", said="متوقف شد؛ آنچه انجام شده بود می‌ماند و بقیه را می‌توان ادامه داد.")


@router.post("/{batch_id:id}/continuation", dependencies=_CHECKED)
async def go_on(page: OnPage, batch_id: str, viewer: Stopping, desk: Desk) -> Response:
    batch = await desk.go_on(BatchId(batch_id), by=viewer)
    return page.go(f"{HERE}/{batch.id}", said="ادامه کار آغاز شد؛ می‌توانید این صفحه را ببندید.")

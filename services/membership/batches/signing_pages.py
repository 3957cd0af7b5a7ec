"""What waits for the signature of the governor, or of whoever signs for the governor: one, some or all."""

from typing import Annotated, Final

from fastapi import Depends, Form, Response

from services.membership.batches.api import Desk, Signing, Waiting
from services.membership.batches.forms import TypedSignatures
from services.membership.batches.pages import HERE as BATCHES
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage

router = page_router("/membership/signatures")

HERE: Final = "/membership/signatures"
_RULES: Final = Rules(HERE, sorts=(), usual_sort="", size=50)
_CHECKED = [Depends(checked_form)]


@router.get("")
async def queue(page: OnPage, viewer: Signing, desk: Desk, waiting: Waiting) -> Response:
    await desk.must_have_the_signature(viewer)
    total = await waiting.how_many(viewer.person_id)
    listing = _RULES.read(page.request.query_params).within(total)
    return page.show(
        "membership/signatures.html",
        listing=listing,
        total=total,
        others=await waiting.how_many_of_others(viewer.person_id),
        ask_number=await waiting.how_many_ask_number(viewer.person_id),
        drafts=await waiting.some(viewer.person_id, skip=listing.skip, limit=_RULES.size),
    )


@router.post("", dependencies=_CHECKED)
async def sign(page: OnPage, viewer: Signing, desk: Desk, typed: Annotated[TypedSignatures, Form()]) -> Response:
    if not typed.what:
        return Response(status_code=204)
    if typed.what == "all":
        batch = await desk.sign_all(by=viewer)
    else:
        seen = typed.seen()
        batch = await desk.sign(list(seen), seen=seen, by=viewer)
    return page.go(f"{BATCHES}/{batch.id}", said="امضا آغاز شد؛ می‌توانید این صفحه را ببندید.")

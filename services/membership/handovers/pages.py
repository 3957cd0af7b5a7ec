"""The pages of handovers: the list, a handover, an item that needs a word, and the record to be signed on paper."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Depends, Form, Response

from services.membership.handovers.api import Desk, Handovers, Number, Reading, TakingOver
from services.membership.handovers.domain import (
    Handover,
    HandoverId,
    Item,
    RemarkMissing,
    State,
    by_service,
)
from services.membership.handovers.forms import TypedRemark
from services.membership.handovers.queries import HandoverLine, wanted_by
from services.membership.posts.domain import POST_NAMES
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/handovers")

HERE: Final = "/membership/handovers"
SERVICE_NAMES: Final[Mapping[str, str]] = {
    "membership": "حکم‌ها و عضویت‌ها",
    "news": "خبرها",
    "reporting": "گزارش‌ها",
    "notifier": "پیام‌ها",
}
_LIST: Final = Rules(HERE, sorts=("date",), usual_sort="-date", filters={"state": tuple(State)})
_CHECKED = [Depends(checked_form)]

Typed = Annotated[TypedRemark, Form()]


@router.get("")
async def all_of_them(page: OnPage, viewer: Reading, queries: Handovers) -> Response:
    listing = _LIST.read(page.request.query_params)
    state = State(listing.filters["state"]) if listing.filters else None
    wanted = wanted_by(viewer, state=state, words=listing.words)
    total = await queries.how_many(wanted)
    listing = listing.within(total)
    counts = await queries.counts(wanted_by(viewer))
    return page.show(
        "membership/handovers.html",
        sees_all=wanted.coming is None,
        handovers=await queries.some(wanted, skip=listing.skip, limit=_LIST.size),
        listing=listing,
        total=total,
        filters=[
            ("", "همه", sum(counts.values())),
            (State.OPEN.value, "باز", counts[State.OPEN]),
            (State.COMPLETED.value, "کامل", counts[State.COMPLETED]),
        ],
        post_name=post_name,
    )


@router.get("/{handover_id:id}")
async def one(page: OnPage, handover_id: str, viewer: Reading, queries: Handovers) -> Response:
    handover = await queries.one(handover_id, viewer)
    return page.show("membership/handover.html", **_shown(handover, viewer))


@router.get("/{handover_id:id}/record")
async def record(page: OnPage, handover_id: str, viewer: Reading, queries: Handovers) -> Response:
    handover = await queries.one(handover_id, viewer)
    return page.show("membership/handover-record.html", **_shown(handover, viewer))


@router.post("/{handover_id:id}/acceptance", dependencies=_CHECKED)
async def accept_all(
    page: OnPage, handover_id: str, viewer: TakingOver, desk: Desk, service: Annotated[str, Form(max_length=60)] = ""
) -> Response:
    handover = await desk.accept_all(HandoverId(handover_id), service, by=viewer)
    return page.go(handover.path, said=_said(handover, "موردهای این بخش پذیرفته شد."))


@router.get("/{handover_id:id}/items/{number:digits}")
async def item(page: OnPage, handover_id: str, number: Number, viewer: Reading, queries: Handovers) -> Response:
    return _item_page(page, await queries.one(handover_id, viewer), number, viewer)


@router.post("/{handover_id:id}/items/{number:digits}/acceptance", dependencies=_CHECKED)
async def accept(
    page: OnPage,
    handover_id: str,
    number: Number,
    viewer: TakingOver,
    queries: Handovers,
    desk: Desk,
    typed: Typed,
) -> Response:
    try:
        handover = await desk.accept(HandoverId(handover_id), number, remark=typed.read(), by=viewer)
    except Unfit as unfit:
        return _item_page(page, await queries.one(handover_id, viewer), number, viewer, typed, unfit.errors)
    except RemarkMissing as missing:
        errors = {"remark": str(missing)}
        return _item_page(page, await queries.one(handover_id, viewer), number, viewer, typed, errors)
    return page.go(handover.path, said=_said(handover, "مورد پذیرفته شد."))


@router.post("/{handover_id:id}/items/{number:digits}/refusal", dependencies=_CHECKED)
async def refuse(
    page: OnPage,
    handover_id: str,
    number: Number,
    viewer: TakingOver,
    queries: Handovers,
    desk: Desk,
    typed: Typed,
) -> Response:
    try:
        handover = await desk.refuse(HandoverId(handover_id), number, remark=typed.read_reason(), by=viewer)
    except Unfit as unfit:
        return _item_page(page, await queries.one(handover_id, viewer), number, viewer, typed, unfit.errors)
    return page.go(handover.path, said="مورد پذیرفته نشد؛ دبیرخانه رسیدگی می‌کند.")


def post_name(handover: Handover | HandoverLine) -> str:
    """The name of the post as the directory says it."""
    return POST_NAMES.get(handover.role, handover.role)


def _said(handover: Handover, otherwise: str) -> str:
    return "همه موردها پذیرفته شد؛ تحویل و تحول کامل است." if handover.state is State.COMPLETED else otherwise


def _shown(handover: Handover, viewer: Viewer) -> dict[str, Any]:
    groups = by_service(handover.items)
    return {
        "handover": handover,
        "groups": groups,
        "names": SERVICE_NAMES,
        "post": post_name(handover),
        "may_take_over": handover.can_be_taken_over_by(viewer),
        "in_place": handover.is_in_place(viewer),
        "more": {service: handover.more_in(service) for service in handover.asked if handover.more_in(service)},
    }


def _item_page(
    page: Page,
    handover: Handover,
    number: int,
    viewer: Viewer,
    typed: TypedRemark | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    row: Item = handover.item(number)
    return page.show(
        "membership/handover-item.html",
        status=UNFIT_STATUS if errors else 200,
        item=row,
        typed=typed or TypedRemark(),
        errors=errors or {},
        **_shown(handover, viewer),
    )

"""The operator's page of a guest's webhook. A new secret stands on the answer that made it, and nowhere else."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Annotated, Final

from fastapi import Depends, Form, Response

from services.news.guest_desk.access import KEEP_GUESTS, READ_GUESTS
from services.news.guests.domain import GuestName
from services.news.guests.mongo import MongoGuestRepository
from services.news.webhooks.domain import DeliveryState, WebhookUnfit, types_for
from services.news.webhooks.mongo import MongoWebhookRepository
from services.news.webhooks.usecases import Switchboard
from shared.language.speech import gettext as _
from shared.persian.jalali import TEHRAN, NotADate, parse_jalali
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/n")

_CHECKED: Final = [Depends(checked_form)]
_NO_STORE: Final = {"Cache-Control": "no-store"}
_STATES: Final = {
    DeliveryState.PENDING: "در راه",
    DeliveryState.SENT: "رسید",
    DeliveryState.GIVEN_UP: "یک هفته پذیرفته نشد و کنار گذاشته شد",
    DeliveryState.LOST: "متن آن دیگر نگهداری نمی‌شود",
}

Reading = Annotated[Viewer, may(READ_GUESTS)]
Keeping = Annotated[Viewer, may(KEEP_GUESTS)]
Board = Annotated[Switchboard, part(Switchboard)]
Webhooks = Annotated[MongoWebhookRepository, part(MongoWebhookRepository)]
Guests = Annotated[MongoGuestRepository, part(MongoGuestRepository)]


@router.get("/guests/{name}/webhook")
async def one(page: OnPage, viewer: Reading, name: str, guests: Guests, webhooks: Webhooks) -> Response:
    return await _show(page, viewer, name, guests, webhooks)


@router.post("/guests/{name}/webhook", dependencies=_CHECKED)
async def connect(
    page: OnPage,
    viewer: Keeping,
    name: str,
    board: Board,
    guests: Guests,
    webhooks: Webhooks,
    url: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    try:
        secret = await board.connect(name, url)
    except WebhookUnfit as unfit:
        return await _show(page, viewer, name, guests, webhooks, errors={"url": str(unfit)}, url=url)
    return page.show("webhooks/secret.html", headers=_NO_STORE, guest=name, secret=secret, url=url.strip())


@router.post("/guests/{name}/webhook/replay", dependencies=_CHECKED)
async def replay(
    page: OnPage,
    viewer: Keeping,
    name: str,
    board: Board,
    guests: Guests,
    webhooks: Webhooks,
    since: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    try:
        await board.replay(name, datetime.combine(parse_jalali(since), time(), TEHRAN))
    except (NotADate, WebhookUnfit) as unfit:
        return await _show(page, viewer, name, guests, webhooks, errors={"since": str(unfit)}, since=since)
    return page.go(_here(name), said="رویدادهای از آن روز به بعد دوباره ارسال می‌شود.")


@router.post("/guests/{name}/webhook/state", dependencies=_CHECKED)
async def switch(
    page: OnPage, _viewer: Keeping, name: str, board: Board, to: Annotated[str, Form(max_length=10)] = ""
) -> Response:
    if to == "on":
        await board.switch_on(name)
        return page.go(_here(name), said="ارسال دوباره آغاز شد، از آنچه در راه مانده بود.")
    await board.switch_off(name)
    return page.go(_here(name), said="ارسال متوقف شد؛ آنچه در راه است می‌ماند.")


@router.post("/guests/{name}/webhook/removal", dependencies=_CHECKED)
async def remove(page: OnPage, _viewer: Keeping, name: str, board: Board) -> Response:
    await board.disconnect(name)
    return page.go(f"/n/guests/{name}", said="نشانی و آنچه در راه آن بود پاک شد.")


async def _show(
    page: Page,
    viewer: Viewer,
    name: str,
    guests: MongoGuestRepository,
    webhooks: MongoWebhookRepository,
    *,
    errors: Mapping[str, str] | None = None,
    url: str | None = None,
    since: str = "",
) -> Response:
    guest = await guests.get(GuestName(name))
    webhook = await webhooks.find(guest.id)
    rules, total = Rules(_here(guest.id), sorts=(), usual_sort=""), await webhooks.number(guest.id)
    listing = rules.read(page.request.query_params).within(total)
    return page.show(
        "webhooks/webhook.html",
        status=UNFIT_STATUS if errors else 200,
        guest=guest,
        webhook=webhook,
        types=types_for(guest),
        listing=listing,
        total=total,
        waiting=await webhooks.number(guest.id, state=DeliveryState.PENDING),
        deliveries=await webhooks.latest(guest.id, skip=listing.skip, limit=rules.size),
        states={state: _(label) for state, label in _STATES.items()},
        errors=errors or {},
        url=url if url is not None else webhook.url if webhook else "",
        since=since,
        may_keep=KEEP_GUESTS.allows(viewer),
    )


def _here(name: str) -> str:
    return f"/n/guests/{name}/webhook"

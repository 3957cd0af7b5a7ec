"""`/api/events`: guests post their events, and look up what became of them."""

import asyncio
import time
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse

from services.news.guests.domain import State as GuestState
from services.news.ingest.domain import LARGEST_BODY, Fault, IdTaken, Receipt, Refused, State, read_json, read_post
from services.news.ingest.judging_domain import Admitted
from services.news.ingest.mongo import MongoReceiptRepository
from services.news.ingest.pace_domain import NotSigned, Pace, TooFast, must_be_signed
from services.news.ingest.queries import GuestBook
from services.news.ingest.usecases import Counter
from shared.events import CONTENT_TYPE
from shared.runtime.clock import utc_now
from shared.web.limits import Limit
from shared.web.middleware import UNLOGGED
from shared.web.parts import part
from shared.web.problems import Problem, answer
from shared.web.routing import Direct, api_router
from shared.web.rules import EVERYBODY

router = api_router("events")

Door = Annotated[Counter, part(Counter)]
Book = Annotated[GuestBook, part(GuestBook)]
Paces = Annotated[Pace, part(Pace)]
Receipts = Annotated[MongoReceiptRepository, part(MongoReceiptRepository)]


class GuestSuspended(Exception):
    """The operators shut the door for this guest; the message is their reason."""


class NoReceipt(Exception):
    """There is no receipt under this address."""


class WrongMediaType(Exception):
    """The body is of a kind that is not read here. The message is for developers."""


class EventTooLarge(Exception):
    """The body is larger than an event may be."""


REFUSED: Final = Problem(422, "event-refused", "این رویداد پذیرفته نشد.")
PROBLEMS: Final[Mapping[type[Exception], Problem]] = {
    NotSigned: Problem(401, "event-not-signed", "امضای این رویداد پذیرفته نشد."),
    GuestSuspended: Problem(403, "guest-suspended", "دریافت رویداد از این سامانه متوقف شده است."),
    NoReceipt: Problem(404, "receipt-not-found", "رسیدی با این نشانی پیدا نشد."),
    IdTaken: Problem(409, "event-id-taken", "با این شناسه پیش‌تر رویداد دیگری رسیده است."),
    EventTooLarge: Problem(413, "event-too-large", "حجم یک رویداد بیش از ۲۵۶ کیلوبایت است."),
    WrongMediaType: Problem(415, "event-media-type", "رویداد به صورت application/cloudevents+json ارسال می‌شود."),
    TooFast: Problem(429, "guest-too-fast", "تعداد رویدادهای این سامانه بیش از سقف آن است."),
}
_SECONDS_BEFORE_REFUSING: Final = 0.2
_LOOKING_UP = Limit("receipts of guests", times=600, seconds=60)
_WRONG_SIGNATURES = Limit("posts that are not signed", times=120, seconds=60)
_DOCUMENTED: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            CONTENT_TYPE: {"schema": {"type": "object", "description": "A CloudEvent 1.0 in structured JSON."}}
        },
    },
    "parameters": [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"}, "description": what}
        for name, what in (
            ("webhook-id", "The `id` of the event. The same id is taken once."),
            ("webhook-timestamp", "Seconds since 1970, at most five minutes off."),
            ("webhook-signature", "`v1,` and the signature, as Standard Webhooks has it."),
        )
    ],
}


async def post(request: Request, door: Door, book: Book, pace: Paces) -> Response:
    body = await _body_of(request)
    try:
        head = read_json(body)
        guest = await _signed_by(request, body, head, book)
        if wait := pace.wait(guest.guest, now=time.monotonic()):
            # Whoever posts again at once would take the time in which others are answered.
            await asyncio.sleep(_SECONDS_BEFORE_REFUSING)
            raise TooFast(f"{guest.guest.per_minute} a minute are admitted", seconds=int(wait) + 1)
        if guest.guest.state is GuestState.SUSPENDED:
            raise GuestSuspended(guest.guest.reason)
        taken = read_post(head, guest.guest.id)
    except Refused as refusal:
        return _refused(request, refusal.faults)
    receipt = await door.take(guest, taken)
    if receipt.state is State.REFUSED:
        return _refused(request, receipt.faults, receipt)
    where = _address_of(receipt)
    # The receipt says more than a log line would.
    request.scope["state"][UNLOGGED] = True
    return JSONResponse({**receipt.as_json(), "status": where}, 202, {"Location": where})


router.add_api_route(
    "",
    post,
    methods=["POST"],
    status_code=202,
    summary="Publish an event as a guest",
    dependencies=[EVERYBODY],
    responses={401: {}, 403: {}, 415: {}, 429: {}},
    openapi_extra=_DOCUMENTED,
    route_class_override=Direct,
)


@router.get(
    "/receipts/{status_id:id}", summary="What became of a posted event", dependencies=[EVERYBODY, Depends(_LOOKING_UP)]
)
async def receipt(status_id: str, receipts: Receipts) -> dict[str, Any]:
    found = await receipts.of_status(status_id)
    if found is None:
        raise NoReceipt
    return found.as_json()


async def _body_of(request: Request) -> bytes:
    """Read the body. Raises WrongMediaType, EventTooLarge."""
    media_type, _, options = request.headers.get("content-type", "").partition(";")
    if media_type.strip().lower() != CONTENT_TYPE:
        raise WrongMediaType(
            f"send a CloudEvent in structured form as {CONTENT_TYPE}: in binary form its attributes would not be signed"
        )
    if options and options.strip().lower().replace('"', "") != "charset=utf-8":
        raise WrongMediaType("the character set is utf-8")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise WrongMediaType("send the body as it is, without content-encoding")
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > LARGEST_BODY:
        raise EventTooLarge
    body = await request.body()
    if len(body) > LARGEST_BODY:
        raise EventTooLarge
    return body


async def _signed_by(request: Request, body: bytes, head: Mapping[str, Any], book: GuestBook) -> Admitted:
    """Return the guest that signed. Raises NotSigned; Refused when the id is not the one that is signed."""
    source = head.get("source")
    guest = await book.find(source.removeprefix("/guests/")) if isinstance(source, str) else None
    at, post_id = utc_now(), request.headers.get("webhook-id", "")
    try:
        must_be_signed(
            body,
            post_id=post_id,
            timestamp=request.headers.get("webhook-timestamp", ""),
            signatures=request.headers.get("webhook-signature", ""),
            secrets=guest.guest.good_secrets(at=at) if guest else (),
            now=at,
        )
    except NotSigned:
        await _WRONG_SIGNATURES(request)
        raise
    if guest is None:
        raise NotSigned
    if head.get("id") != post_id:
        raise Refused(Fault("id", "it must be the same as webhook-id"))
    return guest


def _refused(request: Request, faults: tuple[Fault, ...], receipt: Receipt | None = None) -> Response:
    errors = [{"field": field, "message": why} for field, why in faults]
    detail = f"schema: {receipt.schema}" if receipt and receipt.schema else ""
    refused = answer(request, REFUSED, detail=detail, errors=errors)
    if receipt:
        refused.headers["Location"] = _address_of(receipt)
    return refused


def _address_of(receipt: Receipt) -> str:
    return f"/api/events/receipts/{receipt.status_id}"

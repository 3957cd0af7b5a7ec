"""The secretariat's page of service: who has not seen which letter, and what was handed over on paper."""

from collections.abc import Mapping
from typing import Annotated, Final, get_args

from fastapi import Depends, Form, Response, UploadFile

from services.membership.service_records.access import ENTER_RECEIPT, READ_SERVICE
from services.membership.service_records.api import Courying, Entering, Receipts, Served, scan_of
from services.membership.service_records.domain import (
    TO_NAMES,
    WAY_NAMES,
    AlreadyOnPaper,
    LetterOver,
    RecordId,
    RecordNotFound,
    To,
    WrongReceipt,
)
from services.membership.service_records.forms import TypedReceipt
from services.membership.service_records.queries import ServiceQueries, Wanted
from services.membership.service_records.receipts_domain import SUFFIXES, NotAReceipt
from services.membership.service_records.stages_domain import UNSEEN, Stage
from shared.language.shown import numeric_date
from shared.runtime.viewer import Viewer
from shared.store.files import FileStore
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/service")

HERE: Final = "/membership/service"
_UNSEEN: Final = "unseen"
_RULES: Final = Rules(HERE, sorts=(), usual_sort="", filters={"stage": (_UNSEEN, *Stage), "to": get_args(To)})
_FIELDS: Final[Mapping[type[Exception], str]] = {
    WrongReceipt: "on",
    AlreadyOnPaper: "receiver",
    LetterOver: "receiver",
    NotAReceipt: "scan",
}
"""Beside which field a refusal is shown."""

Reading = Annotated[Viewer, may(READ_SERVICE)]
Files = Annotated[FileStore, part(FileStore)]


class Uploaded(TypedReceipt):
    """The form of a receipt with its scan."""

    scan: UploadFile | None = None


@router.get("")
async def service(page: OnPage, viewer: Reading, served: Served) -> Response:
    listing = _RULES.read(page.request.query_params)
    stage, to = listing.filters.get("stage", ""), listing.filters.get("to")
    stages = UNSEEN if stage == _UNSEEN else {Stage(stage)} if stage else ()
    wanted = Wanted(stages, next((each for each in get_args(To) if each == to), None), listing.words)
    total = await served.how_many(wanted)
    listing = listing.within(total)
    counts = await served.counts()
    return page.show(
        "membership/service.html",
        records=await served.some(wanted, skip=listing.skip, limit=_RULES.size),
        listing=listing,
        total=total,
        may_enter=ENTER_RECEIPT.allows(viewer),
        to_names=TO_NAMES,
        way_names=WAY_NAMES,
        filters=[
            ("", "همه", sum(counts.values())),
            (_UNSEEN, "دیده‌نشده", sum(counts[each] for each in UNSEEN)),
            *((each.value, each.word, counts[each]) for each in Stage if counts[each] or stage == each.value),
        ],
    )


@router.get("/{record_id:digest}")
async def show(page: OnPage, record_id: str, viewer: Reading, served: Served) -> Response:
    return await _record_page(page, record_id, viewer, served)


@router.post("/{record_id:digest}/paper", dependencies=[Depends(checked_form)])
async def enter(
    page: OnPage,
    record_id: str,
    viewer: Entering,
    served: Served,
    receipts: Receipts,
    typed: Annotated[Uploaded, Form()],
) -> Response:
    record = await served.one(record_id)
    try:
        receiver, on = typed.read()
        await receipts.enter(record.letter, RecordId(record_id), receiver, on, await scan_of(typed.scan), by=viewer)
    except Unfit as unfit:
        return await _record_page(page, record_id, viewer, served, errors=unfit.errors, typed=typed)
    except tuple(_FIELDS) as refusal:
        errors = {_FIELDS[type(refusal)]: str(refusal)}
        status = page.status_of(refusal)
        return await _record_page(page, record_id, viewer, served, errors=errors, typed=typed, status=status)
    return page.go(f"{HERE}/{record_id}", said="ابلاغ کاغذی ثبت شد.")


@router.post("/{record_id:digest}/link", dependencies=[Depends(checked_form)])
async def send_again(page: OnPage, record_id: str, viewer: Entering, courier: Courying) -> Response:
    await courier.send_again(RecordId(record_id), by=viewer)
    return page.go(f"{HERE}/{record_id}", said="پیوند تازه ارسال می‌شود.")


@router.get("/{record_id:digest}/scan")
async def scan(record_id: str, _: Reading, served: Served, files: Files) -> Response:
    """The scanned receipt, as a file: it is never shown within our pages."""
    record = await served.one(record_id)
    if record.receipt is None or record.receipt.scan is None:
        raise RecordNotFound("تصویری برای این رسید ثبت نشده است.")
    kept = record.receipt.scan
    name = f'attachment; filename="receipt-{record_id}.{SUFFIXES.get(kept.media_type, "bin")}"'
    headers = {"Content-Disposition": name, "Cache-Control": "private, no-store"}
    return Response(await files.read(kept.sha256), media_type=kept.media_type, headers=headers)


async def _record_page(
    page: Page,
    record_id: str,
    viewer: Viewer,
    served: ServiceQueries,
    *,
    errors: Mapping[str, str] | None = None,
    typed: TypedReceipt | None = None,
    status: int = UNFIT_STATUS,
) -> Response:
    record = await served.one(record_id)
    return page.show(
        "membership/service-record.html",
        status=status if errors else 200,
        record=record,
        others=[each for each in await served.records_of(record.letter) if each.id != record.id],
        may_enter=ENTER_RECEIPT.allows(viewer) and record.receipt is None and not record.ended,
        may_send=ENTER_RECEIPT.allows(viewer) and record.may_be_reminded,
        may_add_scan=ENTER_RECEIPT.allows(viewer) and record.receipt is not None and record.receipt.scan is None,
        errors=errors or {},
        typed=typed or TypedReceipt(on=numeric_date(page.now)),
        to_names=TO_NAMES,
        way_names=WAY_NAMES,
    )

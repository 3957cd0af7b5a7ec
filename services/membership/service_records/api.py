"""The service of decrees over HTTP."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Form, UploadFile

from services.membership.service_records.access import ACKNOWLEDGE, ENTER_RECEIPT, READ_OWN_SERVICE, READ_SERVICE
from services.membership.service_records.domain import LetterKey, RecordId, ServiceRecord
from services.membership.service_records.queries import ServiceLine, ServiceQueries, line
from services.membership.service_records.receipts_domain import LARGEST_SCAN
from services.membership.service_records.receipts_usecases import ReceiptDesk
from services.membership.service_records.usecases import Courier
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may
from shared.web.validation import Day

router = api_router("membership")

DECREE = "decree"
Served = Annotated[ServiceQueries, part(ServiceQueries)]
Courying = Annotated[Courier, part(Courier)]
Receipts = Annotated[ReceiptDesk, part(ReceiptDesk)]
Acknowledging = Annotated[Viewer, may(ACKNOWLEDGE)]
Entering = Annotated[Viewer, may(ENTER_RECEIPT)]


@router.get(
    "/decrees/{decree_id:id}/service",
    summary="Whom a decree was served on, and who saw and accepted it; for others than the secretariat their own line",
)
async def service(decree_id: str, by: Annotated[Viewer, may(READ_OWN_SERVICE)], served: Served) -> list[ServiceLine]:
    return [line(each) for each in await served.of_letter(LetterKey(DECREE, decree_id), by)]


@router.post("/decrees/{decree_id:id}/acknowledgement", summary="Say that you saw a decree that was served on you")
async def acknowledge(decree_id: str, by: Acknowledging, courier: Courying) -> ServiceLine:
    return line(await courier.acknowledge(LetterKey(DECREE, decree_id), by=by))


@router.post(
    "/decrees/{decree_id:id}/service/{record_id:digest}/paper",
    summary="Enter that a decree was handed over on paper; the scan is PDF, JPEG or PNG of 10 MB at most",
)
async def enter_paper(
    decree_id: str,
    record_id: str,
    by: Entering,
    receipts: Receipts,
    receiver: Annotated[str, Form(min_length=1, max_length=120)],
    on: Annotated[Day, Form()],
    scan: UploadFile | None = None,
) -> ServiceLine:
    content = await scan_of(scan)
    key = LetterKey(DECREE, decree_id)
    return line(await receipts.enter(key, RecordId(record_id), receiver, on, content, by=by))


async def read_service(
    key: LetterKey, viewer: Viewer, courier: Courier, served: ServiceQueries
) -> Sequence[ServiceRecord]:
    """Note that this person is shown the letter, and return its records to those who may read all of them."""
    await courier.opened(key, by=viewer)
    return await served.records_of(key) if READ_SERVICE.allows(viewer) else []


async def scan_of(file: UploadFile | None) -> bytes:
    """The bytes of an uploaded scan, one more than are allowed at most; a form without a file sends an empty one."""
    if file is None:
        return b""
    await file.seek(0)
    return await file.read(LARGEST_SCAN + 1)

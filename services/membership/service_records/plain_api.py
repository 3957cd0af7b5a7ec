"""The service of certificates and invitations over HTTP."""

from typing import Annotated, Final

from fastapi import Form, UploadFile

from services.membership.service_records.access import READ_OWN_SERVICE
from services.membership.service_records.api import Acknowledging, Courying, Entering, Receipts, Served, scan_of
from services.membership.service_records.domain import LetterKey, RecordId
from services.membership.service_records.queries import ServiceLine, line
from shared.runtime.viewer import Viewer
from shared.web.routing import api_router
from shared.web.rules import may
from shared.web.validation import Day

router = api_router("membership")

CERTIFICATE: Final = "certificate"
INVITATION: Final = "invitation"
Reading = Annotated[Viewer, may(READ_OWN_SERVICE)]
Receiver = Annotated[str, Form(min_length=1, max_length=120)]


@router.get(
    "/certificates/{certificate_id:id}/service",
    summary="Whom a certificate was served on, and who saw and accepted it; for others their own line",
)
async def service_of_certificate(certificate_id: str, by: Reading, served: Served) -> list[ServiceLine]:
    return [line(each) for each in await served.of_letter(LetterKey(CERTIFICATE, certificate_id), by)]


@router.get(
    "/invitations/{invitation_id:id}/service",
    summary="Which guests an invitation was served on, and who saw and accepted it; for a guest the own line",
)
async def service_of_invitation(invitation_id: str, by: Reading, served: Served) -> list[ServiceLine]:
    return [line(each) for each in await served.of_letter(LetterKey(INVITATION, invitation_id), by)]


@router.post("/certificates/{certificate_id:id}/acknowledgement", summary="Say that you saw a certificate")
async def acknowledge_certificate(certificate_id: str, by: Acknowledging, courier: Courying) -> ServiceLine:
    return line(await courier.acknowledge(LetterKey(CERTIFICATE, certificate_id), by=by))


@router.post(
    "/invitations/{invitation_id:id}/acknowledgement",
    summary="Say that you saw an invitation; whether you come is the answer, which says that, too",
)
async def acknowledge_invitation(invitation_id: str, by: Acknowledging, courier: Courying) -> ServiceLine:
    return line(await courier.acknowledge(LetterKey(INVITATION, invitation_id), by=by))


@router.post(
    "/certificates/{certificate_id:id}/service/{record_id:digest}/paper",
    summary="Enter that a certificate was handed over on paper; the scan is PDF, JPEG or PNG of 10 MB at most",
)
async def enter_certificate(
    certificate_id: str,
    record_id: str,
    by: Entering,
    receipts: Receipts,
    receiver: Receiver,
    on: Annotated[Day, Form()],
    scan: UploadFile | None = None,
) -> ServiceLine:
    key, content = LetterKey(CERTIFICATE, certificate_id), await scan_of(scan)
    return line(await receipts.enter(key, RecordId(record_id), receiver, on, content, by=by))


@router.post(
    "/invitations/{invitation_id:id}/service/{record_id:digest}/paper",
    summary="Enter that an invitation was handed over on paper; the scan is PDF, JPEG or PNG of 10 MB at most",
)
async def enter_invitation(
    invitation_id: str,
    record_id: str,
    by: Entering,
    receipts: Receipts,
    receiver: Receiver,
    on: Annotated[Day, Form()],
    scan: UploadFile | None = None,
) -> ServiceLine:
    key, content = LetterKey(INVITATION, invitation_id), await scan_of(scan)
    return line(await receipts.enter(key, RecordId(record_id), receiver, on, content, by=by))

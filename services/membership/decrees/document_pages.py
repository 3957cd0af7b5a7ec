"""The pages of decrees as PDF in the browser, and the scan of what was signed by hand."""

from typing import Final

from fastapi import Depends, Response, UploadFile

from services.membership.decrees.api import Drafter, Queries, Reading
from services.membership.decrees.document_api import PaperSize, Room, kept_answer, proof_answer
from services.membership.decrees.domain import DecreeId
from services.membership.decrees.pages import letter_page, path_of
from services.membership.letters.scan_domain import MOST_BYTES, NotAScan
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.page import OnPage

router = page_router("/membership/decrees")

_CHECKED: Final = [Depends(checked_form)]


@router.get("/{decree_id:id}/letter.pdf")
async def letter(decree_id: str, viewer: Reading, room: Room) -> Response:
    return kept_answer(await room.kept(DecreeId(decree_id), by=viewer))


@router.get("/{decree_id:id}/proof.pdf")
async def proof(decree_id: str, viewer: Reading, room: Room, paper: PaperSize = None) -> Response:
    return proof_answer(await room.proof(DecreeId(decree_id), paper=paper, by=viewer))


@router.post("/{decree_id:id}/scan", dependencies=_CHECKED)
async def attach_scan(
    page: OnPage, decree_id: str, viewer: Drafter, room: Room, queries: Queries, scan: UploadFile
) -> Response:
    try:
        decree = await room.attach_scan(DecreeId(decree_id), await scan.read(MOST_BYTES + 1), by=viewer)
    except NotAScan as error:
        shown = await queries.one(decree_id, viewer)
        return await letter_page(page, shown, viewer, queries, errors={"scan": str(error)})
    return page.go(path_of(decree), said="اسکن پیوست شد و حکم ابلاغ می‌شود.")

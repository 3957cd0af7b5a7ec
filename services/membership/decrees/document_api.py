"""The pages of decrees as PDF, over HTTP."""

from typing import Annotated, Any, Final, Literal

from fastapi import Query, Response

from services.membership.decrees.api import Reading
from services.membership.decrees.domain import DecreeId
from services.membership.decrees.printing_usecases import Kept, ReadingRoom
from services.membership.printing.usecases import PDF
from shared.web.parts import part
from shared.web.routing import api_router

router = api_router("membership")

Room = Annotated[ReadingRoom, part(ReadingRoom)]
PaperSize = Annotated[Literal["a4", "a5"] | None, Query(description="the size of the paper, if not the usual one")]
_ENDINGS: Final = {PDF: "pdf", "image/jpeg": "jpg", "image/png": "png"}
_DOCUMENTED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}},
    409: {},
}


@router.get(
    "/decrees/{decree_id:id}/letter.pdf",
    summary="The page of a decree as it is kept, the same bytes for ever; the scan where it was signed by hand",
    response_class=Response,
    responses=_DOCUMENTED,
)
async def letter(decree_id: str, by: Reading, room: Room) -> Response:
    return kept_answer(await room.kept(DecreeId(decree_id), by=by))


@router.get(
    "/decrees/{decree_id:id}/proof.pdf",
    summary="The page as it would be printed, of a draft or for a signature by hand; it is made anew each time",
    response_class=Response,
    responses=_DOCUMENTED,
)
async def proof(decree_id: str, by: Reading, room: Room, paper: PaperSize = None) -> Response:
    return proof_answer(await room.proof(DecreeId(decree_id), paper=paper, by=by))


def kept_answer(kept: Kept) -> Response:
    """The page for a browser: shown, not saved, and known again by its hash."""
    name = f"letter.{_ENDINGS[kept.media_type]}"
    return Response(kept.content, media_type=kept.media_type, headers={**_shown(name), "ETag": f'"{kept.sha256}"'})


def proof_answer(content: bytes) -> Response:
    """A proof for a browser."""
    return Response(content, media_type=PDF, headers=_shown("proof.pdf"))


def _shown(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-cache"}

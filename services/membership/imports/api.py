"""Imports over HTTP."""

from typing import Annotated, Final

from fastapi import Query, Response, UploadFile
from pydantic import BaseModel

from services.membership.imports.access import IMPORT
from services.membership.imports.domain import FileTooLarge, ImportId, State
from services.membership.imports.queries import ImportQueries, ImportView
from services.membership.imports.usecases import ImportDesk, Upload
from shared.runtime.viewer import Viewer
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may

router = api_router("membership")

_MOST_BYTES: Final = 10 * 1024 * 1024

Importing = Annotated[Viewer, may(IMPORT)]
Desk = Annotated[ImportDesk, part(ImportDesk)]
Queries = Annotated[ImportQueries, part(ImportQueries)]


class Begun(BaseModel):
    """An import that goes on by itself; ask for it by its id."""

    id: str
    state: State


@router.post("/imports", status_code=202, summary="Import offices, people and posts from XLSX or CSV")
async def begin(
    file: UploadFile,
    by: Importing,
    desk: Desk,
    response: Response,
    *,
    dry_run: Annotated[bool, Query(description="Only look through the rows; a confirmation takes them.")] = False,
) -> Begun:
    one = await desk.take(await upload_of(file), is_dry_run=dry_run, by=by)
    response.headers["Location"] = f"/api/membership/imports/{one.id}"
    return Begun(id=one.id, state=one.state)


@router.get("/imports/{import_id:id}", summary="How far an import is, and what is wrong with its rows")
async def show(import_id: str, _: Importing, queries: Queries) -> ImportView:
    return await queries.view(import_id)


@router.post("/imports/{import_id:id}/confirmation", status_code=202, summary="Take the rows, or go on taking them")
async def confirm(import_id: str, by: Importing, desk: Desk) -> Begun:
    one = await desk.confirm(ImportId(import_id), by=by)
    return Begun(id=one.id, state=one.state)


@router.post("/imports/{import_id:id}/cancellation", summary="Stop an import; what was written stays")
async def cancel(import_id: str, by: Importing, desk: Desk) -> Begun:
    one = await desk.cancel(ImportId(import_id), by=by)
    return Begun(id=one.id, state=one.state)


async def upload_of(file: UploadFile) -> Upload:
    """Read an uploaded file. Raises FileTooLarge."""
    if (file.size or 0) > _MOST_BYTES:
        raise FileTooLarge("حجم فایل حداکثر ۱۰ مگابایت است.")
    return Upload(file.filename or "", await file.read())

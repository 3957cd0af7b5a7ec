"""Uploads in parts over HTTP, by tus 1.0 (core, creation, termination): a cut upload goes on where it was."""

from typing import Annotated

from fastapi import Header, Request, Response
from starlette.requests import ClientDisconnect

from services.news.media.api import LIMIT, Uploading
from services.news.media.uploads_domain import VERSION, Upload, read_metadata
from services.news.media.uploads_usecases import UploadDesk
from shared.web.parts import part
from shared.web.routing import api_router

router = api_router("news")

_PARTS = "application/offset+octet-stream"
_UNSUPPORTED, _CUT = 415, 400

Desk = Annotated[UploadDesk, part(UploadDesk)]
Size = Annotated[int, Header(ge=1, le=2**40)]
Place = Annotated[int, Header(ge=0, le=2**40)]


@router.post(
    "/uploads",
    status_code=201,
    response_class=Response,
    summary="Begin an upload in parts (tus)",
    dependencies=[LIMIT],
    responses={413: {}},
)
async def begin(
    by: Uploading,
    desk: Desk,
    upload_length: Size,
    upload_metadata: Annotated[
        str, Header(max_length=8192, description="filename, alt, decorative, credit, licence, each with base64")
    ] = "",
) -> Response:
    upload = await desk.begin(length=upload_length, metadata=read_metadata(upload_metadata), by=by)
    return _answer(upload, 201, location=f"/api/news/uploads/{upload.id}")


@router.get("/uploads/{upload_id:id}", response_class=Response, summary="Where an upload stands; also by HEAD (tus)")
async def one(upload_id: str, by: Uploading, desk: Desk) -> Response:
    upload = await desk.one(upload_id, by=by)
    return _answer(upload, 200, **{"upload-length": str(upload.length), "cache-control": "no-store"})


@router.patch(
    "/uploads/{upload_id:id}",
    status_code=204,
    summary="Send the next part, 8 MB at most (tus)",
    openapi_extra={"requestBody": {"content": {_PARTS: {"schema": {"type": "string", "format": "binary"}}}}},
    responses={400: {}, 409: {}, 410: {}, 413: {}, 415: {}, 507: {}},
)
async def go_on(request: Request, upload_id: str, by: Uploading, desk: Desk, upload_offset: Place) -> Response:
    if request.headers.get("content-type", "") != _PARTS:
        return Response(status_code=_UNSUPPORTED)
    try:
        upload = await desk.go_on(upload_id, request.stream(), offset=upload_offset, by=by)
    except ClientDisconnect:
        return Response(status_code=_CUT)  # nobody reads it; what came is kept
    # When all of it is there, the file of the library has the id of the upload.
    more = {"content-location": f"/api/news/media/{upload.id}"} if upload.is_complete else {}
    return _answer(upload, 204, **more)


@router.delete("/uploads/{upload_id:id}", status_code=204, summary="Give an upload up (tus)", responses={410: {}})
async def give_up(upload_id: str, by: Uploading, desk: Desk) -> Response:
    await desk.give_up(upload_id, by=by)
    return Response(status_code=204, headers={"tus-resumable": VERSION})


def _answer(upload: Upload, status: int, **headers: str) -> Response:
    return Response(
        status_code=status,
        headers={"tus-resumable": VERSION, "upload-offset": str(upload.offset), **headers},
    )

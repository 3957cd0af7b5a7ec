"""Media over HTTP: put into the library, described, withdrawn; files are at `/media/…`."""

import asyncio
import re
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import FormData, UploadFile

from services.news.media.access import CHANGE, SEE, UPLOAD
from services.news.media.domain import (
    LONGEST_ALT,
    LONGEST_CREDIT,
    Described,
    Licence,
    Media,
    MediaId,
    NotDescribed,
    State,
    described,
)
from services.news.media.kinds_domain import FileNotTaken, Kind
from services.news.media.queries import MediaQueries, MediaView, view_of
from services.news.media.usecases import MediaLibrary
from services.news.pictures.domain import Focus
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from shared.web.limits import Limit
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import may

router = api_router("news")

_WAIT: Final = re.compile(r"\bwait=(\d{1,4})\b")
_LONGEST_WAIT: Final = 20
_LOOKS_EVERY: Final = 0.1
_YES: Final = {"1", "true", "on"}
LIMIT = Depends(Limit("media", times=600, seconds=3600))

Library = Annotated[MediaLibrary, part(MediaLibrary)]
Reads = Annotated[MediaQueries, part(MediaQueries)]
Database = Annotated[Store, part(Store)]
Uploading = Annotated[Viewer, may(UPLOAD)]
Changing = Annotated[Viewer, may(CHANGE)]
Seeing = Annotated[Viewer, may(SEE)]
Share = Annotated[float, Field(ge=0, le=1)]

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "alt": {"type": "string", "maxLength": LONGEST_ALT, "description": "what it shows"},
                        "decorative": {"type": "string", "enum": ["1"], "description": "instead of alt"},
                        "credit": {"type": "string", "maxLength": LONGEST_CREDIT, "description": "who took it"},
                        "licence": {"type": "string", "enum": [each.value for each in Licence]},
                    },
                }
            }
        },
    },
    "parameters": [
        {
            "name": "Prefer",
            "in": "header",
            "description": f"`wait=5` (RFC 7240): answer when its pictures are made, or after so many seconds,"
            f" {_LONGEST_WAIT} at most",
            "schema": {"type": "string"},
        }
    ],
}


class Description(BaseModel):
    """What it shows, who took it, by which right it is shown, and where its middle is."""

    model_config = ConfigDict(extra="forbid")

    alt: Annotated[str, Field(max_length=LONGEST_ALT)] = ""
    decorative: bool = False
    credit: Annotated[str, Field(max_length=LONGEST_CREDIT)] = ""
    licence: Licence = Licence.OWN
    focus: tuple[Share, Share] | None = Field(default=None, description="from left and top, as shares of the size")
    poster: Annotated[str, Field(max_length=40)] | None = Field(
        default=None, description="the id of a picture that stands for a video until it is played; empty for none"
    )
    version: int | None = Field(default=None, description="the version that was read; left out, the newest is changed")


class MediaWithdrawal(BaseModel):
    """Why it is taken back, for readers of the articles that showed it."""

    model_config = ConfigDict(extra="forbid")

    explanation: Annotated[str, Field(min_length=1, max_length=500)]


class MediaPage(BaseModel):
    """Some of the library, the newest first."""

    total: int
    items: list[MediaView]


@router.post(
    "/media",
    status_code=201,
    summary="Upload a picture, a PDF or a recording",
    openapi_extra=_FORM,
    dependencies=[LIMIT],
    responses={413: {}, 415: {}, 422: {}, 507: {}},
)
async def upload(request: Request, by: Uploading, library: Library, queries: Reads, store: Database) -> MediaView:
    # The form is read only here, when it is known that its sender may upload.
    async with request.form(max_files=1, max_fields=20) as form:
        file, said = file_in(form), described_in(form)
        if not said.alt and not said.decorative:
            raise NotDescribed("در «alt» بنویسید تصویر چه نشان می‌دهد، یا «decorative=1» ارسال کنید.")
        # Its file is closed by the time the route would be run again.
        media = await store.run_again(lambda: library.add(file.file, name=file.filename or "", said=said, by=by))
    return view_of(await _when_ready(media, queries, request))


@router.get("/media", summary="The library of media, newest first")
async def listed(
    by: Seeing,
    queries: Reads,
    q: Annotated[
        str, Query(max_length=200, description="words of the description, the credit or the file's name")
    ] = "",
    kind: Kind | None = None,
    skip: Annotated[int, Query(ge=0, le=100_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> MediaPage:
    total, found = await queries.listed(by, words=q, kind=kind, skip=skip, limit=limit)
    return MediaPage(total=total, items=[each.media for each in found])


@router.get("/media/{media_id:id}", summary="One file of the library")
async def one(media_id: str, by: Seeing, queries: Reads) -> MediaView:
    return (await queries.one(MediaId(media_id), by)).media


@router.put("/media/{media_id:id}", summary="Describe it")
async def describe(media_id: str, new: Description, by: Changing, library: Library) -> MediaView:
    said = described(alt=new.alt, decorative=new.decorative, credit=new.credit, licence=new.licence)
    media = await library.describe(
        MediaId(media_id),
        said,
        focus=Focus(*new.focus) if new.focus else None,
        poster=None if new.poster is None else MediaId(new.poster),
        version=new.version,
        by=by,
    )
    return view_of(media)


@router.post("/media/{media_id:id}/withdrawal", summary="Take it back from all articles")
async def withdraw(media_id: str, new: MediaWithdrawal, by: Changing, library: Library) -> MediaView:
    return view_of(await library.withdraw(MediaId(media_id), explanation=new.explanation, by=by))


@router.delete("/media/{media_id:id}", status_code=204, summary="Delete what no article shows")
async def delete(media_id: str, by: Changing, library: Library) -> Response:
    await library.delete(MediaId(media_id), by=by)
    return Response(status_code=204)


def file_in(form: FormData) -> UploadFile:
    """Return the file of a form. Raises FileNotTaken when there is none."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.size:
        raise FileNotTaken("پرونده‌ای انتخاب نشده یا پرونده خالی است.")
    return file


def described_in(form: FormData) -> Described:
    """Return what a form says of its file."""
    typed = {name: str(form.get(name, "")) for name in ("alt", "credit", "licence")}
    return described(decorative=str(form.get("decorative", "")).lower() in _YES, **typed)


async def _when_ready(media: Media, queries: MediaQueries, request: Request) -> Media:
    """Wait as long as the header `Prefer` says for the pictures to be made."""
    asked = _WAIT.search(request.headers.get("prefer", ""))
    left = min(int(asked[1]), _LONGEST_WAIT) / _LOOKS_EVERY if asked else 0
    while media.state is State.PREPARING and left > 0:
        await asyncio.sleep(_LOOKS_EVERY)
        left -= 1
        media = await queries.file(media.id)
    return media

"""The addresses of media: whole or in parts, cached for ever when they are public, and never run by a browser."""

import re
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from services.news.media.access import SEE
from services.news.media.domain import Media, MediaId, MediaNotFound, Rendition
from services.news.media.kinds_domain import KINDS, Kind
from services.news.media.queries import MediaQueries
from services.news.media.shelf_outside import Shelf
from shared.web.identity import visitor
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.rules import EVERYBODY

router = page_router()

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_FOR_NOBODY_ELSE: Final = "private, no-store"
_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
_PART, _NOT_MODIFIED, _NO_SUCH_PART = 206, 304, 416

Reads = Annotated[MediaQueries, part(MediaQueries)]
Files = Annotated[Shelf, part(Shelf)]


@router.get("/media/{media_id:id}/{name}", dependencies=[EVERYBODY])
async def file(request: Request, media_id: str, name: str, queries: Reads, shelf: Files) -> Response:
    media = await queries.file(MediaId(media_id))
    is_public = await queries.is_public(media.id)
    # Who asks is looked at only here: what is public is given out whatever became of a sign-in.
    if not is_public and not SEE.allows(await visitor(request), *media.owners):
        raise MediaNotFound
    return await served(request, shelf, media, name, is_public=is_public)


async def served(request: Request, shelf: Shelf, media: Media, name: str, *, is_public: bool) -> Response:
    """Answer with one file of media, whole or in part. Whoever calls it has looked at who asks.

    Raises MediaNotFound, MediaWithdrawn, and what the shelf raises.
    """
    found = media.find(name)
    headers = _headers(media, found, is_public=is_public)
    if _is_known(request, headers["etag"]):
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    match _part_asked(request, headers["etag"], found.size):
        case None:
            return await _answer(shelf, found, 0, found.size, headers, status=200)
        case (start, end) if start < end:
            headers["content-range"] = f"bytes {start}-{end - 1}/{found.size}"
            return await _answer(shelf, found, start, end, headers, status=_PART)
        case _:
            return Response(
                status_code=_NO_SUCH_PART,
                headers={"content-range": f"bytes */{found.size}", "cache-control": "no-store"},
            )


async def _answer(
    shelf: Shelf, found: Rendition, start: int, end: int, headers: dict[str, str], *, status: int
) -> Response:
    whole = await shelf.whole(found.sha256, found.size)
    if whole is not None:
        return Response(whole[start:end], status, headers)
    headers["content-length"] = str(end - start)
    return StreamingResponse(await shelf.part(found.sha256, start, end - start), status, headers)


def _headers(media: Media, found: Rendition, *, is_public: bool) -> dict[str, str]:
    headers = {
        "content-type": found.media_type,
        "etag": f'"{found.sha256[:32]}"',
        "accept-ranges": "bytes",
        "cache-control": _FOR_EVER if is_public else _FOR_NOBODY_ELSE,
        # Beside the policy of all answers: nothing in it is run, whatever a browser takes it for.
        "content-security-policy": "default-src 'none'; sandbox",
        "cross-origin-resource-policy": "same-origin",
    }
    if media.kind is Kind.DOCUMENT:
        name = media.name if media.name.lower().endswith(".pdf") else f"{media.id}.{KINDS[found.media_type][1]}"
        headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return headers


def _is_known(request: Request, etag: str) -> bool:
    given = request.headers.get("if-none-match", "")
    return any(each.strip().removeprefix("W/") in {etag, "*"} for each in given.split(",")) if given else False


def _part_asked(request: Request, etag: str, size: int) -> tuple[int, int] | None:
    """Return where the part begins and ends that is asked for; None for the whole, (0, 0) for one that there is not.

    Several parts at once, and what is no range, get the whole, as RFC 9110 allows.
    """
    asked = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if not asked or request.headers.get("if-range", etag) != etag or asked.groups() == ("", ""):
        return None
    first, last = asked.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) else (0, 0)
    if last and int(last) < int(first):
        return None
    return (int(first), min(size, int(last) + 1 if last else size)) if int(first) < size else (0, 0)

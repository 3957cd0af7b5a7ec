"""The contracts for programs: JSON Schemas and asyncapi.yaml, which everybody may read."""

from typing import Annotated, Final

from fastapi import Header, Response

from services.news.contracts import queries
from services.news.contracts.queries import Text
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY

router = api_router("events")

_MINUTES: Final = "public, max-age=300"
_NOT_MODIFIED: Final = 304

_Has = Annotated[str | None, Header(alias="If-None-Match")]


@router.get(
    "/schemas/{event_type}.json",
    summary="The JSON Schema of an event's data",
    dependencies=[EVERYBODY],
    response_class=Response,
    responses={200: {"content": {"application/schema+json": {}}}},
)
async def schema(event_type: str, has: _Has = None) -> Response:
    return _answer(queries.schema(event_type), "application/schema+json", has)


@router.get(
    "/asyncapi.yaml",
    summary="All events, and where to connect, as AsyncAPI 3 has it",
    dependencies=[EVERYBODY],
    response_class=Response,
    responses={200: {"content": {"application/yaml": {}}}},
)
async def asyncapi(has: _Has = None) -> Response:
    return _answer(queries.document(), "application/yaml", has)


def _answer(text: Text, media_type: str, has: str | None) -> Response:
    headers = {"ETag": text.etag, "Cache-Control": _MINUTES}
    # A gateway that compresses an answer weakens its mark.
    if has and text.etag in {each.strip().removeprefix("W/") for each in has.split(",")}:
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    return Response(text.content, headers=headers, media_type=media_type)

"""Bulletins over HTTP."""

from typing import Annotated, Literal

from fastapi import Query, Response

from services.news.bulletins.calendar_domain import calendar_of
from services.news.bulletins.domain import BulletinId, Kind, Stage
from services.news.bulletins.queries import BulletinList, BulletinQueries, BulletinView, Wanted
from services.news.publishers.domain import publisher_id
from shared.language.speech import gettext as _
from shared.web.parts import part
from shared.web.routing import api_router
from shared.web.rules import EVERYBODY
from shared.web.shell.page import Now

router = api_router("news")

Queries = Annotated[BulletinQueries, part(BulletinQueries)]
_Place = Annotated[str, Query(max_length=200, description="the name of a place, in any spelling")]
_Office = Annotated[str, Query(max_length=60, description="the id of an office, such as water")]
_ICALENDAR = {200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}}


@router.get(
    "/bulletins",
    summary="Outages, alerts and occasions that are current or to come",
    dependencies=[EVERYBODY],
)
async def bulletins(
    queries: Queries,
    now: Now,
    kind: Kind | None = None,
    place: _Place = "",
    office: _Office = "",
    current: Annotated[int, Query(ge=0, le=1, description="1: only those that have begun")] = 0,
) -> BulletinList:
    found = await queries.open(now, _wanted(kind, place, office))
    shown = [each for each in found if each.stage(now) is Stage.CURRENT] if current else found
    return BulletinList(items=await queries.views(shown, now))


@router.get(
    "/occasions.ics",
    summary="Occasions as a calendar (RFC 5545) to which programs subscribe, or one of them, also after its end",
    dependencies=[EVERYBODY],
    response_class=Response,
    responses={200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}},
)
async def calendar(
    queries: Queries,
    now: Now,
    place: _Place = "",
    office: _Office = "",
    one: Annotated[str, Query(alias="id", max_length=200, description="the id of one: occasion/library:31")] = "",
) -> Response:
    if one:
        found = [await queries.one(BulletinId(one))]
    else:
        found = await queries.open(now, _wanted(Kind.OCCASION, place, office))
    occasions = [each for each in found if each.kind is Kind.OCCASION]
    written = calendar_of(occasions, name=_("رویدادهای شهرستان"), public_url=queries.public_url)
    return Response(written, media_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-cache"})


@router.get("/bulletins/{sort}/{key:path}", summary="One of them, also after its end", dependencies=[EVERYBODY])
async def bulletin(queries: Queries, now: Now, sort: Literal["outage", "alert", "occasion"], key: str) -> BulletinView:
    found = await queries.one(BulletinId(f"{sort}/{key}"))
    return (await queries.views([found], now))[0]


def _wanted(kind: Kind | None, place: str, office: str) -> Wanted:
    return Wanted(
        kind=kind.value if kind else "", place=place, publisher=publisher_id("office", office) if office else None
    )

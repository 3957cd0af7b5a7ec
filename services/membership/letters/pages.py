"""The page of what all letters go by: the series of numbers, and who signs for the governor."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Depends, Form, Query, Response, UploadFile

from services.membership.accounts.domain import PersonNotFound
from services.membership.accounts.queries import PersonQueries
from services.membership.bodies.queries import BodyQueries
from services.membership.letters.access import KEEP_DELEGATIONS, KEEP_SERIES
from services.membership.letters.api import Delegator, Kept, Looking, Numberer, Read
from services.membership.letters.delegations_domain import DelegationNotFound, WrongDelegation
from services.membership.letters.forms import TypedDelegation, TypedSeries
from services.membership.letters.plain_domain import PLAIN_SERIES
from services.membership.letters.scan_domain import MOST_BYTES, SUFFIXES, NotAScan
from services.membership.letters.series_domain import WrongSeries
from services.membership.posts.queries import PostQueries
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of, jalali_of
from shared.persian.order import alphabetical
from shared.runtime.access import NotAllowed
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/letters")

HERE: Final = "/membership/letters"
SOURCES: Final = (("own", "همین سامانه"), ("automation", "اتوماسیون اداری؛ شماره هنگام امضا وارد می‌شود"))
_CHECKED = [Depends(checked_form)]
_MOST: Final = 12

People = Annotated[PersonQueries, part(PersonQueries)]
Posts = Annotated[PostQueries, part(PostQueries)]
Bodies = Annotated[BodyQueries, part(BodyQueries)]


class Sources:
    """What the page is made of."""

    def __init__(self, read: Read, people: People, posts: Posts, bodies: Bodies) -> None:
        self.read, self.people, self.posts, self.bodies = read, people, posts, bodies


On = Annotated[Sources, Depends(Sources)]


@router.get("")
async def chancery(page: OnPage, viewer: Looking, on: On, asked: Annotated[TypedDelegation, Query()]) -> Response:
    """The page, and with words typed into its search field, the people who are found."""
    return await _page(page, viewer, on, delegation=asked)


@router.post("/series", dependencies=_CHECKED)
async def number(page: OnPage, viewer: Numberer, kept: Kept, on: On, typed: Annotated[TypedSeries, Form()]) -> Response:
    try:
        key, numbering, version = typed.read()
        series = await kept.number(
            key, numbering, checked_first=typed.checked_first == "yes", version=version, by=viewer
        )
    except Unfit as unfit:
        return await _page(page, viewer, on, series=typed, errors=unfit.errors)
    except (WrongSeries, Stale) as refusal:
        status = page.status_of(refusal)
        return await _page(page, viewer, on, series=typed, errors={"number_format": str(refusal)}, status=status)
    return page.go(HERE, said=_("شماره‌گذاری سری «%(series)s» ذخیره شد.", series=series.id))


@router.post("/delegations", dependencies=_CHECKED)
async def delegate(
    page: OnPage, viewer: Delegator, kept: Kept, on: On, typed: Annotated[TypedDelegation, Form()]
) -> Response:
    if typed.search:
        return await _page(page, viewer, on, delegation=typed)
    try:
        delegation = await kept.delegate(typed.read(), by=viewer)
    except Unfit as unfit:
        return await _page(page, viewer, on, delegation=typed, errors=unfit.errors)
    except (WrongDelegation, NotAllowed, PersonNotFound) as refusal:
        status = page.status_of(refusal)
        return await _page(page, viewer, on, delegation=typed, errors={"to_person_id": str(refusal)}, status=status)
    return page.go(HERE, said=_("تفویض امضا به %(name)s ثبت شد.", name=delegation.to_name))


@router.post("/delegations/{delegation_id:id}/withdrawal", dependencies=_CHECKED)
async def withdraw(page: OnPage, delegation_id: str, viewer: Delegator, kept: Kept) -> Response:
    await kept.withdraw(delegation_id, by=viewer)
    return page.go(HERE, said="تفویض امضا پس گرفته شد.")


@router.post("/scans", dependencies=_CHECKED)
async def attach_scan(
    page: OnPage, viewer: Delegator, kept: Kept, on: On, delegation_id: Annotated[str, Form()], scan: UploadFile
) -> Response:
    try:
        await kept.attach_scan(delegation_id, await scan.read(MOST_BYTES + 1), by=viewer)
    except NotAScan as refusal:
        return await _page(page, viewer, on, scanned=delegation_id, errors={"scan": str(refusal)})
    except (DelegationNotFound, WrongDelegation) as refusal:
        status = page.status_of(refusal)
        return await _page(page, viewer, on, errors={"delegation_id": str(refusal)}, status=status)
    return page.go(HERE, said="اسکن نامه تفویض پیوست شد.")


@router.get("/delegations/{delegation_id:id}/scan")
async def scan(delegation_id: str, viewer: Looking, kept: Kept) -> Response:
    """The scan as a file: it is never shown within our pages."""
    content, media_type = await kept.scan(delegation_id, by=viewer)
    name = f'attachment; filename="delegation-{delegation_id}.{SUFFIXES[media_type]}"'
    headers = {"Content-Disposition": name, "Cache-Control": "private, no-store"}
    return Response(content, media_type=media_type, headers=headers)


async def _page(
    page: Page,
    viewer: Viewer,
    on: Sources,
    *,
    series: TypedSeries | None = None,
    delegation: TypedDelegation | None = None,
    scanned: str = "",
    errors: Mapping[str, str] | None = None,
    status: int = UNFIT_STATUS,
) -> Response:
    every = await on.read.all_series(PLAIN_SERIES.union(body.series for body in await on.bodies.all()))
    typed = delegation or TypedDelegation()
    governors = [post.holder.person_id for post in await on.posts.filled("governor") if post.holder]
    delegations = await on.read.delegations()
    found = await on.people.named(typed.name, limit=_MOST) if typed.name.strip() else {}
    chosen = await on.people.names([typed.to_person_id] if typed.to_person_id else [])
    names = {**{str(key): name for key, name in chosen.items()}, **found}
    return page.show(
        "membership/letters.html",
        status=status if errors else 200,
        series=[series if series and series.series == each.id else TypedSeries.of(each) for each in every],
        changed=series.series if series else "",
        typed=typed,
        errors=errors or {},
        sources=SOURCES,
        checked_anyway=PLAIN_SERIES,
        governors=[(key, name) for key, name in (await on.people.names(governors)).items()],
        people=sorted(names.items(), key=lambda each: alphabetical(each[1])),
        delegations=delegations,
        without_scan=[(each.id, f"{each.to_name} · {each.letter_no}") for each in delegations if each.scan is None],
        scanned=scanned,
        today=day_of(page.now),
        year=jalali_of(page.now).year,
        may_number=KEEP_SERIES.allows(viewer),
        may_delegate=KEEP_DELEGATIONS.allows(viewer),
    )

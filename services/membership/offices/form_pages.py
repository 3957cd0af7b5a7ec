"""The form that registers an office, and changes one."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from fastapi import Depends, Form, Response

from services.membership.office_kinds.api import Kinds
from services.membership.office_kinds.domain import OfficeKind
from services.membership.offices.api import Directory, Keeping, Offices
from services.membership.offices.domain import (
    SIZE_CLASSES,
    WORK_WEEKS,
    NoParent,
    Office,
    OfficeEnded,
    OfficeTaken,
    UnknownKind,
)
from services.membership.offices.forms import TypedOffice
from services.membership.offices.pages import path_of
from services.membership.offices.queries import OfficeQueries
from shared.language.shown import numeric_date
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.runtime.stale import Stale
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/offices")

_CHECKED = [Depends(checked_form)]
_FIELDS: Final[Mapping[type[Exception], str]] = {
    OfficeTaken: "id",
    UnknownKind: "kind",
    NoParent: "parent_id",
    OfficeEnded: "active_from",
}
"""The field beside which a refusal stands."""


@router.get("/new")
async def ask(page: OnPage, _viewer: Keeping, queries: Offices, kinds: Kinds) -> Response:
    typed = TypedOffice(executive="yes", active_from=numeric_date(page.now))
    return await _form(page, queries, await kinds.all(), typed)


@router.post("/new", dependencies=_CHECKED)
async def register(
    page: OnPage,
    viewer: Keeping,
    queries: Offices,
    kinds: Kinds,
    directory: Directory,
    typed: Annotated[TypedOffice, Form()],
) -> Response:
    errors: Mapping[str, str]
    status = UNFIT_STATUS
    try:
        office_id, given = typed.read_new()
        office = await directory.enter(office_id, given, by=viewer)
    except Unfit as unfit:
        errors = unfit.errors
    except (OfficeTaken, UnknownKind, NoParent) as refusal:
        errors, status = {_FIELDS[type(refusal)]: str(refusal)}, page.status_of(refusal)
    else:
        return page.go(path_of(office), said=_("«%(name)s» ثبت شد.", name=office.name))
    return await _form(page, queries, await kinds.all(), typed, errors=errors, status=status)


@router.get("/{office_id:slug}/edit")
async def edit(page: OnPage, office_id: str, _viewer: Keeping, queries: Offices, kinds: Kinds) -> Response:
    office = await queries.one(office_id)
    return await _form(page, queries, await kinds.all(), TypedOffice.of(office), office=office)


@router.post("/{office_id:slug}/edit", dependencies=_CHECKED)
async def change(
    page: OnPage,
    office_id: str,
    viewer: Keeping,
    queries: Offices,
    kinds: Kinds,
    directory: Directory,
    typed: Annotated[TypedOffice, Form()],
) -> Response:
    errors: Mapping[str, str]
    status = UNFIT_STATUS
    try:
        office = await directory.change(office_id, typed.read(), version=typed.seen, by=viewer)
    except Unfit as unfit:
        errors = unfit.errors
    except Stale as stale:
        errors, status = {"name": str(stale)}, page.status_of(stale)
    except (OfficeEnded, UnknownKind, NoParent) as refusal:
        errors, status = {_FIELDS[type(refusal)]: str(refusal)}, page.status_of(refusal)
    else:
        return page.go(path_of(office), said="تغییرها ذخیره شد.")
    known = await queries.one(office_id)
    return await _form(page, queries, await kinds.all(), typed, office=known, errors=errors, status=status)


async def _form(
    page: Page,
    queries: OfficeQueries,
    kinds: Sequence[OfficeKind],
    typed: TypedOffice,
    *,
    office: Office | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = UNFIT_STATUS,
) -> Response:
    """Show the form of a new office, or of `office`."""
    parents = await queries.choices(today=day_of(page.now), but=office.id if office else "")
    if typed.parent_id and typed.parent_id not in dict(parents):
        # The present one may be closed meanwhile, and is kept until another one is chosen.
        parents += (await queries.names([typed.parent_id])).items()
    return page.show(
        "membership/office-form.html",
        status=status if errors else 200,
        office=office,
        typed=typed,
        kinds=[("", "انتخاب کنید"), *((kind.id, kind.name) for kind in kinds)],
        parents=[("", "ندارد"), *parents],
        sizes=list(SIZE_CLASSES.items()),
        work_weeks=list(WORK_WEEKS.items()),
        errors=errors or {},
    )

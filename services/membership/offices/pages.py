"""The pages of the directory: the list, an office, and its closing and reopening."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Final, cast

from fastapi import Depends, Form, Response

from services.membership.office_kinds.api import Kinds
from services.membership.office_kinds.domain import OfficeKind
from services.membership.offices.access import KEEP_OFFICES, READ_OFFICES
from services.membership.offices.api import Directory, Keeping, Offices
from services.membership.offices.domain import (
    SIZE_CLASSES,
    WORK_WEEKS,
    NoSuccessor,
    Office,
    OfficeEnded,
)
from services.membership.offices.forms import TypedClosing
from services.membership.offices.queries import Executive, HoldingLine, OfficeQueries, OfficeState, Order, Wanted
from shared.language.shown import date_with_year, numeric_date
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.rules import may
from shared.web.sheets import Cell, SheetFormat, sheet
from shared.web.shell.listing import Listing, Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/offices")

HERE: Final = "/membership/offices"
_STATES: Final = ("open", "closed")
_GIVEN_HERE: Final = ("pr_manager", "head_of_office", "deputy", "liaison")
"""The roles of an office that the secretariat gives; the governor's is the operator's."""
_CHECKED = [Depends(checked_form)]
_COLUMNS: Final = (
    "شناسه", "نام", "نام کوتاه", "نام‌های دیگر", "نوع", "اجرایی", "اندازه", "مدیر روابط عمومی", "سرپرست",
    "تلفن", "ایمیل", "وب‌گاه", "نشانی", "سالن", "گنجایش سالن", "هفته کاری", "آغاز کار", "بسته شده در", "جانشین",
)  # fmt: skip

Reading = Annotated[Viewer, may(READ_OFFICES)]


def path_of(office: Office) -> str:
    """The page of an office."""
    return f"{HERE}/{office.id}"


@router.get("")
async def directory(page: OnPage, viewer: Reading, queries: Offices, kinds: Kinds) -> Response:
    every, today = await kinds.all(), day_of(page.now)
    listing = _rules(every).read(page.request.query_params)
    wanted = await queries.looked_up(_wanted(listing), today=today)
    total = await queries.count(wanted, today=today)
    listing = listing.within(total)
    found = await queries.some(
        wanted,
        today=today,
        by=_order(listing),
        descending=listing.is_descending,
        skip=listing.skip,
        limit=listing.rules.size,
    )
    return page.show(
        "membership/offices.html",
        offices=found,
        managers=await queries.posts.managers_of([office.id for office in found]),
        listing=listing,
        total=total,
        selects=_selects(every),
        export=f"{HERE}/list",
        query=_query(listing),
        may_keep=KEEP_OFFICES.allows(viewer),
        today=today,
    )


@router.get("/list.xlsx")
async def as_workbook(page: OnPage, _viewer: Reading, queries: Offices, kinds: Kinds) -> Response:
    return await _sheet(page, "xlsx", queries, await kinds.all())


@router.get("/list.csv")
async def as_csv(page: OnPage, _viewer: Reading, queries: Offices, kinds: Kinds) -> Response:
    return await _sheet(page, "csv", queries, await kinds.all())


@router.get("/{office_id:slug}")
async def office(page: OnPage, office_id: str, viewer: Reading, queries: Offices) -> Response:
    return await _card(page, queries, await queries.one(office_id), viewer)


@router.get("/{office_id:slug}/closing")
async def ask_to_close(page: OnPage, office_id: str, _viewer: Keeping, queries: Offices) -> Response:
    return await _closing(page, queries, await queries.one(office_id), TypedClosing(on=numeric_date(page.now)))


@router.post("/{office_id:slug}/closing", dependencies=_CHECKED)
async def close(
    page: OnPage,
    office_id: str,
    viewer: Keeping,
    queries: Offices,
    directory: Directory,
    typed: Annotated[TypedClosing, Form()],
) -> Response:
    errors: Mapping[str, str]
    status = UNFIT_STATUS
    try:
        on, successor = typed.read()
        office = await directory.close(office_id, on=on, successor_id=successor, by=viewer)
    except Unfit as unfit:
        errors = unfit.errors
    except (OfficeEnded, NoSuccessor) as refusal:
        field = "successor" if isinstance(refusal, NoSuccessor) else "on"
        errors, status = {field: str(refusal)}, page.status_of(refusal)
    else:
        said = _("«%(name)s» از %(day)s بسته است.", name=office.name, day=date_with_year(on))
        return page.go(path_of(office), said=said)
    return await _closing(page, queries, await queries.one(office_id), typed, errors=errors, status=status)


@router.post("/{office_id:slug}/reopening", dependencies=_CHECKED)
async def reopen(page: OnPage, office_id: str, viewer: Keeping, directory: Directory) -> Response:
    office = await directory.reopen(office_id, by=viewer)
    return page.go(path_of(office), said="دستگاه بازگشایی شد. هر کس سمتش پایان یافته است باید دوباره منصوب شود.")


async def _card(page: Page, queries: OfficeQueries, office: Office, viewer: Viewer) -> Response:
    near = {key for key in (office.successor_id, office.facts.parent_id) if key}
    return page.show(
        "membership/office.html",
        office=office,
        facts_of=office.facts,
        posts=await queries.posts.of_office(office.id),
        names=await queries.names(near),
        before=await queries.succeeded_by(office.id),
        today=day_of(page.now),
        work_weeks=WORK_WEEKS,
        sizes=SIZE_CLASSES,
        may_keep=KEEP_OFFICES.allows(viewer),
        given_here=_GIVEN_HERE,
    )


async def _closing(
    page: Page,
    queries: OfficeQueries,
    office: Office,
    typed: TypedClosing,
    *,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    return page.show(
        "membership/office-closing.html",
        status=status,
        office=office,
        typed=typed,
        choices=[("", "بدون جانشین"), *await queries.choices(today=day_of(page.now), but=office.id)],
        errors=errors or {},
    )


async def _sheet(page: Page, as_: SheetFormat, queries: OfficeQueries, kinds: Sequence[OfficeKind]) -> Response:
    listing = _rules(kinds).read(page.request.query_params)
    found = await queries.some(
        _wanted(listing), today=day_of(page.now), by=_order(listing), descending=listing.is_descending
    )
    managers = await queries.posts.managers_of([office.id for office in found])
    names = await queries.names({office.successor_id for office in found if office.successor_id})
    rows = [_row(office, managers.get(office.id), names) for office in found]
    return await sheet(as_, _("دستگاه‌ها"), _COLUMNS, rows)


def _rules(kinds: Iterable[OfficeKind]) -> Rules:
    return Rules(
        HERE,
        sorts=("kind", "name"),
        usual_sort="kind",
        filters={
            "kind": [kind.id for kind in kinds],
            "state": _STATES,
            "executive": ("yes", "no"),
            "manager": ("none",),
        },
    )


def _wanted(listing: Listing) -> Wanted:
    chosen = listing.filters
    return Wanted(
        words=listing.words,
        kind=chosen.get("kind", ""),
        state=cast("OfficeState | None", chosen.get("state")),
        executive=cast("Executive | None", chosen.get("executive")),
        without_manager="manager" in chosen,
    )


def _query(listing: Listing) -> str:
    """The query of this list without its page, for the files that hold all of it."""
    _path, mark, query = listing.on_page(1).href.partition("?")
    return mark + query


def _order(listing: Listing) -> Order:
    return "name" if listing.sort_key == "name" else "kind"


def _selects(kinds: Iterable[OfficeKind]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        ("kind", "نوع", [(kind.id, kind.name) for kind in kinds]),
        ("state", "وضعیت", [("open", "باز"), ("closed", "بسته")]),
        ("executive", "دستگاه اجرایی", [("yes", "اجرایی"), ("no", "غیراجرایی")]),
        ("manager", "مدیر روابط عمومی", [("none", "بدون مدیر")]),
    ]


def _row(office: Office, manager: HoldingLine | None, names: Mapping[str, str]) -> list[Cell]:
    facts = office.facts
    return [
        office.id,
        facts.name,
        facts.short_name,
        "، ".join(facts.aliases),
        facts.kind_name,
        _said(facts.executive),
        _(SIZE_CLASSES[facts.size_class]),
        manager.name if manager else "",
        _said(manager.acting) if manager else "",
        "، ".join(facts.phones or [facts.phone]),
        facts.email,
        facts.website,
        facts.address,
        _said(facts.can_host),
        facts.hall_capacity,
        _(WORK_WEEKS.get(facts.work_week, facts.work_week)),
        facts.active_from,
        office.closed_on,
        names[office.successor_id] if office.successor_id else "",
    ]


def _said(is_so: bool) -> str:  # noqa: FBT001 - a value to show, no switch
    return _("بله") if is_so else _("خیر")

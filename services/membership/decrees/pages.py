"""The pages of the register: the list, and a letter with the dialogs that sign, return, correct and revoke."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final, Literal

from fastapi import Depends, Form, Response

from services.membership.decrees.access import DRAFT_DECREE, READ_REGISTER, REVOKE_DECREE
from services.membership.decrees.api import Drafter, Drafts, Queries, Reading, Revoking, Signed, Signing
from services.membership.decrees.domain import BadTerm, Decree, DecreeId
from services.membership.decrees.forms import TypedDeed
from services.membership.decrees.queries import DecreeQueries, Wanted
from services.membership.letters.series_domain import NumberTaken, WrongNumber
from services.membership.letters.standing_domain import IN_FORCE, TO_SIGN, UNSIGNED, Standing
from services.membership.service_records.api import Courying, Served, read_service
from services.membership.service_records.domain import TO_NAMES, WAY_NAMES, LetterKey, ServiceRecord
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of, jalali_of
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/decrees")

HERE: Final = "/membership/decrees"
_REGISTER: Final = Rules(HERE, sorts=("date", "number"), usual_sort="-date", filters={"state": tuple(Standing)})
CHECKED: Final = [Depends(checked_form)]


@router.get("")
async def register(page: OnPage, viewer: Reading, queries: Queries) -> Response:
    sees_all = READ_REGISTER.allows(viewer)
    listing = _REGISTER.read(page.request.query_params)
    asked = [Standing(each) for each in listing.filters.values()]
    wanted = Wanted(asked, None if sees_all else viewer.person_id, listing.words)
    total = await queries.how_many(wanted)
    listing = listing.within(total)
    by: Literal["date", "number"] = "number" if listing.sort_key == "number" else "date"
    decrees = await queries.some(
        wanted, by=by, descending=listing.is_descending, skip=listing.skip, limit=_REGISTER.size
    )
    counts = await queries.counts()
    year = jalali_of(page.now).year
    return page.show(
        "membership/decrees.html",
        all_of_them=sees_all,
        may_draft=DRAFT_DECREE.allows(viewer),
        may_sign=await queries.may_sign(viewer),
        decrees=decrees,
        listing=listing,
        total=total,
        filters=[
            ("", "همه", sum(counts.values())),
            *((each.value, each.word, counts[each]) for each in Standing if counts[each] or each in asked),
        ],
        year=year,
        last=await queries.last_number(year),
        today=day_of(page.now),
        counts={HERE: sum(counts[each] for each in TO_SIGN)} if sees_all else {},
    )


@router.get("/{decree_id:id}")
async def letter(
    page: OnPage, decree_id: str, viewer: Reading, queries: Queries, courier: Courying, served: Served
) -> Response:
    decree = await queries.one(decree_id, viewer)
    service = await read_service(LetterKey(decree.kind, decree.id), viewer, courier, served)
    return await letter_page(page, decree, viewer, queries, service=service)


@router.post("/{decree_id:id}/signature", dependencies=CHECKED)
async def sign(
    page: OnPage,
    decree_id: str,
    viewer: Signing,
    queries: Queries,
    signed: Signed,
    typed: Annotated[TypedDeed, Form()],
) -> Response:
    try:
        decree = await signed.sign(DecreeId(decree_id), version=typed.seen(), number=typed.number, by=viewer)
    except (WrongNumber, NumberTaken) as refusal:
        decree, errors = await queries.one(decree_id, viewer), {"number": str(refusal)}
        return await letter_page(page, decree, viewer, queries, errors=errors, typed=typed, opened="signature")
    number = digits(decree.registered.register_no)
    return page.go(path_of(decree), said=_("امضا شد و با شماره %(number)s در دفتر ثبت شد.", number=number))


@router.post("/{decree_id:id}/return", dependencies=CHECKED)
async def send_back(
    page: OnPage,
    decree_id: str,
    viewer: Signing,
    queries: Queries,
    signed: Signed,
    typed: Annotated[TypedDeed, Form()],
) -> Response:
    try:
        decree = await signed.send_back(DecreeId(decree_id), typed.returned(), version=typed.seen(), by=viewer)
    except Unfit as unfit:
        decree = await queries.one(decree_id, viewer)
        return await letter_page(page, decree, viewer, queries, errors=unfit.errors, typed=typed, opened="return")
    return page.go(path_of(decree), said="پیش‌نویس با یادداشت شما به دبیرخانه بازگشت.")


@router.post("/{decree_id:id}/revocation", dependencies=CHECKED)
async def revoke(
    page: OnPage,
    decree_id: str,
    viewer: Revoking,
    queries: Queries,
    signed: Signed,
    typed: Annotated[TypedDeed, Form()],
) -> Response:
    try:
        decree = await signed.revoke(DecreeId(decree_id), typed.revocation(), by=viewer)
    except Unfit as unfit:
        decree = await queries.one(decree_id, viewer)
        return await letter_page(page, decree, viewer, queries, errors=unfit.errors, typed=typed, opened="revocation")
    return page.go(path_of(decree), said="حکم لغو شد؛ شماره آن در دفتر می‌ماند.")


@router.post("/{decree_id:id}/annulment", dependencies=CHECKED)
async def annul(
    page: OnPage,
    decree_id: str,
    viewer: Revoking,
    queries: Queries,
    signed: Signed,
    typed: Annotated[TypedDeed, Form()],
) -> Response:
    try:
        decree = await signed.annul(DecreeId(decree_id), typed.annulment(), by=viewer)
    except Unfit as unfit:
        decree = await queries.one(decree_id, viewer)
        return await letter_page(page, decree, viewer, queries, errors=unfit.errors, typed=typed, opened="annulment")
    return page.go(path_of(decree), said="شماره ابطال شد و با دلیل آن در دفتر می‌ماند.")


@router.post("/{decree_id:id}/amendment", dependencies=CHECKED)
async def amend(
    page: OnPage,
    decree_id: str,
    viewer: Drafter,
    queries: Queries,
    drafts: Drafts,
    typed: Annotated[TypedDeed, Form()],
) -> Response:
    try:
        decree = await drafts.draft_amendment(DecreeId(decree_id), typed.amendment(), by=viewer)
    except Unfit as unfit:
        errors = unfit.errors
    except BadTerm as refusal:
        errors = {"valid_until": str(refusal)}
    else:
        return page.go(path_of(decree), said="پیش‌نویس اصلاحیه ساخته شد.")
    decree = await queries.one(decree_id, viewer)
    return await letter_page(page, decree, viewer, queries, errors=errors, typed=typed, opened="amendment")


@router.post("/{decree_id:id}/supersession", dependencies=CHECKED)
async def supersede(
    page: OnPage,
    decree_id: str,
    viewer: Drafter,
    queries: Queries,
    drafts: Drafts,
    typed: Annotated[TypedDeed, Form()],
) -> Response:
    try:
        decree = await drafts.draft_successor(DecreeId(decree_id), typed.succession(), by=viewer)
    except Unfit as unfit:
        decree = await queries.one(decree_id, viewer)
        return await letter_page(page, decree, viewer, queries, errors=unfit.errors, typed=typed, opened="supersession")
    return page.go(f"{path_of(decree)}/edit", said="پیش‌نویس حکم جایگزین ساخته شد؛ آن را بازبینی کنید.")


async def letter_page(
    page: Page,
    decree: Decree,
    viewer: Viewer,
    queries: DecreeQueries,
    *,
    errors: Mapping[str, str] | None = None,
    typed: TypedDeed | None = None,
    opened: str = "",
    service: Sequence[ServiceRecord] = (),
) -> Response:
    """The page of one decree, with the dialog open into which something unfit was typed."""
    standing = decree.standing(day_of(page.now))
    is_draft, is_in_force = standing in UNSIGNED, standing in IN_FORCE
    drafts, signs = DRAFT_DECREE.allows(viewer), await queries.may_sign(viewer)
    series = await queries.series_of(decree)
    is_ready = standing in TO_SIGN and (standing is Standing.CHECKED or not series.checked_first)
    revokes = REVOKE_DECREE.allows(viewer)
    return page.show(
        "membership/decree.html",
        status=UNFIT_STATUS if errors else 200,
        decree=decree,
        today=day_of(page.now),
        service=service,
        to_names=TO_NAMES,
        way_names=WAY_NAMES,
        fingerprint=f"{decree.registration.content_sha256[:12]}…" if decree.registration else None,
        may_edit=is_draft and drafts,
        may_scan=drafts,
        may_check=standing is Standing.DRAFT and drafts,
        may_delete=is_draft and drafts,
        may_sign=is_ready and signs,
        waits_for_check=standing in TO_SIGN and signs and not is_ready,
        asks_number=series.numbering.source == "automation",
        may_return=is_draft and signs,
        may_amend=is_in_force and drafts,
        may_annul=is_in_force and not decree.served_at and not decree.follows and revokes,
        may_revoke=(is_in_force or standing is Standing.AMENDED) and not decree.amends and revokes,
        errors=errors or {},
        typed=typed or TypedDeed(),
        opened=opened,
    )


def path_of(decree: Decree) -> str:
    """The address of the page of a decree."""
    return f"{HERE}/{decree.id}"

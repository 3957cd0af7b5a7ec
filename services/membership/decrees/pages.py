"""The pages of the register: the list, a letter, and the forms that draft, sign, correct and revoke."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final, Literal

from fastapi import Depends, Form, Query, Response

from services.membership.bodies.domain import RoleUnknown
from services.membership.decrees.access import DRAFT_DECREE, READ_REGISTER, REVOKE_DECREE, SIGN_DECREE
from services.membership.decrees.api import Drafter, Drafts, Queries, Reading, Revoking, Signed, Signing
from services.membership.decrees.choice_queries import ChoiceQueries
from services.membership.decrees.domain import BadTerm, Decree, DecreeId, NotNow
from services.membership.decrees.forms import ANOTHER, TypedAmendment, TypedDecree, TypedRevocation
from services.membership.decrees.queries import Wanted
from services.membership.letters.domain import NotAddressed, State
from services.membership.members.domain import AlreadyMember
from services.membership.service_records.access import READ_SERVICE
from services.membership.service_records.api import Courying, Served
from services.membership.service_records.domain import TO_NAMES, WAY_NAMES, LetterKey, ServiceRecord
from shared.language.shown import digits, numeric_date
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of, jalali_of
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/decrees")

HERE: Final = "/membership/decrees"
_REGISTER: Final = Rules(HERE, sorts=("date", "number"), usual_sort="-date", filters={"state": tuple(State)})
_CHECKED = [Depends(checked_form)]

Offered = Annotated[ChoiceQueries, part(ChoiceQueries)]


@router.get("")
async def register(page: OnPage, viewer: Reading, queries: Queries) -> Response:
    sees_all = READ_REGISTER.allows(viewer)
    listing = _REGISTER.read(page.request.query_params)
    state = State(listing.filters["state"]) if listing.filters else None
    wanted = Wanted(state, None if sees_all else viewer.person_id, listing.words)
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
        decrees=decrees,
        listing=listing,
        total=total,
        filters=[
            ("", "همه", sum(counts.values())),
            ("draft", "پیش‌نویس", counts[State.DRAFT]),
            ("registered", "ثبت‌شده", counts[State.REGISTERED]),
            ("revoked", "لغوشده", counts[State.REVOKED]),
        ],
        year=year,
        last=await queries.last_number(year),
        today=day_of(page.now),
        counts={HERE: counts[State.DRAFT]} if sees_all else {},
    )


@router.get("/new")
async def ask(page: OnPage, _viewer: Drafter, offered: Offered, asked: Annotated[TypedDecree, Query()]) -> Response:
    """The form, and with what is typed into its search fields, the people and offices that are found."""
    today = numeric_date(page.now)
    return await _form(page, offered, asked.model_copy(update={"valid_from": asked.valid_from or today}))


@router.post("/new", dependencies=_CHECKED)
async def begin(
    page: OnPage, viewer: Drafter, drafts: Drafts, offered: Offered, typed: Annotated[TypedDecree, Form()]
) -> Response:
    if typed.search:
        return await _form(page, offered, typed)
    try:
        decree = await drafts.draft(typed.read(), by=viewer)
    except Unfit as unfit:
        return await _form(page, offered, typed, errors=unfit.errors)
    except NotNow as refusal:
        errors = {"office_ids": str(refusal)}
        return await _form(page, offered, typed, errors=errors, status=page.status_of(refusal))
    except (AlreadyMember, NotAddressed) as refusal:
        return await _form(page, offered, typed, errors={"person_id": str(refusal)}, status=page.status_of(refusal))
    except RoleUnknown as refusal:
        return await _form(page, offered, typed, errors={"role": str(refusal)}, status=page.status_of(refusal))
    return page.go(_path(decree), said="پیش‌نویس ساخته شد و در انتظار امضای فرماندار است.")


@router.get("/{decree_id:id}")
async def letter(
    page: OnPage, decree_id: str, viewer: Reading, queries: Queries, courier: Courying, served: Served
) -> Response:
    decree = await queries.one(decree_id, viewer)
    key = LetterKey(decree.kind, decree.id)
    await courier.opened(key, by=viewer)
    service = await served.records_of(key) if READ_SERVICE.allows(viewer) else []
    return _letter_page(page, decree, viewer, service=service)


@router.post("/{decree_id:id}/signature", dependencies=_CHECKED)
async def sign(page: OnPage, decree_id: str, viewer: Signing, signed: Signed) -> Response:
    decree = await signed.sign(DecreeId(decree_id), by=viewer)
    number = digits(decree.registered.register_no)
    return page.go(_path(decree), said=_("امضا شد و با شماره %(number)s در دفتر ثبت شد.", number=number))


@router.post("/{decree_id:id}/revocation", dependencies=_CHECKED)
async def revoke(
    page: OnPage,
    decree_id: str,
    viewer: Revoking,
    queries: Queries,
    signed: Signed,
    typed: Annotated[TypedRevocation, Form()],
) -> Response:
    try:
        decree = await signed.revoke(DecreeId(decree_id), typed.read(), by=viewer)
    except Unfit as unfit:
        decree = await queries.one(decree_id, viewer)
        return _letter_page(page, decree, viewer, errors=unfit.errors, revocation=typed)
    return page.go(_path(decree), said="حکم لغو شد؛ شماره آن در دفتر می‌ماند.")


@router.post("/{decree_id:id}/amendment", dependencies=_CHECKED)
async def amend(
    page: OnPage,
    decree_id: str,
    viewer: Drafter,
    queries: Queries,
    drafts: Drafts,
    typed: Annotated[TypedAmendment, Form()],
) -> Response:
    try:
        decree = await drafts.draft_amendment(DecreeId(decree_id), typed.read(), by=viewer)
    except Unfit as unfit:
        errors = unfit.errors
    except BadTerm as refusal:
        errors = {"valid_until": str(refusal)}
    else:
        return page.go(_path(decree), said="پیش‌نویس اصلاحیه ساخته شد.")
    return _letter_page(page, await queries.one(decree_id, viewer), viewer, errors=errors, amendment=typed)


async def _form(
    page: Page,
    offered: ChoiceQueries,
    typed: TypedDecree,
    *,
    errors: Mapping[str, str] | None = None,
    status: int = UNFIT_STATUS,
) -> Response:
    recipient = await offered.recipient(typed.person_id)
    bodies, roles = await offered.bodies_and_roles()
    return page.show(
        "membership/decree-new.html",
        status=status if errors else 200,
        typed=typed,
        errors=errors or {},
        another=ANOTHER,
        recipient=recipient,
        recipients=await offered.recipients("" if recipient else typed.name),
        offices=await offered.offices_for(typed.office_words, typed.office_ids, day_of(page.now)),
        bodies=bodies,
        roles=roles,
    )


def _letter_page(
    page: Page,
    decree: Decree,
    viewer: Viewer,
    *,
    errors: Mapping[str, str] | None = None,
    amendment: TypedAmendment | None = None,
    revocation: TypedRevocation | None = None,
    service: Sequence[ServiceRecord] = (),
) -> Response:
    is_registered = decree.state is State.REGISTERED
    return page.show(
        "membership/decree.html",
        status=UNFIT_STATUS if errors else 200,
        decree=decree,
        today=day_of(page.now),
        service=service,
        to_names=TO_NAMES,
        way_names=WAY_NAMES,
        fingerprint=f"{decree.registration.content_sha256[:12]}…" if decree.registration else None,
        may_sign=decree.state is State.DRAFT and SIGN_DECREE.allows(viewer),
        may_amend=is_registered and not decree.amended_by and DRAFT_DECREE.allows(viewer),
        may_revoke=is_registered and not decree.amends and REVOKE_DECREE.allows(viewer),
        errors=errors or {},
        amendment=amendment or TypedAmendment(),
        is_amending=amendment is not None,
        revocation=revocation or TypedRevocation(),
        is_revoking=revocation is not None,
    )


def _path(decree: Decree) -> str:
    return f"{HERE}/{decree.id}"

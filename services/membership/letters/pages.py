"""The register's pages: the list, a letter, and what is done with it."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from fastapi import Depends, Form, Request, Response

from services.membership.access import DRAFT_DECREE, READ_REGISTER, REVOKE_DECREE, SIGN_DECREE
from services.membership.letters.api import Drafter, Drafts, Queries, Reading, Revoking, Signed, Signing
from services.membership.letters.domain import Decree, DecreeId, State
from services.membership.letters.forms import NewDecreeForm, choices
from services.membership.letters.queries import Wanted
from services.membership.letters.usecases import Correction
from shared.language.shown import digits, numeric_date, wrong_date
from shared.language.speech import gettext as _
from shared.persian.jalali import NotADate, day_of, jalali_of, parse_jalali
from shared.runtime.viewer import Viewer
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.listing import Rules
from shared.web.shell.shell import Shell

router = page_router("/membership/decrees")

_REGISTER: Final = Rules(
    "/membership/decrees", sorts=("date", "number"), usual_sort="-date", filters={"state": tuple(State)}
)
_WRONG_INPUT = 422

Typed = Annotated[str, Form(max_length=600)]


@router.get("")
async def register(
    request: Request,
    viewer: Reading,
    queries: Queries,
) -> Response:
    sees_all = READ_REGISTER.allows(viewer)
    listing = _REGISTER.read(request.query_params)
    state = State(listing.filters["state"]) if listing.filters else None
    wanted = Wanted(state, None if sees_all else viewer.person_id, listing.words)
    total = await queries.how_many(wanted)
    listing = listing.within(total)
    by: Literal["date", "number"] = "number" if listing.sort_key == "number" else "date"
    decrees = await queries.some(
        wanted, by=by, descending=listing.is_descending, skip=listing.skip, limit=_REGISTER.size
    )
    counts = await queries.counts()
    year = jalali_of(_now(request)).year
    return _shell(request).page(
        request,
        "membership/decrees.html",
        all_of_them=sees_all,
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
        today=day_of(_now(request)),
        counts={"/membership/decrees": counts[State.DRAFT]} if sees_all else {},
    )


@router.get("/new")
async def ask(request: Request, _: Drafter) -> Response:
    today = numeric_date(_now(request))
    return await _form(request, NewDecreeForm(valid_from=today))


@router.post("/new", dependencies=[Depends(checked_form)])
async def begin(request: Request, viewer: Drafter, drafts: Drafts) -> Response:
    typed = NewDecreeForm.of(await request.form())
    if typed.errors:
        return await _form(request, typed)
    decree = await drafts.draft(typed.decree(), by=viewer)
    return _shell(request).go(_path(decree), said="پیش‌نویس ساخته شد و در انتظار امضای فرماندار است.")


@router.get("/{decree_id}")
async def letter(request: Request, decree_id: str, viewer: Reading, queries: Queries) -> Response:
    return _show(request, await queries.one(decree_id, viewer), viewer)


@router.post("/{decree_id}/signature", dependencies=[Depends(checked_form)])
async def sign(request: Request, decree_id: str, viewer: Signing, signed: Signed) -> Response:
    decree = await signed.sign(DecreeId(decree_id), by=viewer)
    number = digits(decree.registered.register_no)
    return _shell(request).go(_path(decree), said=_("امضا شد و با شماره %(number)s در دفتر نشست.", number=number))


@router.post("/{decree_id}/revocation", dependencies=[Depends(checked_form)])
async def revoke(
    request: Request, decree_id: str, viewer: Revoking, queries: Queries, signed: Signed, reason: Typed = ""
) -> Response:
    if not reason.strip():
        errors = {"reason": "دلیل لغو را بنویسید؛ در دفتر می‌ماند."}
        return _show(request, await queries.one(decree_id, viewer), viewer, errors=errors)
    decree = await signed.revoke(DecreeId(decree_id), reason, by=viewer)
    return _shell(request).go(_path(decree), said="حکم لغو شد؛ شماره آن در دفتر می‌ماند.")


@router.post("/{decree_id}/amendment", dependencies=[Depends(checked_form)])
async def amend(
    request: Request,
    decree_id: str,
    viewer: Drafter,
    queries: Queries,
    drafts: Drafts,
    note: Typed = "",
    valid_until: Typed = "",
) -> Response:
    errors = {} if note.strip() else {"note": "بنویسید چه چیزی درست می‌شود."}
    until = None
    try:
        until = parse_jalali(valid_until) if valid_until.strip() else None
    except NotADate as wrong:
        errors["valid_until"] = wrong_date(wrong)
    if errors:
        typed = {"note": note, "valid_until": valid_until}
        return _show(request, await queries.one(decree_id, viewer), viewer, errors=errors, typed=typed)
    correction = Correction(note=note, valid_until=until)
    decree = await drafts.draft_amendment(DecreeId(decree_id), correction, by=viewer)
    return _shell(request).go(_path(decree), said="پیش‌نویس اصلاحیه ساخته شد.")


async def _form(request: Request, typed: NewDecreeForm) -> Response:
    offered: dict[str, Any] = await choices(request.app.state, day_of(_now(request)))
    return _shell(request).page(
        request,
        "membership/decree-new.html",
        status=_WRONG_INPUT if typed.errors else 200,
        typed=typed,
        errors=typed.errors,
        **offered,
    )


def _show(
    request: Request,
    decree: Decree,
    viewer: Viewer,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    is_registered = decree.state is State.REGISTERED
    context: dict[str, Any] = {
        "decree": decree,
        "today": day_of(_now(request)),
        "fingerprint": f"{decree.registration.content_sha256[:12]}…" if decree.registration else None,
        "may_sign": decree.state is State.DRAFT and SIGN_DECREE.allows(viewer),
        "may_amend": is_registered and not decree.amended_by and DRAFT_DECREE.allows(viewer),
        "may_revoke": is_registered and not decree.amends and REVOKE_DECREE.allows(viewer),
        "errors": errors or {},
        "typed": typed or {},
    }
    return _shell(request).page(request, "membership/decree.html", status=_WRONG_INPUT if errors else 200, **context)


def _path(decree: Decree) -> str:
    return f"/membership/decrees/{decree.id}"


def _shell(request: Request) -> Shell:
    shell: Shell = request.app.state.shell
    return shell


def _now(request: Request) -> datetime:
    now: datetime = request.app.state.now()
    return now

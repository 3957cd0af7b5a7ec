"""The pages of nominations: the inbox, one nomination, and what is decided about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Form, Query, Response

from services.membership.accounts.domain import PersonMerged, PersonNotFound
from services.membership.bodies.domain import BodyNotFound, RoleUnknown
from services.membership.bodies.queries import BodyQueries
from services.membership.decrees.access import DRAFT_DECREE
from services.membership.decrees.domain import BadTerm, NotNow
from services.membership.letters.domain import NotAddressed
from services.membership.members.domain import AlreadyMember
from services.membership.nominations.access import NOMINATE, REVIEW_NOMINATION
from services.membership.nominations.api import Desk, Nominator, Queries, Reading, Reviewer
from services.membership.nominations.domain import (
    CannotNominate,
    Nomination,
    NominationNotFound,
    State,
    WrongLetter,
    WrongStage,
)
from services.membership.nominations.forms import TypedAgain, TypedReasons
from services.membership.nominations.queries import NominationQueries, Wanted
from services.membership.offices.domain import OfficeNotFound
from services.membership.offices.queries import OfficeQueries
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.runtime.access import NotAllowed
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.parts import part
from shared.web.routing import page_router
from shared.web.shell.listing import Rules
from shared.web.shell.page import OnPage, Page

router = page_router("/membership/nominations")

HERE: Final = "/membership/nominations"
STATE_NAMES: Final[Mapping[State, str]] = {
    State.PROPOSED: "پیشنهاد جانشین",
    State.UNDER_REVIEW: "در انتظار بررسی",
    State.RETURNED: "بازگشت برای اصلاح",
    State.APPROVED: "تأییدشده",
    State.DECREED: "حکم صادر شد",
    State.REJECTED: "پذیرفته نشد",
    State.WITHDRAWN: "پس گرفته شد",
}
_NOT_DRAFTED: Final = (
    AlreadyMember,
    BadTerm,
    BodyNotFound,
    CannotNominate,
    NominationNotFound,
    NotAddressed,
    NotAllowed,
    NotNow,
    OfficeNotFound,
    PersonMerged,
    PersonNotFound,
    RoleUnknown,
    Stale,
    WrongStage,
)
"""Why one nomination among many is not approved."""
_CHECKED = [Depends(checked_form)]
_SUFFIXES: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}

Bodies = Annotated[BodyQueries, part(BodyQueries)]
Offices = Annotated[OfficeQueries, part(OfficeQueries)]


Parts = tuple[NominationQueries, BodyQueries, OfficeQueries]
"""What is read to show a form or a nomination."""


@dataclass(frozen=True, slots=True)
class Row:
    """A nomination with the names of today."""

    nomination: Nomination
    offices: Sequence[str]
    body: str
    role: str


@router.get("")
async def inbox(page: OnPage, viewer: Reading, queries: Queries, bodies: Bodies, offices: Offices) -> Response:
    """The nominations that this person may read, by state."""
    every = await bodies.all()
    rules = Rules(
        HERE,
        sorts=("date",),
        usual_sort="-date",
        filters={"state": tuple(State), "body": [body.id for body in every]},
        size=25,
    )
    listing = rules.read(page.request.query_params)
    state = listing.filters.get("state")
    wanted = Wanted(viewer, State(state) if state else None, listing.filters.get("body"), words=listing.words)
    total = await queries.how_many(wanted)
    listing = listing.within(total)
    found = await queries.some(wanted, skip=listing.skip, limit=rules.size)
    counts = await queries.counts(viewer)
    return page.show(
        "membership/nominations.html",
        rows=await _rows(found, bodies, offices),
        listing=listing,
        total=total,
        states=[("", "همه", sum(counts.values())), *((each, STATE_NAMES[each], counts[each]) for each in State)],
        state_names=STATE_NAMES,
        bodies=[(body.id, body.name) for body in every],
        may_nominate=NOMINATE.is_open_to(viewer),
        may_draft=counts[State.APPROVED] > 0 and DRAFT_DECREE.is_open_to(viewer),
        may_choose=state == State.UNDER_REVIEW and REVIEW_NOMINATION.is_open_to(viewer),
        counts={HERE: counts[State.UNDER_REVIEW]} if REVIEW_NOMINATION.is_open_to(viewer) else {},
    )


@router.post("/approvals", dependencies=_CHECKED)
async def approve_some(
    page: OnPage, viewer: Reviewer, desk: Desk, chosen: Annotated[list[str] | None, Form()] = None
) -> Response:
    """Approve what was chosen, and draft a decree for each; what cannot be stays as it was, and is counted."""
    done, refusals = 0, list[str]()
    for key in list(dict.fromkeys(chosen or []))[:100]:
        try:
            await desk.approve_and_draft(key, by=viewer)
            done += 1
        except _NOT_DRAFTED as refusal:
            refusals.append(str(refusal))
    said = _("%(number)s پیش‌نویس حکم ساخته شد.", number=digits(done))
    if refusals:
        left = _("برای %(number)s معرفی پیش‌نویس ساخته نشد:", number=digits(len(refusals)))
        said = " ".join([said, left, *dict.fromkeys(refusals[:3])])
    return page.go(f"{HERE}?state={State.UNDER_REVIEW}", said=said)


@router.get("/{nomination_id:id}")
async def one(
    page: OnPage, nomination_id: str, viewer: Reading, queries: Queries, bodies: Bodies, offices: Offices, desk: Desk
) -> Response:
    needs_draft = await desk.needs_new_draft(await queries.one(nomination_id, viewer))
    return await _nomination_page(page, viewer, nomination_id, (queries, bodies, offices), needs_draft=needs_draft)


@router.get("/{nomination_id:id}/scan")
async def scan_file(
    nomination_id: str, viewer: Reading, queries: Queries, earlier: Annotated[int | None, Query(ge=0, le=1000)] = None
) -> Response:
    """The scanned letter, as a file: it is never shown within our pages."""
    scan = await queries.scan_of(await queries.one(nomination_id, viewer), earlier)
    name = f'attachment; filename="letter-{nomination_id}.{_SUFFIXES[scan.media_type]}"'
    headers = {"Content-Disposition": name, "Cache-Control": "private, no-store"}
    return Response(scan.content, media_type=scan.media_type, headers=headers)


@router.post("/{nomination_id:id}/return", dependencies=_CHECKED)
async def send_back(
    page: OnPage,
    nomination_id: str,
    viewer: Reviewer,
    desk: Desk,
    queries: Queries,
    bodies: Bodies,
    offices: Offices,
    typed: Annotated[TypedReasons, Form()],
) -> Response:
    try:
        await desk.send_back(nomination_id, typed.read(), by=viewer)
    except Unfit as unfit:
        parts = (queries, bodies, offices)
        return await _nomination_page(page, viewer, nomination_id, parts, returning=typed, errors=unfit.errors)
    return page.go(f"{HERE}/{nomination_id}", said="معرفی برای اصلاح بازگشت و به معرفی‌کننده خبر داده می‌شود.")


@router.post("/{nomination_id:id}/rejection", dependencies=_CHECKED)
async def reject(
    page: OnPage,
    nomination_id: str,
    viewer: Reviewer,
    desk: Desk,
    queries: Queries,
    bodies: Bodies,
    offices: Offices,
    typed: Annotated[TypedReasons, Form()],
) -> Response:
    try:
        await desk.reject(nomination_id, typed.read(), by=viewer)
    except Unfit as unfit:
        parts = (queries, bodies, offices)
        return await _nomination_page(page, viewer, nomination_id, parts, rejecting=typed, errors=unfit.errors)
    return page.go(f"{HERE}/{nomination_id}", said="معرفی پذیرفته نشد.")


@router.post("/{nomination_id:id}/approval", dependencies=_CHECKED)
async def approve(page: OnPage, nomination_id: str, viewer: Reviewer, desk: Desk) -> Response:
    await desk.approve(nomination_id, by=viewer)
    return page.go(f"{HERE}/{nomination_id}", said="معرفی تأیید شد؛ اکنون پیش‌نویس حکم را بسازید.")


@router.post("/{nomination_id:id}/decree", dependencies=_CHECKED)
async def draft(page: OnPage, nomination_id: str, viewer: Reviewer, desk: Desk) -> Response:
    decree = await desk.draft(nomination_id, by=viewer)
    return page.go(f"/membership/decrees/{decree.id}", said="پیش‌نویس ساخته شد و در انتظار امضای فرماندار است.")


@router.post("/{nomination_id:id}/resubmission", dependencies=_CHECKED)
async def send_again(
    page: OnPage,
    nomination_id: str,
    viewer: Nominator,
    desk: Desk,
    queries: Queries,
    bodies: Bodies,
    offices: Offices,
    typed: Annotated[TypedAgain, Form()],
) -> Response:
    try:
        await desk.send_again(nomination_id, typed.note, letter=typed.read(), by=viewer)
    except Unfit as unfit:
        errors = unfit.errors
    except (WrongLetter, CannotNominate) as refusal:
        errors = {"letter_no": str(refusal)}
    else:
        return page.go(f"{HERE}/{nomination_id}", said="معرفی دوباره برای بررسی ارسال شد.")
    parts = (queries, bodies, offices)
    return await _nomination_page(page, viewer, nomination_id, parts, again=typed, errors=errors)


@router.post("/{nomination_id:id}/withdrawal", dependencies=_CHECKED)
async def withdraw(page: OnPage, nomination_id: str, viewer: Nominator, desk: Desk) -> Response:
    await desk.withdraw(nomination_id, by=viewer)
    return page.go(HERE, said="معرفی پس گرفته شد.")


async def _nomination_page(
    page: Page,
    viewer: Viewer,
    nomination_id: str,
    parts: Parts,
    *,
    returning: TypedReasons | None = None,
    rejecting: TypedReasons | None = None,
    again: TypedAgain | None = None,
    needs_draft: bool = False,
    errors: Mapping[str, str] | None = None,
) -> Response:
    queries, bodies, offices = parts
    nomination = await queries.one(nomination_id, viewer)
    (row,) = await _rows([nomination], bodies, offices)
    may_nominate = all(NOMINATE.allows(viewer, f"office/{office}") for office in nomination.office_ids)
    return page.show(
        "membership/nomination.html",
        status=UNFIT_STATUS if errors else 200,
        row=row,
        needs_draft=needs_draft,
        state_names=STATE_NAMES,
        may_nominate=may_nominate,
        may_review=REVIEW_NOMINATION.allows(viewer),
        with_letter=NOMINATE.is_open_on_any(viewer),
        returning=returning or TypedReasons(),
        is_returning=returning is not None,
        rejecting=rejecting or TypedReasons(),
        is_rejecting=rejecting is not None,
        again=again or TypedAgain(),
        errors=errors or {},
    )


async def _rows(found: Sequence[Nomination], bodies: BodyQueries, offices: OfficeQueries) -> list[Row]:
    of = {str(body.id): body for body in await bodies.all()}
    names = await offices.names({key for each in found for key in each.office_ids})
    return [
        Row(
            each,
            [names[key] for key in each.office_ids],
            of[each.body_id].name if each.body_id in of else each.body_id,
            of[each.body_id].shown_role(each.role) if each.body_id in of else each.role,
        )
        for each in found
    ]

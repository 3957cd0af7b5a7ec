"""A membership with the history of its seat, its suspension and its end."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final

from fastapi import Depends, Form, Response

from services.membership.members.access import KEEP_ROLL
from services.membership.members.api import Bodies, Keeper, Keeping, Offices, People, Rolls
from services.membership.members.domain import EndReason, Membership, MembershipNotFound, WrongStanding
from services.membership.members.forms import TypedSuspension
from services.membership.members.queries import knows_why, readable
from services.membership.members.roster_pages import HERE, Reading, rows_of
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.web.forms import UNFIT_STATUS, Unfit
from shared.web.identity import checked_form
from shared.web.routing import page_router
from shared.web.shell.page import OnPage

router = page_router("/membership/members")

END_REASONS: Final[Mapping[EndReason, str]] = {
    "replaced": "جانشین آمد",
    "amended": "حکم اصلاح شد",
    "revoked": "حکم لغو شد",
    "expired": "دوره پایان یافت",
    "transferred": "سمت او پایان یافت",
    "resigned": "کناره‌گیری",
    "office_closed": "دستگاه بسته شد",
}
_CHECKED = [Depends(checked_form)]


@router.get("/{membership_id:id}")
async def member(
    page: OnPage,
    membership_id: str,
    viewer: Reading,
    rolls: Rolls,
    people: People,
    offices: Offices,
    bodies: Bodies,
) -> Response:
    return await _member_page(page, membership_id, viewer, (rolls, people, offices, bodies))


@router.post("/{membership_id:id}/suspension", dependencies=_CHECKED)
async def suspend(
    page: OnPage,
    membership_id: str,
    viewer: Keeping,
    keeper: Keeper,
    rolls: Rolls,
    people: People,
    offices: Offices,
    bodies: Bodies,
    typed: Annotated[TypedSuspension, Form()],
) -> Response:
    try:
        wanted = typed.read()
        await keeper.suspend(membership_id, wanted.reason, until=wanted.until, by=viewer)
    except Unfit as unfit:
        errors, status = unfit.errors, UNFIT_STATUS
    except WrongStanding as refusal:
        errors, status = {"reason": str(refusal)}, page.status_of(refusal)
    else:
        return page.go(f"{HERE}/{membership_id}", said="عضویت تعلیق شد.")
    parts = (rolls, people, offices, bodies)
    return await _member_page(page, membership_id, viewer, parts, typed=typed, errors=errors, status=status)


@router.post("/{membership_id:id}/resumption", dependencies=_CHECKED)
async def resume(page: OnPage, membership_id: str, viewer: Keeping, keeper: Keeper) -> Response:
    await keeper.resume(membership_id, by=viewer)
    return page.go(f"{HERE}/{membership_id}", said="تعلیق پایان یافت.")


@router.post("/{membership_id:id}/ending", dependencies=_CHECKED)
async def end(
    page: OnPage, membership_id: str, viewer: Keeping, keeper: Keeper, reason: Annotated[str, Form()] = ""
) -> Response:
    await keeper.end(membership_id, "transferred" if reason == "transferred" else "resigned", by=viewer)
    return page.go(f"{HERE}/{membership_id}", said="عضویت پایان یافت.")


async def _member_page(
    page: OnPage,
    membership_id: str,
    viewer: Viewer,
    parts: tuple[Rolls, People, Offices, Bodies],
    *,
    typed: TypedSuspension | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    rolls, people, offices, bodies = parts
    membership = await rolls.one(membership_id)
    if membership.person_id != viewer.person_id:
        shown = readable(await bodies.all(), membership.body_id, viewer)
    else:
        shown = [await bodies.one(membership.body_id)]
    today = day_of(page.now)
    if _is_hidden(membership, today, viewer):
        raise MembershipNotFound("این عضویت پیدا نشد.")
    (row,) = await rows_of([membership], shown, today, viewer, (people, offices))
    seats = []
    for office_id, office_name in zip(membership.office_ids, row.offices, strict=True):
        history = await rolls.history_of_seat(membership.body_id, office_id, membership.role)
        told = [each for each in history if not _is_hidden(each, today, viewer)]
        seats.append((office_name, await rows_of(told, shown, today, viewer, (people, offices))))
    may_keep = KEEP_ROLL.allows(viewer) and membership.person_id != viewer.person_id
    return page.show(
        "membership/member.html",
        status=status,
        row=row,
        seats=seats,
        lasts=membership.lasts_on(today),
        end_reasons=END_REASONS,
        may_keep=may_keep and membership.active,
        typed=typed or TypedSuspension(),
        is_suspending=typed is not None,
        errors=errors or {},
    )


def _is_hidden(membership: Membership, today: date, viewer: Viewer) -> bool:
    """Whether somebody is suspended now, which is not for this viewer to know."""
    is_suspended = membership.lasts_on(today) and membership.is_suspended_on(today)
    return is_suspended and not knows_why(viewer, membership)

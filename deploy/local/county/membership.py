"""Chairs of the public council, a succession that is planned, the end of a term, a suspension, and two nominations."""

from collections.abc import Awaitable
from datetime import date, timedelta
from functools import partial
from typing import Final

from deploy.local.county.scene import Scene
from services.membership.decrees.granting_domain import NewDecree
from services.membership.main import Parts, real_parts
from services.membership.members.domain import Membership
from services.membership.nominations.domain import AlreadyNominated, Nomination
from services.membership.nominations.usecases import Letter, NewNomination
from services.membership.posts.domain import Place, Role
from services.membership.settings import Settings
from shared.persian.jalali import JalaliDate, jalali_of
from shared.runtime.viewer import Viewer

_COUNCIL: Final = "council"
_CHAIRS: Final[tuple[tuple[str, Role, int, int | None], ...]] = (
    ("shahrabi", "chair", 650, 401),
    ("farmandar", "chair", 400, None),
    ("bahrami", "secretary", 640, 301),
    ("rahmani", "secretary", 300, None),
)
"""Who heads the council, since how many days, and until how many days ago."""
_ENDS_SOON, _SUSPENDED, _NOMINATED, _RETURNED = "hakimi", "yavari", "sabeti", "karandish"
_TAKES_OVER, _PLANNED_IN = "rabet", "district"
"""The liaison of an office, who will be its manager from the next month on."""
_YEAR: Final = 365
_DAYS_LEFT: Final = 18
_MONTHS: Final = 12


async def fill_membership(scene: Scene) -> None:
    """Do all of it; what an earlier, interrupted filling did stays."""
    parts = real_parts(Settings(), now=scene.clock)
    await _appoint_chairs(scene, parts)
    await _plan_a_succession(scene, parts)
    await _let_a_term_end_soon(scene, parts)
    await _suspend(scene, parts)
    await _nominate(scene, parts)
    await parts.platform.store.close()


async def _appoint_chairs(scene: Scene, parts: Parts) -> None:
    for person, role, since, until in _CHAIRS:
        appoint = partial(
            parts.personnel.appoint,
            person,
            role,
            Place(body_id=_COUNCIL),
            since=scene.today - timedelta(days=since),
            until=scene.today - timedelta(days=until) if until else None,
            by=scene.secretary,
        )
        await parts.platform.store.run_again(appoint)


async def _plan_a_succession(scene: Scene, parts: Parts) -> None:
    post_id = Place(office_id=_PLANNED_IN).post_id("pr_manager", _TAKES_OVER)
    since = first_of_next_month(scene.today)
    with scene.days_ago(2):
        succeed = partial(parts.personnel.succeed, post_id, _TAKES_OVER, since=since, by=scene.secretary)
        await parts.platform.store.run_again(succeed)


def first_of_next_month(today: date) -> date:
    """The first day of the Jalali month after that of a day."""
    month = jalali_of(today)
    following = (month.year, month.month + 1) if month.month < _MONTHS else (month.year + 1, 1)
    return JalaliDate(*following, 1).to_date()


async def _let_a_term_end_soon(scene: Scene, parts: Parts) -> None:
    until = scene.today + timedelta(days=_DAYS_LEFT)
    since = until - timedelta(days=_YEAR)
    if await _membership_of(scene, parts, _ENDS_SOON):
        return
    store = parts.platform.store
    with scene.days_ago(_YEAR - _DAYS_LEFT):
        new = NewDecree(_ENDS_SOON, ("health",), _COUNCIL, "member", since, until)
        drafted = await store.run_again(partial(parts.secretariat.draft, new, by=scene.secretary))
        await store.run_again(partial(parts.registry.sign, drafted.id, by=scene.governor))


async def _suspend(scene: Scene, parts: Parts) -> None:
    with scene.days_ago(6):
        membership = await _membership_of(scene, parts, _SUSPENDED)
        if membership and not membership.suspension:
            suspend = partial(
                parts.roll_keeper.suspend, membership.id, "مأموریت آموزشی در مرکز استان", by=scene.secretary
            )
            await parts.platform.store.run_again(suspend)


async def _nominate(scene: Scene, parts: Parts) -> None:
    store, desk = parts.platform.store, parts.nomination_desk
    head = Viewer(_RETURNED, "", frozenset({"head_of_office"}), frozenset({"labour"}))
    letter = Letter("۱۴۰۵/۲۱۷", scene.today - timedelta(days=4))
    on_paper = NewNomination(("civil-registry",), _NOMINATED, "media_hq", "member", letter=letter)
    own = NewNomination(("labour",), _RETURNED, "media_hq", "member")
    with scene.days_ago(3):
        await _unless_done(store.run_again(partial(desk.nominate, on_paper, by=scene.secretary)))
        made = await _unless_done(store.run_again(partial(desk.nominate, own, by=head)))
    if made:
        reasons = ["رئیس دستگاه خود عضو نمی‌شود؛ مسئول روابط عمومی را معرفی کنید."]
        with scene.days_ago(2):
            await store.run_again(partial(desk.send_back, made.id, reasons, by=scene.secretary))


async def _unless_done(nominating: Awaitable[Nomination]) -> Nomination | None:
    try:
        return await nominating
    except AlreadyNominated:
        return None


async def _membership_of(scene: Scene, parts: Parts, person: str) -> Membership | None:
    found = await parts.members.of_person(person, on=scene.today)
    return found[0] if found else None

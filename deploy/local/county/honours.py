"""Two letters of appreciation, and an invitation that waits for its answers."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

from deploy.local.county.scene import Scene
from services.membership.certificates.domain import Form
from services.membership.certificates.usecases import NewCertificates
from services.membership.invitations.domain import Meeting
from services.membership.invitations.usecases import NewInvitation
from services.membership.main import Parts, real_parts
from services.membership.settings import Settings
from shared.persian.jalali import TEHRAN

_OCCASION: Final = "اطلاع‌رسانی شایسته در هفته دولت"
_MEETING: Final = "نشست هم‌اندیشی قرارگاه رسانه‌ای شهرستان"
_PLACE: Final = "سالن جلسات فرمانداری"
_AGENDA: Final = "مرور گزارش‌های ماه و برنامه هفته‌های پیش رو"


async def fill_honours(scene: Scene) -> None:
    """Draft, check and sign them; what an earlier, interrupted filling left is not signed twice."""
    parts = real_parts(Settings(), now=scene.clock)
    store = parts.platform.store
    members = [decree.person_id for decree in scene.county.decrees.decrees if not decree.revoked]
    if not await store.count("certificates", {}):
        honoured = tuple(dict.fromkeys(members))[:2]
        new = NewCertificates(form=Form.APPRECIATION, occasion=_OCCASION, person_ids=honoured)
        with scene.days_ago(40):
            drafted = await store.run_again(partial(parts.certificate_desk.draft, new, by=scene.secretary))
            for each in drafted.drafts:
                await store.run_again(partial(parts.certificate_registry.check, each.id, by=scene.secretary))
                await store.run_again(partial(parts.certificate_registry.sign, each.id, by=scene.governor))
    if not await store.count("invitations", {}):
        await _invite(scene, parts, tuple(dict.fromkeys(members))[:6])
    await store.close()


async def _invite(scene: Scene, parts: Parts, guests: tuple[str, ...]) -> None:
    store, day = parts.platform.store, scene.today + timedelta(days=9)
    meeting = Meeting(
        title=_MEETING,
        place=_PLACE,
        starts_at=datetime.combine(day, time(10), TEHRAN),
        host="فرماندار",
        answer_until=day - timedelta(days=2),
    )
    new = NewInvitation(meeting=meeting, note=_AGENDA, person_ids=guests)
    with scene.days_ago(1):
        invitation = await store.run_again(partial(parts.invitation_desk.draft, new, by=scene.secretary))
        await store.run_again(partial(parts.invitation_registry.check, invitation.id, by=scene.secretary))
        await store.run_again(partial(parts.invitation_registry.sign, invitation.id, by=scene.governor))

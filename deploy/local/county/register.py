"""The register of this Jalali year: every decree signed on its day, in the order of the numbers."""

from datetime import date
from functools import partial

from deploy.local.county.facts import Decree
from deploy.local.county.scene import Scene
from services.membership.decrees.domain import Decree as Letter
from services.membership.decrees.domain import DecreeId
from services.membership.decrees.granting_domain import Correction, NewDecree
from services.membership.decrees.mongo import DECREES
from services.membership.main import Parts, real_parts
from services.membership.settings import Settings
from shared.persian.jalali import JalaliDate


async def fill_register(scene: Scene) -> None:
    """Draft and sign; what was signed by an earlier, interrupted filling stays."""
    parts = real_parts(Settings(), now=scene.clock)
    store, registry = parts.platform.store, parts.registry
    signed = await store.find(DECREES, {"registration.number": {"$exists": True}}, sort=[("registration.number", 1)])
    ids = [DecreeId(decree["_id"]) for decree in signed]
    for decree in scene.county.decrees.decrees[len(ids) :]:
        with scene.at_noon(scene.county.issued_on(decree, scene.today)):
            draft = await store.run_again(partial(_draft, scene, parts, decree, ids))
            await store.run_again(partial(registry.sign, draft.id, by=scene.governor))
        ids.append(draft.id)
        revoked_on = scene.county.revoked_on(decree, scene.today)
        if revoked_on and decree.revoked:
            with scene.at_noon(revoked_on):
                await store.run_again(partial(registry.revoke, draft.id, decree.revoked.reason, by=scene.governor))
    await store.close()


async def _draft(scene: Scene, parts: Parts, decree: Decree, ids: list[DecreeId]) -> Letter:
    valid_from = scene.county.valid_from(decree, scene.today)
    valid_until = _months_later(valid_from, decree.term_months)
    if decree.amends:
        corrected = ids[decree.amends - 1]
        correction = Correction(note=decree.note, valid_until=valid_until)
        return await parts.secretariat.draft_amendment(corrected, correction, by=scene.secretary)
    new = NewDecree(decree.person_id, decree.office_ids, decree.body_id, decree.role, valid_from, valid_until)
    return await parts.secretariat.draft(new, by=scene.secretary)


def _months_later(day: date, months: int) -> date:
    """The same day of a later Jalali month; day 28 at most, which every month has."""
    start = JalaliDate.of(day)
    place = start.month - 1 + months
    return JalaliDate(start.year + place // 12, place % 12 + 1, min(start.day, 28)).to_date()

"""The memberships that a handover passes on: the seats in which the person stood for the office of the post."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.membership.bodies.domain import Seat
from services.membership.bodies.mongo import BODIES, to_body
from services.membership.members.mongo import MEMBERSHIPS, to_membership
from shared.events.membership import HandoverOpened
from shared.events.open_work import OpenItem, OpenShare
from shared.store.store import Store

_NOTES: Mapping[Seat, str] = {
    "by_post": "با سمت پایان یافت؛ دستگاه باید جانشین معرفی کند",  # stays Persian: an event
    "personal": "عضویت حقیقی است و با سمت پایان نمی‌یابد",  # stays Persian: an event
}
_OF_ITSELF = ["revoked", "expired", "amended", "resigned"]
"""The reasons of ends that have nothing to do with the post."""


@dataclass(frozen=True, slots=True)
class OpenMemberships:
    """Lists them."""

    store: Store

    async def of(self, handover: HandoverOpened) -> OpenShare:
        """Return the seats that were not over when the person left.

        A seat by post has ended with the post before this is asked, and the office has to name somebody for it. A
        personal seat stays with the person, which the next holder has to know.
        """
        if handover.office_id is None:
            return OpenShare()
        leaves_on = handover.since.isoformat()
        where = {
            "person_id": handover.from_person_id,
            "office_ids": handover.office_id,
            "valid_from": {"$lte": leaves_on},
            "$or": [{"active": True}, {"ended_on": {"$gte": leaves_on}, "end_reason": {"$nin": _OF_ITSELF}}],
        }
        found = [to_membership(each) for each in await self.store.find(MEMBERSHIPS, where, sort=[("_id", 1)])]
        bodies = await self.store.find(BODIES, {"_id": {"$in": [each.body_id for each in found]}})
        names = {document["_id"]: to_body(document).name for document in bodies}
        return OpenShare(
            [
                OpenItem(
                    id=each.id,
                    kind="membership",
                    title=f"عضویت در {names.get(each.body_id, each.body_id)}",  # stays Persian: an event
                    href=f"/bodies/{each.body_id}",
                    note=_NOTES[each.seat],
                )
                for each in found
            ]
        )

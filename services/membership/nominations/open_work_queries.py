"""The nominations that a handover passes on: those of the office that are not decided."""

from dataclasses import dataclass

from services.membership.bodies.mongo import BODIES, to_body
from services.membership.nominations.mongo import NOMINATIONS, to_nomination
from shared.events.membership import HandoverOpened
from shared.events.open_work import MOST_ITEMS, OpenItem, OpenShare
from shared.runtime.access import HEAD_OF_OFFICE
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class OpenNominations:
    """Lists them."""

    store: Store

    async def of(self, handover: HandoverOpened) -> OpenShare:
        """Return the undecided nominations of the office, for its head, who makes them."""
        if handover.office_id is None or handover.role != HEAD_OF_OFFICE:
            return OpenShare()
        where = {"office_ids": handover.office_id, "is_open": True}
        found = await self.store.find(NOMINATIONS, where, sort=[("_id", 1)], limit=MOST_ITEMS)
        open_ones = [to_nomination(document) for document in found]
        bodies = await self.store.find(BODIES, {"_id": {"$in": [each.body_id for each in open_ones]}})
        names = {document["_id"]: to_body(document).name for document in bodies}
        return OpenShare(
            [
                OpenItem(
                    id=each.id,
                    kind="nomination",
                    title=f"معرفی عضو برای {names.get(each.body_id, each.body_id)}",  # stays Persian: an event
                    href=f"/membership/nominations/{each.id}",
                )
                for each in open_ones
            ]
        )

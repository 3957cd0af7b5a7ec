"""What the secretariat and operators see of the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, get_args

from pydantic import BaseModel

from services.notifier.channels.domain import ChannelName
from services.notifier.deliveries.domain import DeliveryState, masked
from services.notifier.deliveries.mongo import DELIVERIES, to_delivery
from services.notifier.notices.domain import Kinds, NoticeId
from services.notifier.notices.mongo import NOTICES, to_notice
from services.notifier.subscriptions.confirmation_source import CONFIRMATION
from shared.runtime.own_links import own_link
from shared.store.slices import slice_by_id
from shared.store.store import Store


class DeliveryView(BaseModel):
    """One line of the ledger, without the address."""

    id: str
    channel: str
    to: str
    """Masked."""
    kind: str
    state: DeliveryState
    attempts: int
    sent_at: datetime | None


class Page(BaseModel):
    """Some lines, and where the next ones begin."""

    items: list[DeliveryView]
    next: str | None = None


class NoticeView(BaseModel):
    """A notice with what became of its deliveries."""

    kind: str
    kind_name: str
    subject: str
    title: str
    link: str
    at: datetime
    counters: dict[str, int]


_LATELY = timedelta(days=1)

# The shell shows five counters.
_COUNTED_AS: Mapping[str, str] = {
    "sent": "sent",
    "pending": "waiting",
    "sending": "waiting",
    "rejected": "rejected",
    "expired": "rejected",
    "unknown": "unknown",
}


@dataclass(frozen=True, slots=True)
class DeliveryQueries:
    """Reads the ledger."""

    store: Store
    kinds: Kinds
    public_url: str

    async def about(self, subject: str | None, *, limit: int, after: str | None) -> Page:
        """Deliveries about one subject, or all, in the order of their ids."""
        where: dict[str, Any] = {"subject": subject} if subject else {}
        found = await slice_by_id(self.store, DELIVERIES, where, limit=limit, after=after, descending=False)
        items = [
            DeliveryView(
                id=each.id,
                channel=each.channel,
                to=masked(each.channel, each.to),
                kind=each.kind,
                state=each.state,
                attempts=each.attempts,
                sent_at=each.sent_at,
            )
            for each in map(to_delivery, found.items)
        ]
        return Page(items=items, next=found.next)

    async def notices(
        self, *, subject: str | None, of_topics: Sequence[str] | None = None, limit: int = 30
    ) -> list[NoticeView]:
        """The newest notices, of some topics or of all, with counters; confirmations only when they are asked for."""
        where: dict[str, Any] = {"subject": subject} if subject else {"kind": {"$ne": CONFIRMATION.name}}
        if of_topics is not None:
            where["audience.topics"] = {"$in": list(of_topics)}
        found = [to_notice(each) for each in await self.store.find(NOTICES, where, sort=[("at", -1)], limit=limit)]
        counted = await self._counters([each.id for each in found])
        return [
            NoticeView(
                kind=each.kind,
                kind_name=self.kinds.of(each.kind).label,
                subject=each.subject,
                title=each.title,
                link=own_link(each.public_link, self.public_url) or "",
                at=each.at,
                counters=counted[each.id],
            )
            for each in found
        ]

    async def not_delivered(self) -> int:
        """How many of the last day were refused, or went and were not answered."""
        states = [DeliveryState.REJECTED.value, DeliveryState.UNKNOWN.value]
        where = {"channel": {"$in": get_args(ChannelName)}, "state": {"$in": states}}
        since = self.store.now() - _LATELY
        # One whose last try was not answered is not tried again, so only its evidence says when that was.
        is_of_late = {"$or": [{"not_before": {"$gte": since}}, {"not_before": None, "evidence.at": {"$gte": since}}]}
        return await self.store.count(DELIVERIES, where | is_of_late)

    async def _counters(self, notices: Sequence[NoticeId]) -> dict[NoticeId, dict[str, int]]:
        rows = await self.store.aggregate(
            DELIVERIES,
            [
                {"$match": {"notice": {"$in": notices}}},
                {
                    "$group": {
                        "_id": {"notice": "$notice", "state": "$state", "tried": {"$gt": ["$attempts", 0]}},
                        "number": {"$sum": 1},
                    }
                },
            ],
        )
        counted = {key: dict.fromkeys(("sent", "waiting", "later", "rejected", "unknown"), 0) for key in notices}
        for row in rows:
            name = _COUNTED_AS.get(row["_id"]["state"])
            if name == "waiting" and row["_id"]["tried"]:
                name = "later"
            if name:
                counted[row["_id"]["notice"]][name] += row["number"]
        return counted

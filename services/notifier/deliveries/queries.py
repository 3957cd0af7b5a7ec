"""What the secretariat and operators see of the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel

from services.notifier.deliveries.domain import DeliveryState, masked
from services.notifier.deliveries.mongo import DELIVERIES, NOTICES
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

    @property
    def total(self) -> int:
        """How many addresses it went to."""
        return sum(self.counters.values())


KIND_NAMES = {
    "news.published": "خبر تازه",
    "news.corrected": "تصحیح خبر",
    "news.withdrawn": "برداشتن خبر",
    "decree.issued": "حکم",
    "decree.revoked": "لغو حکم",
    "report.submitted": "گزارش ماهانه",
    "confirmation": "تأیید دنبال کردن",
}

_LATELY = timedelta(days=1)

# The shell counts in five words.
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

    async def about(self, subject: str | None, *, limit: int, after: str | None) -> Page:
        """Deliveries about one subject, or all, in the order of their ids."""
        where: dict[str, Any] = {"subject": subject} if subject else {}
        if after:
            where["_id"] = {"$gt": after}
        found = await self.store.find(DELIVERIES, where, sort=[("_id", 1)], limit=limit + 1)
        items = [
            DeliveryView(
                id=each["_id"],
                channel=each["channel"],
                to=masked(each["channel"], each["to"]),
                kind=each["kind"],
                state=DeliveryState(each["state"]),
                attempts=each["attempts"],
                sent_at=each["sent_at"],
            )
            for each in found[:limit]
        ]
        return Page(items=items, next=items[-1].id if len(found) > limit else None)

    async def notices(
        self, *, subject: str | None, of_topics: Sequence[str] | None = None, limit: int = 30
    ) -> list[NoticeView]:
        """The newest notices, of some topics or of all, with counters; confirmations only when they are asked for."""
        where: dict[str, Any] = {"subject": subject} if subject else {"kind": {"$ne": "confirmation"}}
        if of_topics is not None:
            where["audience.topics"] = {"$in": list(of_topics)}
        found = await self.store.find(NOTICES, where, sort=[("at", -1)], limit=limit)
        counted = await self._counters([each["_id"] for each in found])
        return [
            NoticeView(
                kind=each["kind"],
                kind_name=KIND_NAMES.get(each["kind"], each["kind"]),
                subject=each["subject"],
                title=each["title"],
                link=each["link"] if each["kind"] != "confirmation" else "",
                at=each["at"],
                counters=counted[each["_id"]],
            )
            for each in found
        ]

    async def not_delivered(self) -> int:
        """How many of the last day were refused, or went and were not answered."""
        states = [DeliveryState.REJECTED.value, DeliveryState.UNKNOWN.value]
        where = {"channel": {"$in": ["email", "bale"]}, "state": {"$in": states}}
        return await self.store.count(DELIVERIES, where | {"not_before": {"$gte": self.store.now() - _LATELY}})

    async def _counters(self, notices: list[str]) -> dict[str, dict[str, int]]:
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

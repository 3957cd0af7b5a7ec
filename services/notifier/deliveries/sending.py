"""The job that sends: claim, try, write down what became of it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from prometheus_client import Counter, Histogram
from pymongo import UpdateOne

from services.notifier.channels import Channel, Later, Message, Outcome, Rejected, Sent, Unknown
from services.notifier.deliveries.domain import DeliveryState, Notice, pause_after
from services.notifier.deliveries.mongo import DELIVERIES, NOTICES, to_notice
from services.notifier.recipients.domain import ChannelName
from services.notifier.subscriptions.domain import State, SubscriptionId
from services.notifier.subscriptions.links import Links
from services.notifier.subscriptions.mongo import SUBSCRIPTIONS
from services.notifier.subscriptions.usecases import Follower
from shared.runtime.ids import new_id
from shared.store.driver import Document
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_POLL_SECONDS = 1.0
_CLAIM = timedelta(seconds=120)
_UNKNOWN_PAUSE = timedelta(minutes=5)
_MOST_UNKNOWN = 3
_ACCOUNT_PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
_EVIDENCE_KEPT = -20

OUTCOMES = Counter("ravabet_delivery_outcomes_total", "What became of tries to send", ["channel", "outcome"])
LATENCY = Histogram(
    "ravabet_event_to_sent_seconds",
    "From the notice to its sending",
    ["channel"],
    buckets=(0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600),
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery at hand, with what it says."""

    delivery: Document
    notice: Notice


class Sender:
    """Sends what is due on one channel. One replica at a time does, so that its pace is plain memory."""

    def __init__(
        self, store: Store, channel: Channel, *, links: Links, follower: Follower, unseal: Callable[[str], bytes]
    ) -> None:
        self._store = store
        self._channel = channel
        self._links = links
        self._follower = follower
        self._unseal = unseal
        self._lease = Lease(store, f"send:{channel.name}", seconds=15)
        self._deliveries = store.driver.collection(DELIVERIES)
        self._bell = store.bells.hang(DELIVERIES)
        self._account_failures = 0

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            sent = 0
            try:
                if await self._lease.hold():
                    await self._own_up()
                    sent = await self._send_due()
            except Exception as error:
                if not is_unavailable(error):
                    raise
            if self._account_failures:
                await asyncio.sleep(_ACCOUNT_PAUSES[min(self._account_failures, len(_ACCOUNT_PAUSES)) - 1])
            elif not sent:
                await self._bell.wait(at_most=_POLL_SECONDS)

    async def _send_due(self) -> int:
        claimed = await self._claim()
        if not claimed:
            return 0
        outcomes = await asyncio.gather(*(self._send(each) for each in claimed))
        await self._write_down(claimed, outcomes)
        return len(claimed)

    async def _claim(self) -> list[Claimed]:
        """Take what is due, drop what is stale or no longer wanted."""
        now = self._store.now()
        due = await self._store.find(
            DELIVERIES,
            {
                "channel": self._channel.name,
                "state": {"$in": [DeliveryState.PENDING.value, DeliveryState.UNKNOWN.value]},
                "not_before": {"$lte": now},
            },
            sort=[("not_before", 1)],
            limit=self._channel.caps.concurrent,
        )
        unwanted = await self._unwanted(due)
        await self._settle([each["_id"] for each in due if each["_id"] in unwanted], DeliveryState.SUPPRESSED)
        stale = [each["_id"] for each in due if each["expires_at"] <= now and each["_id"] not in unwanted]
        await self._settle(stale, DeliveryState.EXPIRED)
        wanted = [each for each in due if each["_id"] not in unwanted and each["expires_at"] > now]
        if not wanted:
            return []
        lease = {"id": new_id(), "until": now + _CLAIM}
        await self._deliveries.update_many(
            {"_id": {"$in": [each["_id"] for each in wanted]}, "state": {"$ne": DeliveryState.SUPPRESSED.value}},
            {"$set": {"state": DeliveryState.SENDING.value, "lease": lease}},
        )
        mine = await self._store.find(
            DELIVERIES, {"_id": {"$in": [each["_id"] for each in wanted]}, "lease.id": lease["id"]}
        )
        notices = await self._store.find(NOTICES, {"_id": {"$in": list({each["notice"] for each in mine})}})
        by_key = {each["_id"]: to_notice(each) for each in notices}
        return [Claimed(each, by_key[each["notice"]]) for each in mine]

    async def _unwanted(self, due: Sequence[Document]) -> set[str]:
        """Those whose follower stopped since."""
        asked = {each["subscription_id"] for each in due if each["subscription_id"]}
        if not asked:
            return set()
        confirmed = await self._store.find(SUBSCRIPTIONS, {"_id": {"$in": list(asked)}, "state": State.CONFIRMED.value})
        gone = asked - {each["_id"] for each in confirmed}
        return {each["_id"] for each in due if each["subscription_id"] in gone}

    async def _send(self, claimed: Claimed) -> Outcome:
        delivery = claimed.delivery
        try:
            return await self._channel.send(delivery["to"], self._message(claimed), key=delivery["_id"])
        except Exception as error:
            # A channel answers with outcomes; what it raises all the same may have left the house.
            log.exception("delivery.failed", delivery_id=delivery["_id"], error=type(error).__name__)
            return Unknown(type(error).__name__)

    def _message(self, claimed: Claimed) -> Message:
        notice, subscription = claimed.notice, claimed.delivery["subscription_id"]
        stop = self._links.make("stop", SubscriptionId(subscription)) if subscription else None
        return Message(
            subject=notice.title,
            text=notice.text,
            link=(self._unseal(notice.link).decode() if notice.is_sealed else notice.link) or None,
            link_label=notice.link_label,
            stop_url=stop,
            one_click_url=stop,
        )

    async def _write_down(self, claimed: Sequence[Claimed], outcomes: Sequence[Outcome]) -> None:
        changes = []
        account_failed = False
        for each, outcome in zip(claimed, outcomes, strict=True):
            OUTCOMES.labels(self._channel.name, type(outcome).__name__.lower()).inc()
            changes.append(UpdateOne({"_id": each.delivery["_id"]}, self._change(each, outcome)))
            account_failed |= isinstance(outcome, Later) and outcome.whose == "account"
        await self._deliveries.bulk_write(changes, ordered=False)
        self._account_failures = self._account_failures + 1 if account_failed else 0
        for each, outcome in zip(claimed, outcomes, strict=True):
            if isinstance(outcome, Rejected) and outcome.address_dead:
                await self._forget(each.delivery)

    def _change(self, claimed: Claimed, outcome: Outcome) -> Document:
        now, attempts = self._store.now(), claimed.delivery["attempts"] + 1
        match outcome:
            case Sent(provider_id):
                LATENCY.labels(self._channel.name).observe((now - claimed.notice.at).total_seconds())
                fields: dict[str, Any] = {"state": DeliveryState.SENT.value, "sent_at": now, "provider_id": provider_id}
                said = "sent"
            case Later(after, reason, whose):
                # What is our own account's trouble burns nobody's attempt.
                attempts -= whose == "account"
                pause = timedelta(seconds=after) if after is not None else pause_after(max(attempts, 1))
                fields = {
                    "state": DeliveryState.PENDING.value,
                    "not_before": now + (pause if whose == "recipient" else timedelta()),
                }
                said = f"later: {reason}"
            case Rejected(reason, _):
                fields = {"state": DeliveryState.REJECTED.value}
                said = f"rejected: {reason}"
            case Unknown(reason):
                again_at = now + _UNKNOWN_PAUSE if attempts < _MOST_UNKNOWN else None
                fields = {"state": DeliveryState.UNKNOWN.value, "not_before": again_at}
                said = f"unknown: {reason}"
        return {
            "$set": fields | {"attempts": attempts},
            "$unset": {"lease": ""},
            "$push": {"evidence": {"$each": [{"at": now, "what": said}], "$slice": _EVIDENCE_KEPT}},
        }

    async def _own_up(self) -> None:
        """A try whose process died half-way may have succeeded: it is unknown, never silently pending."""
        now = self._store.now()
        await self._deliveries.update_many(
            {"channel": self._channel.name, "state": DeliveryState.SENDING.value, "lease.until": {"$lt": now}},
            {
                "$set": {"state": DeliveryState.UNKNOWN.value, "not_before": now + _UNKNOWN_PAUSE},
                "$inc": {"attempts": 1},
                "$push": {"evidence": {"at": now, "what": "unknown: the sender stopped half-way"}},
            },
        )

    async def _settle(self, deliveries: Sequence[str], state: DeliveryState) -> None:
        if deliveries:
            await self._deliveries.update_many({"_id": {"$in": list(deliveries)}}, {"$set": {"state": state.value}})

    async def _forget(self, delivery: Document) -> None:
        channel: ChannelName = delivery["channel"]
        await self._store.run_again(lambda: self._follower.unreachable(channel, delivery["to"]))

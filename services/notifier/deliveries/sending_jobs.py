"""The job that sends: claim, try, write down what became of it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urljoin

import structlog
from prometheus_client import Counter, Histogram

from services.notifier.channels.account_domain import is_account_in_trouble, rest_after
from services.notifier.channels.domain import Earlier, Message, Outcome, Rejected, Sent, Unknown
from services.notifier.channels.usecases import Channel
from services.notifier.deliveries.domain import WAITING, Delivery, DeliveryId, DeliveryState, delivery_id
from services.notifier.deliveries.mongo import DELIVERIES, MongoDeliveryRepository
from services.notifier.notices.domain import History, Notice
from services.notifier.notices.mongo import MongoNoticeRepository
from services.notifier.subscriptions.links_domain import Links
from services.notifier.subscriptions.queries import SubscriptionQueries
from services.notifier.subscriptions.usecases import Follower
from shared.runtime.background import running
from shared.runtime.own_links import own_link
from shared.store.errors import is_unavailable
from shared.store.lease import Lease
from shared.store.store import Store

_POLL_SECONDS = 1.0

OUTCOMES = Counter("ravabet_delivery_outcomes_total", "What became of tries to send", ["channel", "outcome"])
LATENCY = Histogram(
    "ravabet_event_to_sent_seconds",
    "From the notice to its sending",
    ["channel"],
    buckets=(0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600),
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """What every sender reads and writes."""

    deliveries: MongoDeliveryRepository
    notices: MongoNoticeRepository
    subscriptions: SubscriptionQueries
    follower: Follower
    links: Links
    unseal: Callable[[str], bytes]
    """Decrypts the link of a sealed notice."""


class _Told(NamedTuple):
    """What an address was told, and of which notice."""

    delivery: Delivery
    notice: Notice


class Sender:
    """Sends what is due on one channel. Only one replica at a time does, so its pace is kept in memory."""

    def __init__(self, store: Store, channel: Channel, kept: Outbound) -> None:
        self._store = store
        self._channel = channel
        self._kept = kept
        self._lease = Lease(store, f"send:{channel.name}", seconds=15)
        self._bell = store.bells.hang(DELIVERIES)
        self._account_failures = 0
        self._rests_until = store.now()

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            sent = 0
            try:
                if await self._lease.hold():
                    await self._own_up()
                    if self._rests_until <= self._store.now():
                        sent = await self._send_due()
            except Exception as error:
                if not is_unavailable(error):
                    raise
            if not sent or self._account_failures:
                await self._bell.wait(at_most=_POLL_SECONDS)

    async def _own_up(self) -> None:
        """Conclude the tries of a sender that died half-way, unless it concludes them itself meanwhile."""
        abandoned = await self._kept.deliveries.abandoned(self._channel.name)
        for each in abandoned:
            each.abandon(at=self._store.now())
        await self._kept.deliveries.keep(abandoned, only_from=[DeliveryState.SENDING])

    async def _send_due(self) -> int:
        # While the account is in trouble, one message tries whether that is over, and the others wait untouched.
        limit = 1 if self._account_failures else self._channel.caps.concurrent
        due = await self._kept.deliveries.due(self._channel.name, limit=limit)
        history = await self._kept.notices.history({each.subject for each in due})
        claimed = await self._kept.deliveries.claim(await self._wanted(due, history))
        if not claimed:
            return 0
        first_told = await self._first_told(claimed, history)
        outcomes = await asyncio.gather(
            *(self._send(each, history.notice(each.notice), first_told.get(each.id)) for each in claimed)
        )
        now = self._store.now()
        for each, outcome in zip(claimed, outcomes, strict=True):
            each.conclude(outcome, at=now)
            self._count(history.notice(each.notice), each, outcome)
        # Wherever they stand now: an outcome that comes after the claim ran out is still what happened.
        await self._kept.deliveries.keep(claimed)
        await self._learn(claimed, outcomes)
        return len(claimed)

    async def _wanted(self, due: Sequence[Delivery], history: History) -> list[Delivery]:
        """Those that are still worth sending; the others end here."""
        asked_for = {each.to for each in due if each.subscription_id}
        followed = await self._kept.subscriptions.confirmed(self._channel.name, asked_for)
        wanted, ended, passed_on = [], [], []
        for each in due:
            asking = each.asked_for_by(followed.get(each.to, ()), history.topics_of(each.subject))
            if each.subscription_id and not asking:
                each.suppress()
                ended.append(each)
            elif history.is_taken_back(history.notice(each.notice)):
                # The expander holds back what waits; this one was being sent, or written, at that moment.
                each.hold_back()
                ended.append(each)
            elif each.is_stale(self._store.now()):
                each.expire()
                ended.append(each)
            else:
                wanted.append(each)
                if each.subscription_id and asking != each.subscription_id:
                    each.subscription_id = asking
                    passed_on.append(each)
        # Meanwhile the expander may have held one back, and that stays.
        await self._kept.deliveries.keep(ended, only_from=WAITING)
        await self._kept.deliveries.pass_on(passed_on)
        return wanted

    async def _first_told(self, claimed: Sequence[Delivery], history: History) -> Mapping[DeliveryId, _Told]:
        """Find what those were told first who are told of a change now; who has heard nothing is missing."""
        asked: dict[DeliveryId, list[tuple[DeliveryId, Notice]]] = {}
        for each in claimed:
            notice = history.notice(each.notice)
            if notice.change:
                before = history.before(notice)
                asked[each.id] = [(delivery_id(told.id, each.channel, each.to), told) for told in before]
        found = await self._kept.deliveries.by_id([key for pairs in asked.values() for key, _ in pairs])
        return {
            each: told[0]
            for each, pairs in asked.items()
            if (told := [_Told(found[key], of) for key, of in pairs if key in found and found[key].may_have_arrived()])
        }

    async def _send(self, delivery: Delivery, notice: Notice, first: _Told | None) -> Outcome:
        try:
            return await self._channel.send(delivery.to, self._message(delivery, notice, first), key=delivery.id)
        except Exception as error:
            # A channel answers with outcomes. When it raises all the same, the message may have left.
            log.exception("delivery.failed", delivery_id=delivery.id, error=type(error).__name__)
            return Unknown(type(error).__name__)

    def _message(self, delivery: Delivery, notice: Notice, first: _Told | None) -> Message:
        stop = self._kept.links.make("stop", delivery.subscription_id) if delivery.subscription_id else None
        return Message(
            # Programs for mail take letters for one conversation only when their subjects are the same.
            subject=first.notice.title if first else notice.title,
            text=f"{notice.change}\n\n{notice.text}" if first else notice.text,
            link=self._link(notice),
            link_label=notice.link_label,
            stop_url=stop,
            one_click_url=stop,
            earlier=Earlier(first.delivery.id, first.delivery.provider_id) if first else None,
        )

    def _link(self, notice: Notice) -> str | None:
        """Where the message leads: only to a page of ours, whatever the event said."""
        link = self._kept.unseal(notice.link).decode() if notice.is_sealed else notice.link
        own = own_link(link, self._kept.links.public_url)
        if link and not own:
            log.warning("notice.foreign_link", notice_id=notice.id, kind=notice.kind)
        return urljoin(self._kept.links.public_url, own) if own else None

    def _count(self, notice: Notice, delivery: Delivery, outcome: Outcome) -> None:
        OUTCOMES.labels(self._channel.name, type(outcome).__name__.lower()).inc()
        if isinstance(outcome, Sent) and delivery.sent_at:
            LATENCY.labels(self._channel.name).observe((delivery.sent_at - notice.at).total_seconds())

    async def _learn(self, claimed: Sequence[Delivery], outcomes: Sequence[Outcome]) -> None:
        """Slow down when our account is in trouble, and stop trying addresses that are dead."""
        self._account_failures = self._account_failures + 1 if is_account_in_trouble(outcomes) else 0
        if self._account_failures:
            self._rests_until = self._store.now() + rest_after(self._account_failures, outcomes)
        for each, outcome in zip(claimed, outcomes, strict=True):
            if isinstance(outcome, Rejected) and outcome.address_dead:
                await self._forget(each)

    async def _forget(self, delivery: Delivery) -> None:
        await self._store.run_again(lambda: self._kept.follower.unreachable(delivery.channel, delivery.to))


@dataclass(frozen=True, slots=True)
class Senders:
    """The senders of all channels."""

    every: Sequence[Sender]

    async def run(self) -> None:
        """Send until cancelled; a channel in trouble holds up no other one."""
        async with running([sender.run for sender in self.every]):
            await asyncio.Event().wait()

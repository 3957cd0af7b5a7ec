"""A delivery: one address being told one notice, from the moment it waits until its end is known."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

from services.notifier.channels.domain import ChannelName, Later, Outcome, Rejected, Sent, Unknown
from services.notifier.notices.domain import Notice, NoticeId
from services.notifier.subscriptions.domain import Subscription, SubscriptionId

DeliveryId = NewType("DeliveryId", str)

CLAIM: Final = timedelta(seconds=120)
"""A sender that says nothing for so long has died half-way."""
_PAUSES: Final = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1_800, 7_200, 21_600))
_UNKNOWN_PAUSE: Final = timedelta(minutes=5)
_MOST_UNKNOWN: Final = 3
_EVIDENCE_KEPT: Final = 20


class DeliveryState(StrEnum):
    """What became of a delivery."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    """It left, and nobody answered. It is tried again after a pause, and until then everybody sees that it is so."""
    SUPPRESSED = "suppressed"
    """The follower stopped, or what it tells was taken back, while it waited for its first try or for another one."""
    EXPIRED = "expired"


WAITING: Final = frozenset({DeliveryState.PENDING, DeliveryState.UNKNOWN})
"""Where a delivery stands that may be tried, for the first time or again."""

UNANSWERED: Final = "unknown"
"""The word with which the evidence of a try begins that was not answered."""
_MAY_HAVE_ARRIVED: Final = frozenset({DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN})

_MAY_BECOME: Final[Mapping[DeliveryState, frozenset[DeliveryState]]] = {
    **dict.fromkeys(WAITING, frozenset({DeliveryState.SENDING, DeliveryState.SUPPRESSED, DeliveryState.EXPIRED})),
    DeliveryState.SENDING: frozenset(
        {DeliveryState.SENT, DeliveryState.PENDING, DeliveryState.REJECTED, DeliveryState.UNKNOWN}
    ),
}
"""What may follow on what; the states that are missing here are ends."""


class OutOfTurn(Exception):
    """A delivery cannot become this from where it stands: the program has a fault."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What became of one try."""

    at: datetime
    what: str


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One line of the ledger. Its id is computed, so to write it again adds nothing."""

    id: DeliveryId
    notice: NoticeId
    kind: str
    subject: str
    event_id: str
    channel: ChannelName
    to: str
    subscription_id: SubscriptionId | None
    state: DeliveryState = DeliveryState.PENDING
    not_before: datetime | None
    """When it may be tried next; None after the last try that was not answered."""
    expires_at: datetime
    attempts: int = 0
    sent_at: datetime | None = None
    provider_id: str | None = None
    evidence: list[Evidence] = field(default_factory=list)

    @classmethod
    def of(
        cls, notice: Notice, channel: ChannelName, to: str, subscription_id: SubscriptionId | None = None
    ) -> "Delivery":
        """The delivery of a notice to an address; of a follower's only with the subscription that asks for it."""
        return cls(
            id=delivery_id(notice.id, channel, to),
            notice=notice.id,
            kind=notice.kind,
            subject=notice.subject,
            event_id=notice.event_id,
            channel=channel,
            to=to,
            subscription_id=subscription_id,
            not_before=notice.at,
            expires_at=notice.expires_at,
        )

    def is_stale(self, at: datetime) -> bool:
        """Whether it is no longer worth sending."""
        return self.expires_at <= at

    def asked_for_by(self, followed: Sequence[Subscription], topics: Collection[str]) -> SubscriptionId | None:
        """Which of its address's subscriptions asks for it: its own, or else another one to one of these topics."""
        if any(each.id == self.subscription_id for each in followed):
            return self.subscription_id
        return next((each.id for each in followed if each.topic in topics), None)

    def suppress(self) -> None:
        """Keep it from leaving: its follower stopped."""
        self._become(DeliveryState.SUPPRESSED)

    def expire(self) -> None:
        """Keep it from leaving: it is stale."""
        self._become(DeliveryState.EXPIRED)

    def hold_back(self) -> None:
        """Keep it from leaving, or from leaving again: what it tells was taken back.

        One that left without an answer stays unknown, since its follower may have read it.
        """
        if self.state is DeliveryState.UNKNOWN:
            self.not_before = None
        else:
            self._become(DeliveryState.SUPPRESSED)

    def may_have_arrived(self) -> bool:
        """Whether its addressee may have read it: then a withdrawal must be told there, too."""
        return self.state in _MAY_HAVE_ARRIVED or any(_is_unanswered(each) for each in self.evidence)

    def conclude(self, outcome: Outcome, *, at: datetime) -> None:
        """Write down what became of a try, and when the next one may be."""
        match outcome:
            case Sent(provider_id):
                self._become(DeliveryState.SENT)
                self.attempts += 1
                self.sent_at, self.provider_id = at, provider_id
                self._note("sent", at)
            case Later(after, reason, whose):
                self._become(DeliveryState.PENDING)
                # Trouble with our own account uses up nobody's attempt, and the sender itself pauses for it.
                self.attempts += whose == "recipient"
                self.not_before = at + self._pause(after) if whose == "recipient" else at
                self._note(f"later: {reason}", at)
            case Rejected(reason, _):
                self._become(DeliveryState.REJECTED)
                self.attempts += 1
                self._note(f"rejected: {reason}", at)
            case Unknown(reason):
                self._become(DeliveryState.UNKNOWN)
                self.attempts += 1
                self.not_before = at + _UNKNOWN_PAUSE if self.attempts < _MOST_UNKNOWN else None
                self._note(f"{UNANSWERED}: {reason}", at)

    def abandon(self, *, at: datetime) -> None:
        """Own up that its sender died half-way: the try may have succeeded, so it is unknown, never just pending."""
        self.conclude(Unknown("the sender stopped half-way"), at=at)

    def _become(self, state: DeliveryState) -> None:
        if state not in _MAY_BECOME.get(self.state, ()):
            raise OutOfTurn(f"{self.id} is {self.state} and cannot become {state}")
        self.state = state

    def _pause(self, after: float | None) -> timedelta:
        """The pause that the other side asks for, up to the longest of ours, or a longer one after each try."""
        if after is not None:
            return timedelta(seconds=min(after, _PAUSES[-1].total_seconds()))
        return _PAUSES[min(self.attempts, len(_PAUSES)) - 1]

    def _note(self, what: str, at: datetime) -> None:
        self.evidence = _latest([*self.evidence, Evidence(at, what)])


def delivery_id(notice: NoticeId, channel: ChannelName, to: str) -> DeliveryId:
    """The id of the delivery of a notice to an address, whether or not there is one."""
    name = f"{notice}|{channel}|{to}"
    return DeliveryId(hashlib.blake2b(name.encode(), digest_size=16, person=b"ravabet-dlv").hexdigest())


def _latest(evidence: Sequence[Evidence]) -> list[Evidence]:
    """As much evidence as is kept: the newest, and the tries without an answer, which may have arrived."""
    too_many = max(len(evidence) - _EVIDENCE_KEPT, 0)
    return [*filter(_is_unanswered, evidence[:too_many]), *evidence[too_many:]]


def _is_unanswered(evidence: Evidence) -> bool:
    return evidence.what.startswith(UNANSWERED)


def masked(channel: ChannelName, to: str) -> str:
    """An address as operators may see it."""
    if channel == "email":
        name, _, domain = to.partition("@")
        return f"{name[:1]}…@{domain}"
    return f"…{to[-3:]}"

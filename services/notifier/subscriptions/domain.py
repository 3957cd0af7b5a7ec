"""A subscription: an address that follows a topic, once its owner has confirmed it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from services.notifier.channels.domain import ChannelName
from services.notifier.topics.domain import TopicId
from shared.runtime.later import TryLater

SubscriptionId = NewType("SubscriptionId", str)

CONFIRMED_WITHIN = timedelta(hours=72)
"""So long a confirmation is worth sending, and its link is good."""
_ASK_AGAIN_AFTER = timedelta(minutes=10)
_MOST_ASKED = 5
_LOOK_INTO_THE_MAIL = 24 * 3600
"""Asking again sooner is of no use: only the owner of the address can go on, by a message that was sent."""


class SubscriptionNotFound(Exception):
    """No subscription has this id, or the link to it is forged."""


class LinkOver(Exception):
    """The link once confirmed a subscription, and does so no more: it was stopped since, or the link is too old."""


class TooManyAsked(TryLater):
    """The owner of this address was asked to confirm as often as we may ask."""


class State(StrEnum):
    """Where a subscription stands."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    STOPPED = "stopped"
    UNREACHABLE = "unreachable"
    """The address refused for good."""


@dataclass(slots=True)
class Subscription:
    """One address that follows one topic. Nothing is sent to it before its owner confirmed."""

    id: SubscriptionId
    channel: ChannelName
    address: str
    topic: TopicId
    state: State = State.STOPPED
    asked_at: datetime | None = None
    asked: int = 0
    """How often a confirmation was asked for, since it was last confirmed or stopped."""
    confirmed_at: datetime | None = None
    stops: int = 0
    """How often it was stopped. A confirmation that was asked for before the last stop is over."""
    version: int = 0

    def ask(self, *, at: datetime) -> bool:
        """Wait until its owner confirms; True when a confirmation must be sent now. Raises TooManyAsked."""
        if self.state is State.CONFIRMED:
            return False
        if self.state is State.PENDING and self.asked_at and at - self.asked_at < _ASK_AGAIN_AFTER:
            return False
        if self.asked >= _MOST_ASKED:
            raise TooManyAsked(
                "برای این نشانی چند بار پیام تأیید ارسال شده است؛ صندوق ایمیل را بررسی کنید.",
                seconds=_LOOK_INTO_THE_MAIL,
            )
        self.state = State.PENDING
        self.asked_at = at
        self.asked += 1
        return True

    def must_await(self, *, stops: int, at: datetime) -> None:
        """Raise LinkOver unless a link that was sent after so many stops may confirm it, or has done so already."""
        if self.state is State.CONFIRMED:
            return
        is_in_time = self.asked_at is not None and at - self.asked_at < CONFIRMED_WITHIN
        if self.state is not State.PENDING or stops != self.stops or not is_in_time:
            raise LinkOver("این پیوند دیگر معتبر نیست؛ برای دنبال کردن، از صفحه «دنبال کردن» دوباره درخواست کنید.")

    def confirm(self, *, at: datetime) -> bool:
        """Follow from now on; False when it was confirmed already."""
        if self.state is State.CONFIRMED:
            return False
        self.state = State.CONFIRMED
        self.confirmed_at = at
        self.asked = 0
        return True

    def stop(self) -> bool:
        """Send nothing more to this address; False when it had stopped already."""
        if self.state is State.STOPPED:
            return False
        self.state = State.STOPPED
        self.stops += 1
        self.confirmed_at = None
        self.asked = 0
        return True

    def give_up(self) -> bool:
        """Stop trying an address that refuses for good; False when nothing was sent to it anyway."""
        if self.state is not State.CONFIRMED:
            return False
        self.state = State.UNREACHABLE
        return True


def subscription_id(channel: ChannelName, address: str, topic: TopicId) -> SubscriptionId:
    """Compute the id from address and topic, so that whoever asks twice has one subscription."""
    name = f"{channel}|{address}|{topic}"
    return SubscriptionId(hashlib.blake2b(name.encode(), digest_size=12, person=b"ravabet-sub").hexdigest())

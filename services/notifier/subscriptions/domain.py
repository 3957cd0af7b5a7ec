"""A subscription: an address that follows a topic, once its owner has confirmed it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from services.notifier.channels.domain import ChannelName
from services.notifier.topics.domain import TopicId

SubscriptionId = NewType("SubscriptionId", str)

_ASK_AGAIN_AFTER = timedelta(minutes=10)
_MOST_ASKED = 5


class SubscriptionNotFound(Exception):
    """No subscription has this id, or the link to it is forged."""


class TooManyAsked(Exception):
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
    version: int = 0

    def ask(self, *, at: datetime) -> bool:
        """Wait until its owner confirms; True when a confirmation must be sent now. Raises TooManyAsked."""
        if self.state is State.CONFIRMED:
            return False
        if self.state is State.PENDING and self.asked_at and at - self.asked_at < _ASK_AGAIN_AFTER:
            return False
        if self.asked >= _MOST_ASKED:
            raise TooManyAsked("برای این نشانی چند بار پیام تأیید ارسال شده است؛ صندوق ایمیل را بررسی کنید.")
        self.state = State.PENDING
        self.asked_at = at
        self.asked += 1
        return True

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

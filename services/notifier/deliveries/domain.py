"""A notice, which is what is told, and a delivery, which is one address being told it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from services.notifier.recipients.domain import ChannelName

NoticeKey = NewType("NoticeKey", str)
"""`news:0c3…`, `decree:0d1…`: what is told. It names no subscription, so one address hears a thing once."""

_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1_800, 7_200, 21_600))


class DeliveryState(StrEnum):
    """What became of a delivery."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    """It left, and nobody answered; tried again after a pause, visible as what it is."""
    SUPPRESSED = "suppressed"
    """The follower stopped, or the news was withdrawn, before it left."""
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Audience:
    """To whom a notice goes. What is empty adds nobody."""

    topics: Sequence[str] = ()
    """Those who confirmed to follow one of these before the notice was written."""
    people: Sequence[str] = ()
    role: str = ""
    """Everyone who holds a post of this role."""
    told_of: str = ""
    """Those to whom something about this subject was sent."""
    address: tuple[ChannelName, str] | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told, once, to all of an audience."""

    key: NoticeKey
    kind: str
    """`news.published`, `decree.issued`, `confirmation` …"""
    subject: str
    """What it is about, such as `article/0c3…`."""
    title: str
    text: str
    link: str
    link_label: str
    audience: Audience
    at: datetime
    expires_at: datetime
    event_id: str = ""
    is_sealed: bool = False
    """Whether `link` is encrypted for this notifier and opened only to be sent: who has it may act for the person."""
    recalls: bool = False
    """Whether what is still waiting to be sent about the subject must not leave any more."""


@dataclass(slots=True)
class Delivery:
    """One line of the ledger. Its id is computed, so that a repetition creates nothing."""

    id: str
    notice: NoticeKey
    channel: ChannelName
    to: str
    attempts: int = 0
    state: DeliveryState = DeliveryState.PENDING
    subscription_id: str | None = None
    evidence: list[str] = field(default_factory=list)


def delivery_id(notice: NoticeKey, channel: ChannelName, to: str) -> str:
    """The same for the same notice and address, however often it is expanded."""
    name = f"{notice}|{channel}|{to}"
    return hashlib.blake2b(name.encode(), digest_size=16, person=b"ravabet-dlv").hexdigest()


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many tries that failed for now."""
    return _PAUSES[min(attempts, len(_PAUSES)) - 1]


def masked(channel: ChannelName, to: str) -> str:
    """An address as operators may see it."""
    if channel == "email":
        name, _, domain = to.partition("@")
        return f"{name[:1]}…@{domain}"
    return f"…{to[-3:]}"

"""Guests and their keys: who may publish what, and how much of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from fnmatch import fnmatchcase
from typing import NewType

from shared.language.speech import gettext as _

GuestName = NewType("GuestName", str)

NAME_PATTERN = r"[a-z][a-z0-9]{1,30}"
"""A guest's name stands in types, ids and names of queues, so it has neither dots nor dashes."""
OLD_KEY_GOOD_FOR = timedelta(days=7)
"""For so long the keys before a new one stay good, so that a guest changes without a gap."""

_MOST = 1_000_000

_NAME = re.compile(NAME_PATTERN)
_PATTERN = re.compile(r"[a-z0-9]+(\.[a-z0-9]+)*(\.\*)?")


class GuestNotFound(Exception):
    """There is no guest of this name."""


class GuestUnfit(ValueError):
    """What was asked for a guest cannot be; the message is a Persian sentence."""


class State(Enum):
    """Whether a guest's events are taken."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Key:
    """A secret with which a guest signs what it posts, as Standard Webhooks writes it: `whsec_` and base64."""

    secret: str
    made_at: datetime
    good_until: datetime | None = None
    """None as long as no newer key takes its place."""

    def is_good(self, *, at: datetime) -> bool:
        """Whether a signature by it counts."""
        return self.good_until is None or at < self.good_until


@dataclass(slots=True)
class Guest:
    """Another system that may publish events of some types, in the name of one office."""

    id: GuestName
    office_id: str
    may_publish: tuple[str, ...]
    """Patterns of types without their version, such as `outage.*`."""
    keys: tuple[Key, ...]
    made_at: datetime
    may_read: tuple[str, ...] = ()
    """Patterns of the public types that it may read."""
    state: State = State.ACTIVE
    reason: str = ""
    """Why it is suspended, for the operators."""
    is_sandbox: bool = False
    """Whether its events are judged like others', and then reach nobody."""
    per_minute: int = 600
    """How many events it may publish in a minute, after `at_once`."""
    at_once: int = 200
    version: int = 0

    @property
    def source(self) -> str:
        """The source of its events."""
        return f"/guests/{self.id}"

    @property
    def own_types(self) -> str:
        """How the names of types that only this guest publishes begin."""
        return f"guest.{self.id}."

    def may_send(self, event_type: str) -> bool:
        """Whether it may publish events of this type, whatever the version."""
        return _fits_one(self.may_publish, event_type)

    def may_hear(self, event_type: str) -> bool:
        """Whether it may read events of this type, if they are public."""
        return _fits_one(self.may_read, event_type)

    def good_secrets(self, *, at: datetime) -> Sequence[str]:
        """The secrets by which it may sign now, the newest first."""
        return [key.secret for key in reversed(self.keys) if key.is_good(at=at)]

    def add_key(self, secret: str, *, at: datetime, voids_others: bool = False) -> None:
        """Give it a new key; those before stay good for a week unless it voids them, and those that are not good go."""
        until = at if voids_others else at + OLD_KEY_GOOD_FOR
        kept = [replace(key, good_until=min(key.good_until or until, until)) for key in self.keys if key.is_good(at=at)]
        self.keys = (*kept, Key(secret, at))

    def suspend(self, reason: str) -> None:
        """Shut the door. Raises GuestUnfit without a reason."""
        if not reason.strip():
            raise GuestUnfit(_("دلیل تعلیق را بنویسید."))
        self.state, self.reason = State.SUSPENDED, reason.strip()

    def resume(self) -> None:
        """Open the door again."""
        self.state, self.reason = State.ACTIVE, ""


def new_guest(guest: Guest, *, types: Sequence[str], public_types: Sequence[str]) -> Guest:
    """Return the guest when all that it is given makes sense.

    `types` are the types that guests may publish, and `public_types` those that they may read. Raises GuestUnfit.
    """
    if not _NAME.fullmatch(guest.id):
        raise GuestUnfit(_("نام سامانه با حرف کوچک انگلیسی آغاز می‌شود و جز حرف کوچک و رقم چیزی ندارد."))
    if not (guest.may_publish or guest.may_read):
        raise GuestUnfit(_("نوع رویدادهایی را که منتشر می‌کند یا می‌خواند تعیین کنید."))
    for pattern in guest.may_publish:
        is_own = f"{pattern}.".startswith(guest.own_types)
        if not _PATTERN.fullmatch(pattern) or not (is_own or any(_fits(pattern, each) for each in types)):
            raise GuestUnfit(_("هیچ رویدادی برای انتشار با «%(pattern)s» جور نیست.", pattern=pattern))
    for pattern in guest.may_read:
        if not _PATTERN.fullmatch(pattern) or not any(_fits(pattern, each) for each in public_types):
            raise GuestUnfit(_("هیچ رویداد عمومی با «%(pattern)s» جور نیست.", pattern=pattern))
    if not 1 <= guest.per_minute <= _MOST or not 1 <= guest.at_once <= _MOST:
        raise GuestUnfit(_("سقف رویدادها عددی از ۱ به بالا است."))
    return guest


def _fits_one(patterns: Sequence[str], event_type: str) -> bool:
    return any(_fits(pattern, event_type) for pattern in patterns)


def _fits(pattern: str, event_type: str) -> bool:
    return fnmatchcase(event_type.rpartition(".v")[0], pattern)

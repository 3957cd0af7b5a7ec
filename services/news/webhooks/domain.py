"""A guest's webhook, and each event on its way there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from services.news.guests.domain import Guest, GuestName
from shared.events.catalogue import PUBLIC, published_by
from shared.language.speech import gettext as _

POSTED: Final = tuple(sorted(PUBLIC & published_by("news")))
"""The public types whose archive lies in news, so that they can be posted from any day on."""
GIVES_UP_AFTER: Final = timedelta(days=7)
"""A webhook that took nothing for so long is switched off, and an event that was refused for so long is left out."""

_PAUSES: Final = tuple(timedelta(seconds=each) for each in (5, 30, 120, 600, 1_800, 3_600, 10_800, 21_600))
_LONGEST_PAUSE: Final = timedelta(hours=12)
_ANSWERS_KEPT: Final = 5
_LONGEST_URL: Final = 500


class WebhookNotFound(Exception):
    """The guest has no webhook."""


class WebhookUnfit(ValueError):
    """What was asked for a webhook cannot be; the message is a Persian sentence."""


class State(Enum):
    """Whether events are posted."""

    ACTIVE = "active"
    OFF = "off"


class Answer(NamedTuple):
    """What became of one try."""

    at: datetime
    status: int
    """The HTTP status; 0 when there was no answer."""
    why: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the event was taken."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the successes of HTTP

    @property
    def is_final(self) -> bool:
        """Whether the guest says that the address is no longer there (410)."""
        return self.status == 410  # noqa: PLR2004 - Gone


@dataclass(slots=True)
class Webhook:
    """An address of a guest to which the public events that it may read are posted."""

    id: GuestName
    url: str
    secret: str
    """Signs what is posted. Not the key by which the guest signs: what it receives could be sent back in its name."""
    read_until: datetime
    """All that was sent before is on its way or was posted."""
    state: State = State.ACTIVE
    reason: str = ""
    """Why it is off."""
    failing_since: datetime | None = None
    replays: int = 0
    """How often all was posted once more. Deliveries of each time have ids of their own."""
    version: int = 0

    def turn_to(self, url: str) -> None:
        """Post to another address from now on. Raises WebhookUnfit."""
        self.url = fit_url(url)

    def replay(self, since: datetime) -> None:
        """Post once more what was sent since then."""
        self.read_until = since
        self.replays += 1

    def switch_on(self) -> None:
        """Post again, beginning with what waited."""
        self.state, self.reason, self.failing_since = State.ACTIVE, "", None

    def switch_off(self, reason: str) -> None:
        """Post nothing more; what waits stays."""
        self.state, self.reason = State.OFF, reason

    def note(self, answer: Answer) -> None:
        """Note what became of a try, and switch it off when the address is gone or took nothing for a week."""
        if answer.is_good:
            self.failing_since = None
            return
        self.failing_since = self.failing_since or answer.at
        if answer.is_final:
            self.switch_off(_("این نشانی پاسخ داد که دیگر در کار نیست (۴۱۰)."))
        elif answer.at - self.failing_since >= GIVES_UP_AFTER:
            self.switch_off(_("این نشانی یک هفته چیزی را نپذیرفت."))


class DeliveryState(Enum):
    """How far an event came."""

    PENDING = "pending"
    SENT = "sent"
    GIVEN_UP = "given_up"
    """It was refused for a week, while others were taken: those behind it must not wait for ever."""
    LOST = "lost"
    """Its text was no longer kept when its turn came."""


@dataclass(slots=True)
class Delivery:
    """One event on its way to one webhook."""

    id: str
    webhook: GuestName
    event_id: str
    event_type: str
    subject: str
    seq: int
    sent_at: datetime
    """When the event was sent to the county's own services."""
    next_at: datetime
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    tried_since: datetime | None = None
    answers: tuple[Answer, ...] = ()
    """Those to the last tries."""

    def note(self, answer: Answer) -> None:
        """Note what became of a try, and when the next one is due."""
        self.attempts += 1
        self.tried_since = self.tried_since or answer.at
        self.answers = (*self.answers, answer)[-_ANSWERS_KEPT:]
        if answer.is_good:
            self.state = DeliveryState.SENT
        elif answer.at - self.tried_since >= GIVES_UP_AFTER:
            self.state = DeliveryState.GIVEN_UP
        else:
            self.next_at = answer.at + pause_after(self.attempts)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many tries that failed."""
    return _PAUSES[attempts - 1] if attempts <= len(_PAUSES) else _LONGEST_PAUSE


def types_for(guest: Guest) -> Sequence[str]:
    """The types that are posted to a guest."""
    return [each for each in POSTED if guest.may_hear(each)]


def fit_url(url: str) -> str:
    """Return the address if something can be posted there. Raises WebhookUnfit.

    Addresses inside the governorate's network are right: that is where its systems are. An operator enters them.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        is_fit = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_fit = False
    if not is_fit or len(url) > _LONGEST_URL or not url.isascii() or any(sign.isspace() for sign in url):
        raise WebhookUnfit(_("نشانی مانند https://water.example/events نوشته می‌شود."))
    if parts.username is not None:
        raise WebhookUnfit(_("در نشانی نام کاربری یا گذرواژه ننویسید؛ رویدادها امضا دارند."))
    return url

"""Limits how often a password or a code may be tried."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.runtime.later import TryLater

FREE_TRIES = 5
FREE_TRIES_FROM_AN_ADDRESS = 50
"""A whole office may share one address. More wrong tries in an hour come from somebody who tries many accounts."""

_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(hours=1)


class Limit(Enum):
    """What is counted, as the key of a count begins. Each has its sentence, so that people know what to do."""

    NAME = "name"
    """Passwords for a username, whether or not somebody has it, from browsers that its person has not used."""
    ADDRESS = "from"
    """Passwords from a network address, for whichever usernames."""
    BROWSER = "browser"
    """Passwords of a person in a browser in which that person has signed in before."""
    BOTH = "both"
    """Passwords together with a code during a pause, for a username from a network address; nobody is told of it."""
    BOTH_FROM = "both-from"
    """The same, for whichever usernames."""
    CODE = "code"
    """Codes of a person's app, by those who knew the password."""
    OWN = "password"
    """Passwords that somebody who is signed in was asked for anew."""
    LINK = "link"
    """Links for a username."""
    LINKS_FROM = "links-from"
    """Links for whichever usernames, asked for from a network address."""

    def key(self, *of: str) -> str:
        """The key of one count."""
        return ":".join((self.value, *of))

    @property
    def free(self) -> int:
        """How many tries are allowed before a pause."""
        return FREE_TRIES_FROM_AN_ADDRESS if self in _FROM_AN_ADDRESS else FREE_TRIES


_FROM_AN_ADDRESS = frozenset({Limit.ADDRESS, Limit.LINKS_FROM, Limit.BOTH_FROM})


class WrongPair(Exception):
    """No account has this name with this password. The message does not tell which of the two is wrong."""


class TooManyAttempts(TryLater):
    """After wrong tries there is a pause. The message says for what: a username, a network address, a browser.

    It is the same whether or not somebody has the username.
    """

    def __init__(self, seconds: int, limit: Limit) -> None:
        super().__init__(_sentence(limit, digits(seconds)), seconds=seconds)
        self.limit = limit


@dataclass(slots=True)
class Attempts:
    """Counts tries; `id` begins with the limit that they count for."""

    id: str
    count: int = 0
    last_at: datetime | None = None

    @property
    def limit(self) -> Limit:
        """What is counted; a count without a limit is held to the strictest."""
        return next((each for each in Limit if self.id.startswith(each.key(""))), Limit.NAME)

    def begin(self, *, at: datetime) -> None:
        """Count a try before it is checked, so that many at once are counted, too. Raises TooManyAttempts."""
        if self.last_at is not None and at - self.last_at > _FORGOTTEN_AFTER:
            self.count = 0
        rest = self._rests_until - at if self._rests_until else timedelta()
        if rest > timedelta():
            raise TooManyAttempts(max(1, round(rest.total_seconds())), self.limit)
        self.count += 1
        self.last_at = at

    def forgive(self) -> None:
        """Take back a try that was right. The wrong tries before it still count."""
        self.count = max(0, self.count - 1)

    @property
    def _rests_until(self) -> datetime | None:
        free = self.limit.free
        if self.count < free or self.last_at is None:
            return None
        doubled = 1 << min(self.count - free, 10)
        return self.last_at + min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)


def _sentence(limit: Limit, seconds: str) -> str:
    match limit:
        case Limit.NAME | Limit.BOTH | Limit.BOTH_FROM:
            return _(
                "برای این نام کاربری چند بار گذرواژه نادرست وارد شده است؛ %(seconds)s ثانیه دیگر دوباره تلاش کنید. در "
                "مرورگری که قبلاً با آن وارد شده‌اید، یا با رمز برنامه رمزساز، همین حالا هم می‌توانید وارد شوید.",
                seconds=seconds,
            )
        case Limit.ADDRESS:
            return _(
                "از شبکه شما تلاش‌های نادرست بسیاری شده است، شاید از رایانه دیگری؛ %(seconds)s ثانیه دیگر دوباره "
                "تلاش کنید. در مرورگری که قبلاً با آن وارد شده‌اید، یا با رمز برنامه رمزساز، همین حالا هم می‌توانید "
                "وارد شوید.",
                seconds=seconds,
            )
        case Limit.BROWSER | Limit.OWN:
            return _(
                "در این مرورگر چند بار گذرواژه نادرست وارد شده است؛ %(seconds)s ثانیه دیگر دوباره تلاش کنید.",
                seconds=seconds,
            )
        case Limit.CODE:
            return _(
                "چند بار رمز یک‌بارمصرف نادرست وارد شده است؛ %(seconds)s ثانیه دیگر دوباره تلاش کنید.", seconds=seconds
            )
        case Limit.LINK:
            return _(
                "برای این نام کاربری چند بار پیوند درخواست شده است؛ ایمیل خود را ببینید، یا %(seconds)s ثانیه دیگر "
                "دوباره تلاش کنید.",
                seconds=seconds,
            )
        case Limit.LINKS_FROM:
            return _(
                "از شبکه شما پیوندهای بسیاری درخواست شده است، شاید از رایانه دیگری؛ %(seconds)s ثانیه دیگر دوباره "
                "تلاش کنید.",
                seconds=seconds,
            )

"""Limits how often a password or a code may be tried."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.language.shown import digits
from shared.language.speech import gettext as _

FREE_TRIES = 5
FREE_TRIES_FROM_AN_ADDRESS = 50
"""A whole office may share one address. More wrong tries in an hour come from somebody who tries many accounts."""

_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(hours=1)


class WrongPair(Exception):
    """No account has this name with this password. The message does not tell which of the two is wrong."""


class TooManyAttempts(Exception):
    """After wrong tries the account or the address is locked for a while."""

    def __init__(self, seconds: int) -> None:
        super().__init__(_("پس از چند تلاش نادرست، %(seconds)s ثانیه دیگر دوباره تلاش کنید.", seconds=digits(seconds)))
        self.seconds = seconds


@dataclass(slots=True)
class Attempts:
    """Counts the tries with a name, with a person's codes, or from an address; also with a name that nobody has."""

    id: str
    count: int = 0
    last_at: datetime | None = None

    @property
    def free(self) -> int:
        """How many tries are allowed before a pause."""
        return FREE_TRIES_FROM_AN_ADDRESS if self.id.startswith("from:") else FREE_TRIES

    def begin(self, *, at: datetime) -> None:
        """Count a try before it is checked, so that many at once are counted, too. Raises TooManyAttempts."""
        if self.last_at is not None and at - self.last_at > _FORGOTTEN_AFTER:
            self.count = 0
        rest = self._rests_until - at if self._rests_until else timedelta()
        if rest > timedelta():
            raise TooManyAttempts(max(1, round(rest.total_seconds())))
        self.count += 1
        self.last_at = at

    def forgive(self) -> None:
        """Take back a try that was right. The wrong tries before it still count."""
        self.count = max(0, self.count - 1)

    @property
    def _rests_until(self) -> datetime | None:
        if self.count < self.free or self.last_at is None:
            return None
        doubled = 1 << min(self.count - self.free, 10)
        return self.last_at + min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)

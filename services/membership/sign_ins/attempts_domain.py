"""How often a password or a code may be tried."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.language.shown import digits
from shared.language.speech import gettext as _

FREE_TRIES = 5
FREE_TRIES_FROM_AN_ADDRESS = 50
"""A whole office may sit behind one address; more wrong ones in an hour are somebody who tries many accounts."""

_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(hours=1)


class WrongPair(Exception):
    """No account has this name and this password; which of the two is wrong is not told."""


class TooManyAttempts(Exception):
    """The account, or the address, rests for a while after wrong tries."""

    def __init__(self, seconds: int) -> None:
        super().__init__(_("پس از چند تلاش نادرست، %(seconds)s ثانیه دیگر دوباره تلاش کنید.", seconds=digits(seconds)))
        self.seconds = seconds


@dataclass(slots=True)
class Attempts:
    """The tries of a name, of a person's codes, or from an address. A name that nobody has is counted alike."""

    id: str
    count: int = 0
    last_at: datetime | None = None

    @property
    def free(self) -> int:
        """How many tries cost nothing."""
        return FREE_TRIES_FROM_AN_ADDRESS if self.id.startswith("from:") else FREE_TRIES

    def begin(self, *, at: datetime) -> None:
        """Count a try before it is checked, so that many at once do not slip through. Raises TooManyAttempts."""
        if self.last_at is not None and at - self.last_at > _FORGOTTEN_AFTER:
            self.count = 0
        rest = self._rests_until - at if self._rests_until else timedelta()
        if rest > timedelta():
            raise TooManyAttempts(max(1, round(rest.total_seconds())))
        self.count += 1
        self.last_at = at

    def forgive(self) -> None:
        """Take a try back that was right; the wrong ones before it stay."""
        self.count = max(0, self.count - 1)

    @property
    def _rests_until(self) -> datetime | None:
        if self.count < self.free or self.last_at is None:
            return None
        doubled = 1 << min(self.count - self.free, 10)
        return self.last_at + min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)

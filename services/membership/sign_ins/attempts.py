"""How often a password or a code may be tried."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.persian.digits import persian_digits

FREE_TRIES = 5
_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(hours=1)


class WrongPair(Exception):
    """No account has this name and this password; which of the two is wrong is not told."""


class TooManyAttempts(Exception):
    """The account rests for a while after wrong passwords."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"پس از چند گذرواژه نادرست، {persian_digits(seconds)} ثانیه دیگر دوباره تلاش کنید.")
        self.seconds = seconds


@dataclass(slots=True)
class Attempts:
    """The tries of one name since the last right one. A name that nobody has is counted alike."""

    id: str
    count: int = 0
    last_at: datetime | None = None

    def begin(self, *, at: datetime) -> None:
        """Count a try before it is checked, so that many at once do not slip through. Raises TooManyAttempts."""
        if self.last_at is not None and at - self.last_at > _FORGOTTEN_AFTER:
            self.count = 0
        rest = self._rests_until - at if self._rests_until else timedelta()
        if rest > timedelta():
            raise TooManyAttempts(max(1, round(rest.total_seconds())))
        self.count += 1
        self.last_at = at

    @property
    def _rests_until(self) -> datetime | None:
        if self.count < FREE_TRIES or self.last_at is None:
            return None
        doubled = 1 << min(self.count - FREE_TRIES, 10)
        return self.last_at + min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)

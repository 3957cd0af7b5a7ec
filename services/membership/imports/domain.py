"""An import: a file that was uploaded, looked through, and taken into the directory row by row."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

ImportId = NewType("ImportId", str)

MOST_ROWS: Final = 50_000
KEPT: Final = timedelta(days=7)
"""How long the file and its faulty rows are kept after an import has ended."""
WAITS: Final = timedelta(days=30)
"""How long a file waits to be confirmed, or to be resumed."""


class NoSheet(Exception):
    """The file cannot be read; the message is a Persian sentence that says what to do."""


class FileTooLarge(Exception):
    """The uploaded file is too large to be looked at."""


class ImportNotFound(Exception):
    """No import has this id."""


class NotNow(Exception):
    """The import is not in the state for this."""


class Contended(Exception):
    """Somebody else changed the same things at the same moment; nothing of the batch was kept."""


class Refused(Exception):
    """A change that the directory does not take; the message is a Persian sentence."""


class State(StrEnum):
    """How far an import is."""

    CHECKING = "checking"
    """Its rows are being looked through; nothing is written."""
    CHECKED = "checked"
    """It waits for somebody to confirm it."""
    TAKING = "taking"
    """Its rows are being written."""
    DONE = "done"
    CANCELLED = "cancelled"
    """Somebody stopped it. What was written stays, and it can be resumed."""
    FAILED = "failed"
    """The file turned out to be unreadable."""


RUNNING: Final = frozenset({State.CHECKING, State.TAKING})


@dataclass(frozen=True, slots=True)
class Starter:
    """Who started an import, for the audit trail of what it writes."""

    person_id: str
    roles: tuple[str, ...] = ()
    address: str | None = None
    deed: str = ""
    correlation_id: str | None = None


@dataclass(slots=True)
class Import:
    """One file on its way into the directory."""

    id: ImportId
    file_name: str
    size: int
    sheets: tuple[str, ...]
    started_by: Starter
    started_at: datetime
    is_dry_run: bool
    state: State = State.CHECKING
    ended_at: datetime | None = None
    """Since when it rests: checked, done, cancelled or failed."""
    why: str = ""
    """The sentence of a failure."""
    is_file_kept: bool = True
    version: int = 0

    @property
    def is_running(self) -> bool:
        """Whether rows are being read now."""
        return self.state in RUNNING

    @property
    def can_be_confirmed(self) -> bool:
        """Whether its rows can be taken from here."""
        return self.state in {State.CHECKED, State.CANCELLED} and self.is_file_kept

    def confirm(self, *, by: Starter) -> None:
        """Let its rows be taken, from the first or from where it was stopped. Raises NotNow."""
        if not self.is_file_kept:
            raise NotNow("فایل این ورود دیگر نگه‌داری نمی‌شود؛ آن را دوباره بارگذاری کنید.")
        if not self.can_be_confirmed:
            raise NotNow("این ورود اکنون در انتظار تأیید نیست.")
        self.state, self.is_dry_run, self.started_by, self.ended_at = State.TAKING, False, by, None

    def cancel(self, *, at: datetime) -> bool:
        """Stop it; what was written stays. False when it was stopped already. Raises NotNow when it has ended."""
        if self.state is State.CANCELLED:
            return False
        if self.state in {State.DONE, State.FAILED}:
            raise NotNow("این ورود پایان یافته است.")
        self._rest(State.CANCELLED, at)
        return True

    def finish(self, *, at: datetime) -> None:
        """Note that all rows were looked through, or taken."""
        self._rest(State.CHECKED if self.state is State.CHECKING else State.DONE, at)

    def fail(self, why: str, *, at: datetime) -> None:
        """Note that the file cannot be read to its end."""
        self.why = why
        self._rest(State.FAILED, at)

    def is_forgotten_at(self, now: datetime) -> bool:
        """Whether its file and its faulty rows have been kept long enough."""
        if self.ended_at is None or not self.is_file_kept:
            return False
        return now - self.ended_at > (KEPT if self.state in {State.DONE, State.FAILED} else WAITS)

    def _rest(self, state: State, at: datetime) -> None:
        self.state, self.ended_at = state, at


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows were read so far, and what became of them. A check counts, and the import counts anew."""

    rows: int = 0
    """How many there are; an estimate until all were read once."""
    done: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    """Rows by outcome."""
    is_check: bool = True
    checked: Mapping[str, int] = field(default_factory=dict)
    """What the check counted, for whoever confirms it."""

    def of(self, outcome: str) -> int:
        """How many rows came out so."""
        return self.counts.get(outcome, 0)

    def grown(self, counted: Mapping[str, int]) -> "Progress":
        """Count some more rows."""
        counts = {name: self.of(name) + counted.get(name, 0) for name in {*self.counts, *counted}}
        done = self.done + sum(counted.values())
        return replace(self, counts=counts, done=done, rows=max(self.rows, done))

    def for_taking(self) -> "Progress":
        """Begin to count again: the check is over."""
        return Progress(rows=self.rows, is_check=False, checked=self.counts)

"""A batch: decrees that one person had drafted, or letters of all kinds that one signs, taken one by one."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NewType

BatchId = NewType("BatchId", str)

MOST_ITEMS: Final = 2_000


class Deed(StrEnum):
    """What is done with each item."""

    DRAFT = "draft"
    """The subject is an approved nomination."""
    SIGN = "sign"
    """The subject is a draft of a letter of any kind."""


class State(StrEnum):
    """How far a batch is."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    """Somebody stopped it. What was done stays, and the rest can be gone on with."""


class ItemState(StrEnum):
    """What became of an item."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class BatchNotFound(Exception):
    """There is no such batch, or it is not for this reader."""


class NothingToDo(Exception):
    """There is nothing in the batch that was asked for."""


class TooMany(Exception):
    """More was asked for at once than a batch takes."""


class BatchOver(Exception):
    """The batch is not in the state for this."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked for a batch, for the audit trail of what it does."""

    person_id: str
    roles: tuple[str, ...] = ()
    address: str | None = None
    deed: str = ""
    correlation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all drafts of a batch. Without days, the term is that of the body, from the day of drafting."""

    body_id: str
    role: str = ""
    """Only nominations for this role; all when it is empty."""
    valid_from: date | None = None
    valid_until: date | None = None
    is_checked: bool = False
    """Whether each draft gets the secretariat's initial at once."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that a batch can take, as it is now."""

    id: str
    name: str
    about: str = ""
    version: int | None = None
    """The version of a draft that was seen before it is signed."""
    kind: str = "decree"
    """The kind of letter that is to be signed."""
    series: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done with an item, with a sentence where it was not what one expects."""

    decree_id: str
    sentence: str = ""


@dataclass(slots=True, kw_only=True)
class Item:
    """One of the things of a batch."""

    id: str
    batch_id: BatchId
    place: int
    subject: Subject
    state: ItemState = ItemState.WAITING
    sentence: str = ""
    """Why it was refused, or what is to be said of it."""
    decree_id: str = ""
    version: int = 0

    def finish(self, outcome: Outcome) -> None:
        """Note what was done."""
        self.state, self.decree_id, self.sentence = ItemState.DONE, outcome.decree_id, outcome.sentence

    def refuse(self, sentence: str) -> None:
        """Note why it cannot be done."""
        self.state, self.sentence = ItemState.REFUSED, sentence


@dataclass(slots=True, kw_only=True)
class Batch:
    """Some drafts or signatures that one person asked for."""

    id: BatchId
    deed: Deed
    asked_by: Asker
    at: datetime
    total: int
    key: str
    """The same for the same request: no two batches with the same key run at the same time."""
    terms: Terms | None = None
    state: State = State.RUNNING
    ended_at: datetime | None = None
    why: str = ""
    """What stopped it, unless somebody did."""
    version: int = 0

    @property
    def is_running(self) -> bool:
        """Whether items are being taken now."""
        return self.state is State.RUNNING

    def stop(self, *, at: datetime, why: str = "") -> bool:
        """Stop it between two items. False when it was stopped already. Raises BatchOver when it has ended."""
        if self.state is State.STOPPED:
            return False
        if self.state is State.DONE:
            raise BatchOver("این کار پایان یافته است.")
        self.state, self.ended_at, self.why = State.STOPPED, at, why
        return True

    def go_on(self, *, by: Asker) -> bool:
        """Go on with the rest in the name of this person. False when it runs. Raises BatchOver when it has ended."""
        if self.state is State.RUNNING:
            return False
        if self.state is State.DONE:
            raise BatchOver("این کار پایان یافته است.")
        self.state, self.ended_at, self.why, self.asked_by = State.RUNNING, None, "", by
        return True

    def finish(self, *, at: datetime) -> None:
        """Note that nothing waits any more."""
        self.state, self.ended_at = State.DONE, at


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items came out in which way."""

    total: int
    waiting: int = 0
    done: int = 0
    refused: int = 0

    @property
    def taken(self) -> int:
        """How many were taken so far, whatever became of them."""
        return self.done + self.refused

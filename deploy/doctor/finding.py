"""What a check finds: how bad it is, a sentence, and what to do about it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from deploy.doctor.county import County


class Level(StrEnum):
    """How bad a finding is."""

    WRONG = "wrong"
    """Something does not work, or may be lost."""
    SOON = "soon"
    """Everything works; it will not if nobody does anything."""
    NOT_LOOKED_AT = "not looked at"
    """Whether something is wrong is not known, since it could not be seen."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found, for an operator to read."""

    level: Level
    sentence: str
    remedy: str
    """A sentence that says what to do, with a command where there is one."""


Check: TypeAlias = Callable[[County], Awaitable[Sequence[Finding]]]


def wrong(sentence: str, remedy: str) -> Finding:
    """Say what is wrong now."""
    return Finding(Level.WRONG, sentence, remedy)


def soon(sentence: str, remedy: str) -> Finding:
    """Say what will be wrong before long."""
    return Finding(Level.SOON, sentence, remedy)


def not_looked_at(sentence: str, remedy: str) -> Finding:
    """Say what could not be seen."""
    return Finding(Level.NOT_LOOKED_AT, sentence, remedy)


def hidden_by_database(what: str, error: Exception) -> Finding:
    """Say what could not be seen because the database does not answer; another check says why it does not."""
    return not_looked_at(f"{what} ({type(error).__name__}).", "See what is said of MongoDB.")

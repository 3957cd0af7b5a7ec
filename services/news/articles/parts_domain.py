"""What is noted of an article beside what it says: corrections, plans, notes of the desk, partners."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from services.news.publishers.domain import PublisherId


@dataclass(frozen=True, slots=True)
class Content:
    """What an article says. Made by `content`, which cleans it."""

    headline: str
    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A change after publication. Readers are told of a major one."""

    at: datetime
    note: str
    major: bool


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The public explanation of an article that was taken back."""

    at: datetime
    explanation: str


@dataclass(frozen=True, slots=True)
class Return:
    """Why the desk sent an article back to its writer."""

    at: datetime
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class Plan:
    """When an article is published by itself."""

    at: datetime
    by: str
    embargo: bool = False
    """Whether nobody may publish it sooner."""
    channels: tuple[str, ...] | None = None
    """By which channels followers are told; None by all, empty by none."""


@dataclass(frozen=True, slots=True)
class Assignee:
    """Who works on an article."""

    person_id: str
    name: str
    note: str = ""
    """What was said when it was given to this person; empty for who took it."""
    person_was: tuple[str, ...] = ()
    """Whose work it was before that person's entries were merged, the first one at the beginning."""

    def passed_on(self, person_id: str) -> Self:
        """The same, with another entry of the person, since the two were merged."""
        return replace(self, person_id=person_id, person_was=(*self.person_was, self.person_id))

    def given_back(self, merged: str, into: str) -> Self:
        """The same, with the merged entry again if it had passed from that one to the other."""
        people = (*self.person_was, self.person_id)
        place = people.index(merged) if merged in people else -1
        if place < 0 or people[place + 1 :][:1] != (into,):
            return self
        return replace(self, person_id=merged, person_was=people[:place])


@dataclass(frozen=True, slots=True)
class Partner:
    """An office that shows the article as its own too, once both sides agreed."""

    publisher_id: PublisherId
    asked_at: datetime
    asked_by_owner: bool
    """Whether the article's own office asked. Otherwise the partner asked, and the article's own office answers."""
    agreed_at: datetime | None = None

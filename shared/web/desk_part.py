"""How a service tells the desk what a person has to do: HTML with a list of entries after a mark for each time."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from fastapi import Response
from markupsafe import Markup

from shared.persian.jalali import day_of
from shared.web.shell.page import Page

MEDIA_TYPE: Final = "text/html"
_THIS_WEEK: Final = timedelta(days=7)
# Text that people wrote cannot contain a mark, because `<` is escaped in it.
_MARK: Final = re.compile(r"<!--desk ([a-z]+) (\d{1,6})-->")


class When(StrEnum):
    """By when an entry has to be dealt with, in the order of the desk."""

    TODAY = "today"
    THIS_WEEK = "week"
    WHENEVER = "whenever"
    OTHERS = "others"
    """Somebody else has to act, and this person waits."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a person's to-do list: with the label of its button, or with its state when others have to act."""

    when: When
    icon: str
    title: str
    text: str
    href: str
    deed: str = ""
    state: str = ""
    tone: str = ""
    """`bad`, `warn` or `brand`."""
    stands_for: int = 1
    """The number of things that the entry counts for: the last one of a long list stands for all that are not shown."""


class NotAPart(Exception):
    """The text was not made by `part_page`."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The entries of one time: how many there are, and their list items."""

    number: int
    items: Markup


Part = Mapping[When, Waiting]


def part_page(page: Page, entries: Sequence[Entry]) -> Response:
    """Return the response with the entries by time; it is empty when there are no entries."""
    groups = [(when, [entry for entry in entries if entry.when is when]) for when in When]
    return page.show("shell/desk-part.html", groups=[(when, found) for when, found in groups if found])


def read_part(text: str) -> Part:
    """Read the answer of a service. Its markup is trusted, so it must come from a service of ours. Raises NotAPart."""
    before, *pieces = _MARK.split(text)
    if before.strip():
        raise NotAPart("something stands before the first mark")
    try:
        return {
            When(name): Waiting(int(number), Markup(items))  # noqa: S704 - escaped by the service that made it
            for name, number, items in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True)
        }
    except ValueError as error:
        raise NotAPart(str(error)) from error


def due(day: date, now: datetime) -> When:
    """Return the time to which an entry that is due on a day belongs."""
    today = day_of(now)
    if day <= today:
        return When.TODAY
    return When.THIS_WEEK if day - today < _THIS_WEEK else When.WHENEVER

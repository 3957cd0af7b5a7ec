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
    button: str = ""
    state: str = ""
    tone: str = ""
    """`bad`, `warn` or `brand`."""
    stands_for: int = 1
    """The number of things that the entry counts for: the last one of a long list stands for all that are not shown."""


class NotASection(Exception):
    """The text was not made by `section_page`."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The entries of one time: how many there are, and their list items."""

    number: int
    items: Markup


Section = Mapping[When, Bundle]


def section_page(page: Page, entries: Sequence[Entry]) -> Response:
    """Return the response with the entries by time; it is empty when there are no entries."""
    groups = [(when, [entry for entry in entries if entry.when is when]) for when in When]
    return page.show("shell/desk-section.html", groups=[(when, found) for when, found in groups if found])


def read_section(text: str) -> Section:
    """Read the answer of a service of ours, whose markup is trusted. Raises NotASection."""
    before, *pieces = _MARK.split(text)
    if before.strip():
        raise NotASection("something stands before the first mark")
    try:
        return {
            When(name): Bundle(int(number), Markup(items))  # noqa: S704 - escaped by the service that made it
            for name, number, items in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True)
        }
    except ValueError as error:
        raise NotASection(str(error)) from error


def due(day: date, now: datetime) -> When:
    """Return the time to which an entry that is due on a day belongs."""
    today = day_of(now)
    if day <= today:
        return When.TODAY
    return When.THIS_WEEK if day - today < _THIS_WEEK else When.WHENEVER

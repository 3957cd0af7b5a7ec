"""What waits for a person, as a service tells it to the desk: a piece of HTML, a list after a mark for each time."""

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
# Text of people cannot hold a mark: `<` is escaped in it.
_MARK: Final = re.compile(r"<!--desk ([a-z]+) (\d{1,6})-->")


class When(StrEnum):
    """Until when something is to be done, in the order of the desk."""

    TODAY = "today"
    THIS_WEEK = "week"
    WHENEVER = "whenever"
    OTHERS = "others"
    """Somebody else is to do it; this person waits."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that waits, with its one deed; or, when others are to do it, with its state."""

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
    """How many things: the last entry of a long list stands for all that are not shown."""


class NotAPart(Exception):
    """The text is not what `part_page` makes."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The things of one time: how many there are, and their list items."""

    number: int
    items: Markup


Part = Mapping[When, Waiting]


def part_page(page: Page, entries: Sequence[Entry]) -> Response:
    """Answer with the entries by time; with nothing when there are none."""
    groups = [(when, [entry for entry in entries if entry.when is when]) for when in When]
    return page.show("shell/desk-part.html", groups=[(when, found) for when, found in groups if found])


def read_part(text: str) -> Part:
    """What a service answered. Its markup is taken as it is, so it must come from one of ours. Raises NotAPart."""
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
    """To which time something belongs that is due on a day."""
    today = day_of(now)
    if day <= today:
        return When.TODAY
    return When.THIS_WEEK if day - today < _THIS_WEEK else When.WHENEVER

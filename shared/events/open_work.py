"""The services' answers to `HandoverOpened`: what is open in each of them for a post whose holder changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pydantic import Field

from shared.events._event import Event, Number, Record, WebAddress

MOST_ITEMS = 200
"""How many items one service lists; it only counts the others."""


class OpenItem(Record):
    """One thing that somebody has begun or is expected to do, and that the next holder of the post takes over.

    `title` and `note` hold what every colleague may read, in Persian: no name of a citizen and no text that is not
    published. Whoever may read more follows `href`.
    """

    id: str
    kind: str
    """A word of the service for what it is, such as `article` or `report`."""
    title: str
    href: WebAddress
    due: date | None = None
    note: str = ""


class OpenWorkListed(Event):
    """The base class of the services' answers to a handover."""

    about: ClassVar[tuple[str, str]] = ("handover", "handover_id")

    handover_id: str
    service: str
    items: list[OpenItem] = Field(max_length=MOST_ITEMS)
    more: Number = 0
    """The number of further items that are not listed."""


class MembershipOpenWorkListed(OpenWorkListed):
    """Membership lists what is open there for the post of a handover. The list is empty when nothing is."""

    type: ClassVar[str] = "membership.open.work.listed.v1"


class NewsOpenWorkListed(OpenWorkListed):
    """News lists what is open there for the post of a handover. The list is empty when nothing is."""

    type: ClassVar[str] = "news.open.work.listed.v1"


class ReportingOpenWorkListed(OpenWorkListed):
    """Reporting lists what is open there for the post of a handover. The list is empty when nothing is."""

    type: ClassVar[str] = "reporting.open.work.listed.v1"


class NotifierOpenWorkListed(OpenWorkListed):
    """The notifier lists what is open there for the post of a handover. The list is empty when nothing is."""

    type: ClassVar[str] = "notifier.open.work.listed.v1"


OPEN_WORK: dict[str, type[OpenWorkListed]] = {
    "membership": MembershipOpenWorkListed,
    "news": NewsOpenWorkListed,
    "reporting": ReportingOpenWorkListed,
    "notifier": NotifierOpenWorkListed,
}
"""The answer of each service. They are types of their own because a type has one publisher."""


@dataclass(frozen=True, slots=True)
class OpenShare:
    """What one feature contributes to the answer of its service."""

    items: Sequence[OpenItem] = ()
    more: int = 0
    """The number of further items that are not among them."""

"""A publisher as news knows it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NewType

PublisherId = NewType("PublisherId", str)
"""`office/water` or `body/media_hq`."""

Kind = Literal["office", "body"]


class PublisherUnknown(Exception):
    """No office and no body has this id."""


@dataclass(slots=True)
class Publisher:
    """An office or a body, with the few facts that its page shows."""

    id: PublisherId
    kind: Kind
    name: str
    group: str = ""
    """The name of its kind, such as «بانک‌ها»; offices are listed by it."""
    group_order: int = 0
    publishes_directly: bool = False
    address: str = ""
    phone: str = ""
    is_closed: bool = False
    """It was closed when only open and closed were kept, and not the day."""
    phones: tuple[str, ...] = ()
    email: str = ""
    website: str = ""
    other_names: tuple[str, ...] = ()
    """Short, other and former names, by which it is found."""
    closed_on: date | None = None
    """The day on which it closes, which may be to come."""
    successor_id: PublisherId | None = None
    """Who continues its work."""

    def is_closed_on(self, day: date) -> bool:
        """Whether it is closed on that day: it publishes no more."""
        return self.is_closed or (self.closed_on is not None and self.closed_on <= day)

    @property
    def slug(self) -> str:
        """What stands for it in addresses."""
        return self.id.partition("/")[2]

    @property
    def path(self) -> str:
        """Its page on the portal."""
        return f"/offices/{self.slug}" if self.kind == "office" else f"/bodies/{self.slug}"


@dataclass(frozen=True, slots=True)
class Manager:
    """Who the PR manager of an office is, as everybody may know."""

    id: PublisherId
    """The office's."""
    name: str
    acting: bool = False
    """A «سرپرست»."""


def publisher_id(kind: Kind, slug: str) -> PublisherId:
    """The id of an office or body."""
    return PublisherId(f"{kind}/{slug}")

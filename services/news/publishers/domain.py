"""A publisher as news knows it."""

from dataclasses import dataclass
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

    @property
    def slug(self) -> str:
        """What stands for it in addresses."""
        return self.id.partition("/")[2]

    @property
    def path(self) -> str:
        """Its page on the portal."""
        return f"/offices/{self.slug}" if self.kind == "office" else f"/bodies/{self.slug}"


def publisher_id(kind: Kind, slug: str) -> PublisherId:
    """The id of an office or body."""
    return PublisherId(f"{kind}/{slug}")

"""A kind of office."""

from dataclasses import dataclass
from typing import NewType

KindId = NewType("KindId", str)

LONGEST_NAME = 60


class KindUnknown(Exception):
    """No kind has this id; the message names those that there are."""


class KindTaken(Exception):
    """Another kind has this id or this name."""


class KindInUse(Exception):
    """Offices of this kind are registered."""


@dataclass(slots=True)
class OfficeKind:
    """A kind of office. Its name is the heading of its offices: «اداره‌ها»."""

    id: KindId
    name: str
    order: int = 0
    """Its place in lists, the smallest first."""
    executive: bool = True
    """Whether a new office of this kind is an executive one («دستگاه اجرایی»), unless something else is chosen."""
    version: int = 0

    def change(self, *, name: str, order: int, executive: bool) -> bool:
        """Take these values. Returns whether its offices have to be told: of a new name or another place."""
        shown_before = (self.name, self.order)
        self.name, self.order, self.executive = name, order, executive
        return (name, order) != shown_before

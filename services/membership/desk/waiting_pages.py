"""What membership's features have for a person to do, together on the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.runtime.viewer import Viewer
from shared.web.desk_section import Entry


class Waiting(Protocol):
    """A feature that has things for people to do."""

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """Return what this person is to do, or waits for; nothing for somebody without the right."""


@dataclass(frozen=True, slots=True)
class OwnWaiting:
    """Membership's own entries, feature by feature in the order of `main.py`."""

    features: Sequence[Waiting]

    async def entries(self, viewer: Viewer, now: datetime) -> Sequence[Entry]:
        """Return the entries of one person."""
        return [entry for feature in self.features for entry in await feature.entries(viewer, now)]

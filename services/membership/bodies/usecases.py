"""The secretariat keeps the list of bodies."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from services.membership.bodies.access import KEEP_BODIES
from services.membership.bodies.domain import Body, BodyId, BodyNotFound
from shared.events import Event
from shared.runtime.viewer import Viewer


class BodyRepository(Protocol):
    """Where bodies are kept."""

    async def get(self, body_id: BodyId) -> Body:
        """Return the body, or raise BodyNotFound."""

    async def save(self, body: Body, *events: Event) -> None:
        """Keep the body and queue its events: both, or neither."""


@dataclass(frozen=True, slots=True)
class BodyDirectory:
    """Adds bodies and changes their data."""

    bodies: BodyRepository
    transaction: Callable[[], AbstractAsyncContextManager[None]]

    async def register(self, body: Body, *, by: Viewer) -> Body:
        """Add a body, or change its data. The other services are told of a new body and of a new name."""
        KEEP_BODIES.require(by)
        async with self.transaction():
            try:
                known = await self.bodies.get(body.id)
            except BodyNotFound:
                new = replace(body, version=0)
                await self.bodies.save(new, new.register())
                return new
            changed = replace(body, version=known.version)
            if changed != known:
                renamed = (known.name, known.kind) != (changed.name, changed.kind)
                await self.bodies.save(changed, *([changed.register()] if renamed else []))
            return changed

"""The secretariat keeps the list of bodies."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from services.membership.bodies.access import KEEP_BODIES
from services.membership.bodies.domain import Body, BodyId, BodyNotFound, BodyTaken, RoleInUse
from shared.events import Event
from shared.language.speech import gettext as _
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer


class BodyRepository(Protocol):
    """Where bodies are kept."""

    async def get(self, body_id: BodyId) -> Body:
        """Return the body, or raise BodyNotFound."""

    async def save(self, body: Body, *events: Event) -> None:
        """Keep the body and queue its events: both, or neither."""


class HeldRoles(Protocol):
    """Knows which roles of a body members have. Members depend on bodies, so they come here by this port."""

    async def held_in(self, body_id: str) -> frozenset[str]:
        """Return the roles that somebody has in the body."""


@dataclass(frozen=True, slots=True)
class BodyDirectory:
    """Adds bodies and changes their data."""

    bodies: BodyRepository
    roles: HeldRoles
    transaction: Callable[[], AbstractAsyncContextManager[None]]

    async def add(self, body: Body, *, by: Viewer) -> Body:
        """Add a body. The same again changes nothing. Raises BodyTaken when the id has other data."""
        KEEP_BODIES.require(by)
        async with self.transaction():
            known = await self._known(body.id)
            if known is None:
                return await self._add(body)
            if replace(body, version=known.version) != known:
                raise BodyTaken("نهاد دیگری با این شناسه ثبت شده است.")
            return known

    async def change(self, body: Body, *, seen: int | None = None, by: Viewer) -> Body:
        """Change the data of a body. `seen` is the version that was on the screen.

        Raises BodyNotFound, RoleInUse, or Stale when somebody else has changed it since.
        """
        KEEP_BODIES.require(by)
        async with self.transaction():
            known = await self.bodies.get(body.id)
            if seen is not None and seen != known.version:
                raise Stale("این نهاد را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="body")
            return await self._change(known, body)

    async def register(self, body: Body, *, by: Viewer) -> Body:
        """Add a body, or change its data. The other services are told of a new body and of a new name."""
        KEEP_BODIES.require(by)
        async with self.transaction():
            known = await self._known(body.id)
            return await (self._change(known, body) if known else self._add(body))

    async def _known(self, body_id: BodyId) -> Body | None:
        try:
            return await self.bodies.get(body_id)
        except BodyNotFound:
            return None

    async def _add(self, body: Body) -> Body:
        new = replace(body, version=0)
        await self.bodies.save(new, new.register())
        return new

    async def _change(self, known: Body, body: Body) -> Body:
        changed = replace(body, version=known.version)
        if changed == known:
            return known
        removed = known.without_roles(changed) & await self.roles.held_in(known.id)
        if removed:
            names = "، ".join(sorted(map(known.shown_role, removed)))
            raise RoleInUse(_("نقش «%(roles)s» عضو دارد و برداشته نمی‌شود.", roles=names))
        renamed = (known.name, known.kind) != (changed.name, changed.kind)
        await self.bodies.save(changed, *([changed.register()] if renamed else []))
        return changed

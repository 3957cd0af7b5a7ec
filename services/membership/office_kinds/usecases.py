"""The secretariat keeps the kinds of offices."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from services.membership.office_kinds.access import KEEP_KINDS
from services.membership.office_kinds.domain import KindId, KindInUse, KindTaken, KindUnknown, OfficeKind
from shared.events import Event
from shared.language.shown import digits
from shared.language.speech import gettext as _
from shared.persian.text import for_comparing, for_keeping
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer


class KindRepository(Protocol):
    """Where kinds are kept."""

    async def find(self, kind_id: KindId) -> OfficeKind | None:
        """Return the kind, if there is one of this id."""

    async def all(self) -> list[OfficeKind]:
        """Return all kinds, in their order."""

    async def hold(self, kind_id: KindId) -> None:
        """Let one of two units of work that hold the kind at the same time begin again."""

    async def save(self, kind: OfficeKind, *events: Event) -> None:
        """Keep the kind and queue events: both, or neither."""

    async def remove(self, kind_id: KindId) -> None:
        """Remove the kind."""


class OfficesOfKinds(Protocol):
    """Knows the offices of a kind. Offices depend on kinds, so they come here by this port."""

    async def how_many(self, kind_id: str) -> int:
        """Return how many offices have this kind, closed ones too."""

    async def take_over(self, kind: OfficeKind) -> None:
        """Write the kind's name and order into its offices, and tell the other services of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindFacts:
    """What is typed about a kind. Without `order` it stands at the end, or stays where it is."""

    name: str
    order: int | None = None
    executive: bool = True


@dataclass(frozen=True, slots=True)
class KindDirectory:
    """Adds, changes and removes kinds."""

    kinds: KindRepository
    offices: OfficesOfKinds
    transaction: Callable[[], AbstractAsyncContextManager[None]]

    async def add(self, kind_id: str, facts: KindFacts, *, by: Viewer) -> OfficeKind:
        """Add a kind. The same again changes nothing. Raises KindTaken."""
        KEEP_KINDS.require(by)
        async with self.transaction():
            known, every = await self.kinds.find(KindId(kind_id)), await self.kinds.all()
            order = (known.order if known else _at_the_end(every)) if facts.order is None else facts.order
            kind = OfficeKind(KindId(kind_id), for_keeping(facts.name), order, facts.executive)
            if known:
                if replace(known, version=0) != kind:
                    raise KindTaken("نوع دیگری با این شناسه تعریف شده است.")
                return known
            _must_be_only(kind, every)
            await self.kinds.save(kind)
            return kind

    async def change(self, kind_id: str, facts: KindFacts, *, version: int | None = None, by: Viewer) -> OfficeKind:
        """Change a kind, and the name of the kind in its offices. Raises KindUnknown, KindTaken or Stale."""
        KEEP_KINDS.require(by)
        async with self.transaction():
            kind, every = await self._get(kind_id), await self.kinds.all()
            if version is not None and version != kind.version:
                raise Stale("این نوع را شخص دیگری تغییر داده است؛ مقدار تازه را ببینید و دوباره ذخیره کنید.", of="kind")
            before = replace(kind)
            order = kind.order if facts.order is None else facts.order
            is_shown = kind.change(name=for_keeping(facts.name), order=order, executive=facts.executive)
            if kind == before:
                return kind
            _must_be_only(kind, every)
            # An office that is registered at this moment would keep the former name.
            await self.kinds.hold(kind.id)
            await self.kinds.save(kind)
            if is_shown:
                await self.offices.take_over(kind)
            return kind

    async def remove(self, kind_id: str, *, by: Viewer) -> None:
        """Remove a kind that no office has. Raises KindUnknown or KindInUse."""
        KEEP_KINDS.require(by)
        async with self.transaction():
            kind = await self._get(kind_id)
            # An office that is registered at this moment would be left without its kind.
            await self.kinds.hold(kind.id)
            used = await self.offices.how_many(kind.id)
            if used:
                raise KindInUse(
                    _("%(number)s دستگاه از این نوع ثبت شده است؛ ابتدا نوع آن‌ها را تغییر دهید.", number=digits(used))
                )
            await self.kinds.remove(kind.id)

    async def _get(self, kind_id: str) -> OfficeKind:
        kind = await self.kinds.find(KindId(kind_id))
        if kind is None:
            raise KindUnknown("چنین نوعی تعریف نشده است.")
        return kind


def _at_the_end(kinds: list[OfficeKind]) -> int:
    return max((kind.order for kind in kinds), default=0) + 1


def _must_be_only(kind: OfficeKind, every: list[OfficeKind]) -> None:
    same = for_comparing(kind.name)
    if any(each.id != kind.id and for_comparing(each.name) == same for each in every):
        raise KindTaken("نوع دیگری با همین نام تعریف شده است.")

"""The secretariat keeps the directory of offices."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from services.membership.office_kinds.domain import KindId, OfficeKind
from services.membership.office_kinds.usecases import KindRepository
from services.membership.offices.access import KEEP_OFFICES
from services.membership.offices.domain import (
    NoParent,
    NoSuccessor,
    Office,
    OfficeId,
    OfficeNotFound,
    OfficeTaken,
    UnknownKind,
    cleaned,
)
from shared.events import Event
from shared.events.membership import OfficeFacts
from shared.language.shown import date_with_year
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer


class OfficeRepository(Protocol):
    """Where offices are kept."""

    async def get(self, office_id: OfficeId) -> Office:
        """Return the office, or raise OfficeNotFound."""

    async def hold(self, office_id: OfficeId) -> None:
        """Let one of two units of work that hold the office at the same time begin again."""

    async def save(self, office: Office, *events: Event) -> None:
        """Keep the office and queue its events: both, or neither."""


class OfficePosts(Protocol):
    """The posts of an office. Posts depend on offices, so they come here by this port."""

    async def end(self, office_id: str, *, last_day: date) -> None:
        """Let whoever holds a post of the office hold it no longer than this day."""

    async def go_on(self, office_id: str, *, after: date) -> None:
        """Let the holders stay who would have left with a closing that was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFacts:
    """What somebody says about an office. What is not said stays as it is, or is the usual for a new office."""

    name: str
    kind: str
    others: Mapping[str, Any] = field(default_factory=dict)
    """Further fields of OfficeFacts, such as `phones` or `executive`."""

    def of_new(self, office_id: str, kind: OfficeKind, *, today: date) -> OfficeFacts:
        """The facts of an office that is registered today."""
        usual = {"id": office_id, "short_name": self.name, "executive": kind.executive, "active_from": today}
        return cleaned(OfficeFacts(**usual | self._said | _of_kind(kind)))

    def of_known(self, facts: OfficeFacts, kind: OfficeKind) -> OfficeFacts:
        """The facts of a known office after what is said here."""
        short = {"short_name": self.name} if facts.short_name == facts.name else {}
        phones = {"phone": ""} if "phones" in self.others else {}
        return cleaned(OfficeFacts(**facts.model_dump() | short | phones | self._said | _of_kind(kind)))

    @property
    def _said(self) -> dict[str, Any]:
        return {**self.others, "name": self.name}


@dataclass(frozen=True, slots=True)
class OfficeDirectory:
    """Registers, updates, closes and reopens offices."""

    offices: OfficeRepository
    kinds: KindRepository
    posts: OfficePosts
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def enter(self, office_id: str, given: GivenFacts, *, by: Viewer) -> Office:
        """Add an office of a kind that is defined. The same again changes nothing.

        Raises UnknownKind, NoParent, or OfficeTaken when the id has other facts.
        """
        KEEP_OFFICES.require(by)
        async with self.transaction():
            kind = await self._kind(given.kind)
            known = await self._find(office_id)
            if known:
                if given.of_known(known.facts, kind) != known.facts:
                    raise OfficeTaken("دستگاه دیگری با این شناسه ثبت شده است.")
                return known
            await self.kinds.hold(kind.id)
            return await self._register(given.of_new(office_id, kind, today=self._today()))

    async def register(self, facts: OfficeFacts, *, by: Viewer) -> Office:
        """Add an office, and its kind if that is new. The same again changes nothing.

        Raises NoParent, or OfficeTaken when the id has other facts.
        """
        KEEP_OFFICES.require(by)
        facts = cleaned(facts)
        async with self.transaction():
            known = await self._find(facts.id)
            if known is None:
                await define_kind(self.kinds, facts)
                return await self._register(facts)
            if known.facts != facts:
                raise OfficeTaken("دستگاه دیگری با این شناسه ثبت شده است.")
            return known

    async def change(self, office_id: str, given: GivenFacts, *, version: int | None = None, by: Viewer) -> Office:
        """Change what is said about an office.

        With `version`, the one that the person saw, it is refused when somebody else has changed the office since.
        Raises UnknownKind, NoParent, OfficeEnded or Stale.
        """
        KEEP_OFFICES.require(by)
        async with self.transaction():
            office = await self.offices.get(OfficeId(office_id))
            if version is not None and version != office.version:
                raise Stale("این دستگاه را شخص دیگری تغییر داده است؛ مشخصات تازه را ببینید.", of="office")
            kind = await self._kind(given.kind)
            if kind.id != office.facts.kind:
                await self.kinds.hold(kind.id)
            return await self._update(office, given.of_known(office.facts, kind))

    async def update(self, facts: OfficeFacts, *, by: Viewer) -> Office:
        """Replace all facts of an office. Raises NoParent or OfficeEnded."""
        KEEP_OFFICES.require(by)
        async with self.transaction():
            office = await self.offices.get(OfficeId(facts.id))
            return await self._update(office, cleaned(facts))

    async def close(self, office_id: str, *, on: date, successor_id: str | None = None, by: Viewer) -> Office:
        """Close an office on a day, which may be to come; the terms of its holders end with it.

        Raises OfficeEnded, or NoSuccessor when the successor does not work on that day, or leads back to the office.
        """
        KEEP_OFFICES.require(by)
        async with self.transaction():
            office = await self.offices.get(OfficeId(office_id))
            event = office.close(on=on, successor_id=successor_id)
            if event is None:
                return office
            # Held so that two closings that lead to each other at the same moment meet, and the second sees the first.
            await self.offices.hold(office.id)
            if successor_id:
                await self._must_succeed(office, successor_id, on=on)
            await self.offices.save(office, event)
            await self.posts.end(office.id, last_day=on)
            return office

    async def reopen(self, office_id: str, *, by: Viewer) -> Office:
        """Take the closing of an office back. Whoever has left a post by then has to be appointed again."""
        KEEP_OFFICES.require(by)
        async with self.transaction():
            office = await self.offices.get(OfficeId(office_id))
            closing, event = office.closed_on, office.reopen(on=self._today())
            if event:
                await self.offices.save(office, event)
            if closing:
                await self.posts.go_on(office.id, after=closing)
            return office

    async def _register(self, facts: OfficeFacts) -> Office:
        office = Office(OfficeId(facts.id), facts)
        await self._must_stand_under(office.id, facts.parent_id)
        await self.offices.save(office, office.register())
        return office

    async def _update(self, office: Office, facts: OfficeFacts) -> Office:
        if facts.parent_id != office.facts.parent_id:
            # Held so that two offices that are put under each other at the same moment meet here.
            await self.offices.hold(office.id)
            await self._must_stand_under(office.id, facts.parent_id)
        event = office.update(facts, on=self._today())
        if event:
            await self.offices.save(office, event)
        return office

    async def _must_succeed(self, office: Office, successor_id: str, *, on: date) -> None:
        if successor_id == office.id:
            raise NoSuccessor("دستگاه نمی‌تواند جانشین خودش باشد.")
        successor = await self._find(successor_id)
        if successor is None:
            raise NoSuccessor("دستگاه جانشین ثبت نشده است.")
        if not successor.works_on(on):
            raise NoSuccessor(
                _(
                    "«%(name)s» در %(day)s باز نیست؛ دستگاه دیگری را انتخاب کنید.",
                    name=successor.name,
                    day=date_with_year(on),
                )
            )
        if await self._leads_to(successor, office.id, lambda each: each.successor_id):
            raise NoSuccessor("این دستگاه خود به همین دستگاه می‌رسد؛ دستگاه دیگری را انتخاب کنید.")
        # Saved so that a change of the successor at the same moment, such as its closing, meets this one.
        await self.offices.save(successor)

    async def _must_stand_under(self, office_id: str, parent_id: str | None) -> None:
        if parent_id is None:
            return
        parent = await self._find(parent_id)
        if parent is None:
            raise NoParent("دستگاه بالادست ثبت نشده است.")
        if parent_id == office_id or await self._leads_to(parent, office_id, lambda each: each.facts.parent_id):
            raise NoParent("دستگاه نمی‌تواند زیر خودش قرار بگیرد.")

    async def _leads_to(self, office: Office, target: str, step: Callable[[Office], str | None]) -> bool:
        """Whether these steps lead to the target. All offices on the way are held, so that none leads elsewhere."""
        await self.offices.hold(office.id)
        seen = {office.id}
        while following := step(office):
            if following == target:
                return True
            if following in seen:
                return False
            office = await self.offices.get(OfficeId(following))
            await self.offices.hold(office.id)
            seen.add(office.id)
        return False

    async def _kind(self, kind_id: str) -> OfficeKind:
        kind = await self.kinds.find(KindId(kind_id))
        if kind:
            return kind
        every = await self.kinds.all()
        if not every:
            raise UnknownKind("هنوز نوعی برای دستگاه‌ها تعریف نشده است؛ ابتدا نوع را تعریف کنید.")
        there_are = "، ".join(f"{kind.name} ({kind.id})" for kind in every)
        raise UnknownKind(_("نوع «%(kind)s» تعریف نشده است؛ نوع‌های موجود: %(kinds)s", kind=kind_id, kinds=there_are))

    async def _find(self, office_id: str) -> Office | None:
        try:
            return await self.offices.get(OfficeId(office_id))
        except OfficeNotFound:
            return None

    def _today(self) -> date:
        return day_of(self.now())


async def define_kind(kinds: KindRepository, facts: OfficeFacts) -> None:
    """Define the kind that an office has, if nobody has done so. The unit of work holds the kind from then on."""
    kind_id = KindId(facts.kind)
    await kinds.hold(kind_id)
    if await kinds.find(kind_id) is None:
        await kinds.save(OfficeKind(kind_id, facts.kind_name, facts.kind_order, facts.executive))


def _of_kind(kind: OfficeKind) -> dict[str, Any]:
    return {"kind": kind.id, "kind_name": kind.name, "kind_order": kind.order}

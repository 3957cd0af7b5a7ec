"""Reads layouts: which template is in force, and all editions of a kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from services.membership.layouts.domain import (
    KINDS,
    SHIPPED,
    Choice,
    Design,
    Layout,
    LayoutId,
    LayoutNotFound,
    State,
    known_kind,
    newer_shipped,
    shipped_design,
    shipped_template,
)
from services.membership.layouts.mongo import CHOICES, LAYOUTS, to_choice, to_layout
from services.membership.typesetting.domain import Paper, Template
from services.membership.typesetting.shipped_source import VERSIONS
from shared.language.speech import gettext as _
from shared.store.store import Store

_MOST: Final = 200


class DesignView(BaseModel):
    """What an edition says of a page."""

    source: str
    paper: Paper
    letterhead: list[str]
    salutation: str


class EditionLine(BaseModel):
    """An edition in a list. Edition 0 is what the release ships, and is written by nobody."""

    kind: str
    edition: int
    state: State
    note: str
    by: str | None
    at: datetime | None
    version: int


class EditionView(EditionLine):
    """An edition with its design."""

    design: DesignView


class KindView(BaseModel):
    """A kind of letters, what is in force, and the latest editions, the newest first."""

    kind: str
    name: str
    in_force: int
    version: int
    """Of the choice: give it as `instead_of` when you choose another edition."""
    newer_shipped: int | None
    """The version of the shipped template, when the edition in force was made of an older one."""
    editions: list[EditionLine]


class KindList(BaseModel):
    """All kinds of letters that have a layout. There are a few, so `next` is always null."""

    items: list[KindView]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A kind as its pages show it."""

    kind: str
    name: str
    choice: Choice
    editions: Sequence[Layout]
    """The newest first."""
    shipped_version: int

    @property
    def in_force(self) -> Layout | None:
        """The edition in force; None when it is the shipped one."""
        return next((each for each in self.editions if each.edition == self.choice.edition), None)

    @property
    def newer_shipped(self) -> int | None:
        """The version of the shipped template, when the edition in force was made of an older one."""
        return newer_shipped(self.in_force) if self.in_force else None


@dataclass(frozen=True, slots=True)
class Layouts:
    """Reads layouts."""

    store: Store
    _made: dict[str, Template] = field(default_factory=dict, init=False)
    """The template of each kind that was last in force; it never changes any more."""

    async def in_force(self, kind: str) -> Template:
        """Return the template by which letters of a kind are printed now. Raises LayoutNotFound."""
        edition = (await self.choice(kind)).edition
        if edition == SHIPPED:
            return shipped_template(kind)
        known = self._made.get(kind)
        if known is None or known.version != edition:
            known = self._made[kind] = (await self.one(kind, edition)).template
        return known

    async def edition_in_force(self, kind: str) -> int:
        """Return which edition is in force. Raises LayoutNotFound."""
        return (await self.choice(kind)).edition

    async def for_letter(self, kind: str, edition: int | None) -> Template:
        """Return the template of an edition, or the one in force when it is None. Raises LayoutNotFound."""
        return await self.in_force(kind) if edition is None else await self.template(kind, edition)

    async def choice(self, kind: str) -> Choice:
        """Return which edition is in force. Raises LayoutNotFound."""
        document = await self.store.get(CHOICES, known_kind(kind))
        return to_choice(document) if document else Choice(id=kind)

    async def one(self, kind: str, edition: int) -> Layout:
        """Return an edition of the county's. Raises LayoutNotFound."""
        document = await self.store.get(LAYOUTS, LayoutId(f"{known_kind(kind)}/{edition}"))
        if document is None:
            raise LayoutNotFound("چنین نسخه‌ای از قالب نیست.")
        return to_layout(document)

    async def design(self, kind: str, edition: int) -> Design:
        """Return the design of an edition, of the shipped one too. Raises LayoutNotFound."""
        if edition == SHIPPED:
            return shipped_design(known_kind(kind))
        return (await self.one(kind, edition)).design

    async def template(self, kind: str, edition: int) -> Template:
        """Return the template of an edition, of the shipped one too. Raises LayoutNotFound."""
        if edition == SHIPPED:
            return shipped_template(known_kind(kind))
        return (await self.one(kind, edition)).template

    async def standing(self, kind: str) -> Standing:
        """Return a kind with its latest editions. Raises LayoutNotFound."""
        choice = await self.choice(kind)
        found = await self.store.find(LAYOUTS, {"kind": kind}, sort=[("edition", -1)], limit=_MOST)
        editions = [to_layout(document) for document in found]
        if choice.edition and all(each.edition != choice.edition for each in editions):
            editions.append(await self.one(kind, choice.edition))
        return Standing(kind, _(KINDS[kind]), choice, editions, VERSIONS[kind])

    async def all(self) -> list[Standing]:
        """Return every kind."""
        return [await self.standing(kind) for kind in KINDS]


def kind_view(standing: Standing) -> KindView:
    """A kind as JSON shows it."""
    return KindView(
        kind=standing.kind,
        name=standing.name,
        in_force=standing.choice.edition,
        version=standing.choice.version,
        newer_shipped=standing.newer_shipped,
        editions=[*(line(each, standing.choice) for each in standing.editions), _shipped_line(standing.choice)],
    )


def edition_view(layout: Layout, choice: Choice) -> EditionView:
    """An edition as JSON shows it."""
    return EditionView(**line(layout, choice).model_dump(), design=_design_view(layout.design))


def shipped_view(choice: Choice) -> EditionView:
    """The shipped edition as JSON shows it."""
    return EditionView(**_shipped_line(choice).model_dump(), design=_design_view(shipped_design(choice.id)))


def line(layout: Layout, choice: Choice) -> EditionLine:
    """An edition in a list as JSON shows it."""
    return EditionLine(
        kind=layout.kind,
        edition=layout.edition,
        state=layout.state(choice),
        note=layout.note,
        by=layout.by,
        at=layout.at,
        version=layout.version,
    )


def _shipped_line(choice: Choice) -> EditionLine:
    state = State.IN_FORCE if choice.edition == SHIPPED else State.RETIRED
    return EditionLine(kind=choice.id, edition=SHIPPED, state=state, note="", by=None, at=None, version=0)


def _design_view(design: Design) -> DesignView:
    return DesignView(
        source=design.source, paper=design.paper, letterhead=list(design.letterhead), salutation=design.salutation
    )

"""Two roles: the proofreader tries a design before it counts, and the typographer keeps the editions."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from services.membership.layouts.access import KEEP_LAYOUTS
from services.membership.layouts.domain import SHIPPED, Choice, Design, Layout, known_kind, usual_paper
from services.membership.layouts.samples_domain import SAMPLES, Sample, sample
from services.membership.typesetting.domain import Paper, Template
from shared.runtime.county import County
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer

_MOST_PICTURES: Final = 4
_CHANGED: Final = "این قالب را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید."


class TrialTypesetter(Protocol):
    """Makes pages of templates that nobody has tried before."""

    async def render(self, template: Template, data: Mapping[str, Any], *, at: datetime, paper: Paper) -> bytes:
        """Return the PDF. Raises CannotSet for what never succeeds, PressBroken for what may."""

    async def draw(
        self, template: Template, data: Mapping[str, Any], *, at: datetime, paper: Paper, most: int
    ) -> Sequence[bytes]:
        """Return the first pages as PNG. Raises what `render` raises."""


class LayoutRepository(Protocol):
    """Where editions are kept, and which one is in force."""

    async def get(self, kind: str, edition: int) -> Layout:
        """Return an edition, or raise LayoutNotFound."""

    async def latest(self, kind: str) -> int:
        """Return the highest number of an edition; 0 when there is none."""

    async def save(self, layout: Layout) -> None:
        """Keep an edition. Raises Stale."""

    async def remove(self, layout: Layout) -> None:
        """Remove an edition."""

    async def choice(self, kind: str) -> Choice:
        """Return what is in force."""

    async def choose(self, choice: Choice) -> None:
        """Keep what is in force. Raises Stale."""


@dataclass(frozen=True, slots=True)
class Proofreader:
    """Prints samples by a template, for whoever looks at it; what it makes is kept nowhere."""

    press: TrialTypesetter
    county: County
    now: Callable[[], datetime]

    async def pictures(self, template: Template, kind: str, name: Sample) -> Sequence[bytes]:
        """Return the first pages of a sample as PNG. Raises CannotSet, PressBroken."""
        data = sample(name, kind, self.county).data()
        return await self.press.draw(template, data, at=self.now(), paper=usual_paper(kind), most=_MOST_PICTURES)

    async def proof(self, template: Template, kind: str, name: Sample) -> bytes:
        """Return a sample as PDF. Raises CannotSet, PressBroken."""
        data = sample(name, kind, self.county).data()
        return await self.press.render(template, data, at=self.now(), paper=usual_paper(kind))

    async def check(self, template: Template, kind: str) -> None:
        """Print every sample. Raises CannotSet for the first that cannot be printed, PressBroken."""
        for name in SAMPLES[kind]:
            await self.proof(template, kind, name)


@dataclass(frozen=True, slots=True)
class Typographer:
    """Writes editions, and says which one is in force. No design is kept by which the samples cannot be printed."""

    layouts: LayoutRepository
    proofs: Proofreader
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def draft(self, kind: str, design: Design, *, note: str = "", by: Viewer) -> Layout:
        """Add an edition. Raises LayoutNotFound for an unknown kind, CannotSet, or Stale when somebody was faster."""
        KEEP_LAYOUTS.require(by)
        known_kind(kind)
        await self.proofs.check(design.template(kind, SHIPPED), kind)
        async with self.transaction():
            edition = await self.layouts.latest(kind) + 1
            layout = Layout.draft(kind, edition, design, note=note, by=by.person_id, at=self.now())
            await self.layouts.save(layout)
            return layout

    async def rewrite(
        self, kind: str, edition: int, design: Design, *, note: str = "", seen: int | None = None, by: Viewer
    ) -> Layout:
        """Change a draft. `seen` is the version that was on the screen. Raises LayoutFixed, Stale, CannotSet."""
        KEEP_LAYOUTS.require(by)
        layout = await self.layouts.get(kind, edition)
        layout.must_be_draft()
        await self.proofs.check(design.template(kind, edition), kind)
        async with self.transaction():
            layout = await self._seen(kind, edition, seen)
            layout.rewrite(design, note=note, by=by.person_id, at=self.now())
            await self.layouts.save(layout)
            return layout

    async def put_into_force(
        self, kind: str, edition: int, *, seen: int | None = None, instead_of: int | None = None, by: Viewer
    ) -> Choice:
        """Let letters be printed by an edition from now on; SHIPPED returns to what the release ships.

        `seen` is the version of the edition and `instead_of` that of the choice that were on the screen. What is in
        force already is left as it is. Raises LayoutNotFound, Stale, CannotSet.
        """
        KEEP_LAYOUTS.require(by)
        known_kind(kind)
        if edition != SHIPPED:
            # An older edition may no longer fit what a later release ships beside it.
            await self.proofs.check((await self.layouts.get(kind, edition)).template, kind)
        async with self.transaction():
            choice = await self.layouts.choice(kind)
            if choice.edition == edition:
                return choice
            if instead_of is not None and instead_of != choice.version:
                raise Stale(_CHANGED, of="layout")
            if edition == SHIPPED:
                choice.return_to_shipped(by=by.person_id, at=self.now())
            else:
                layout = await self._seen(kind, edition, seen)
                was_draft = layout.is_draft
                choice.choose(layout, by=by.person_id, at=self.now())
                if was_draft:
                    await self.layouts.save(layout)
            await self.layouts.choose(choice)
            return choice

    async def remove(self, kind: str, edition: int, *, by: Viewer) -> None:
        """Throw a draft away. Raises LayoutFixed, LayoutNotFound."""
        KEEP_LAYOUTS.require(by)
        async with self.transaction():
            layout = await self.layouts.get(kind, edition)
            layout.must_be_draft()
            await self.layouts.remove(layout)

    async def _seen(self, kind: str, edition: int, seen: int | None) -> Layout:
        layout = await self.layouts.get(kind, edition)
        if seen is not None and seen != layout.version:
            raise Stale(_CHANGED, of="layout")
        return layout

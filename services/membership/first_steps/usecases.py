"""Remembers of the first steps what cannot be seen afterwards."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.membership.first_steps.access import KEEP_FIRST_STEPS
from services.membership.first_steps.domain import Beginning, Step
from shared.events.news import NewsPublished
from shared.events.reporting import ReportPeriodOpened
from shared.runtime.viewer import Viewer


class BeginningRepository(Protocol):
    """Where the county's one beginning is kept."""

    async def get(self) -> Beginning:
        """Return it; a new one where there is none yet."""

    async def save(self, beginning: Beginning) -> None:
        """Keep it. Raises Stale."""


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """Notes what happens for the first time, and what the secretariat puts aside."""

    beginnings: BeginningRepository
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def put_aside(self, step: Step, *, by: Viewer) -> None:
        """The county does without this step. Raises Forbidden or StepNeeded."""
        KEEP_FIRST_STEPS.require(by)
        async with self.transaction():
            beginning = await self.beginnings.get()
            beginning.put_away(step)
            await self.beginnings.save(beginning)

    async def take_up(self, step: Step, *, by: Viewer) -> None:
        """The county wants this step after all. Raises Forbidden."""
        KEEP_FIRST_STEPS.require(by)
        async with self.transaction():
            beginning = await self.beginnings.get()
            beginning.take_up(step)
            await self.beginnings.save(beginning)

    async def note(self, step: Step) -> None:
        """Remember that a step happened; the second time nothing is written."""
        async with self.transaction():
            beginning = await self.beginnings.get()
            if beginning.finished_at is None and beginning.note(step):
                await self.beginnings.save(beginning)

    async def note_period(self, _: ReportPeriodOpened) -> None:
        """Offices can report for the first time."""
        await self.note(Step.PERIOD)

    async def note_news(self, _: NewsPublished) -> None:
        """The portal has its first item."""
        await self.note(Step.NEWS)

    async def finish(self) -> None:
        """All steps are done; they are shown never again."""
        async with self.transaction():
            beginning = await self.beginnings.get()
            if beginning.finished_at is None:
                beginning.finished_at = self.now()
                await self.beginnings.save(beginning)

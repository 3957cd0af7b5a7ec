"""A handover is opened when a post changes, filled by the services, and taken over by the next holder."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import structlog

from services.membership.accounts.domain import PersonId
from services.membership.accounts.usecases import PersonRepository
from services.membership.bodies.domain import BodyId
from services.membership.bodies.usecases import BodyRepository
from services.membership.handovers.domain import Handover, HandoverId, HandoverNotFound, Party
from services.membership.offices.domain import OfficeId
from services.membership.offices.usecases import OfficeRepository
from services.membership.posts.domain import WITHOUT_POWERS, Post
from services.membership.posts.usecases import PostRepository
from shared.events import Event
from shared.events.open_work import OpenWorkListed
from shared.persian.jalali import day_of
from shared.persian.text import for_keeping
from shared.runtime.viewer import Viewer

log = structlog.get_logger()


class HandoverRepository(Protocol):
    """Where handovers are kept."""

    async def find(self, handover_id: HandoverId) -> Handover | None:
        """Return the handover, if there is one of this id."""

    async def open_of(self, post_id: str) -> Handover | None:
        """Return the handover of a post that is not over."""

    async def save(self, handover: Handover, *events: Event) -> None:
        """Keep the handover and queue its events: both, or neither. Raises Stale."""


class Programs(Protocol):
    """The tokens by which programs act for people."""

    async def end_all_of(self, person_id: str) -> None:
        """End every token of a person."""


@dataclass(frozen=True, slots=True)
class HandoverDesk:
    """Keeps the records of who handed over what to whom."""

    handovers: HandoverRepository
    people: PersonRepository
    offices: OfficeRepository
    bodies: BodyRepository
    posts: PostRepository
    programs: Programs
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def holder_changed(self, post: Post, leaving: str | None, coming: str | None, on: date) -> HandoverId | None:
        """Open the handover of a post whose holder has changed, inside the unit of work of that change.

        When nobody left, the post was vacant, and the pack that still waits goes to the next holder. When a pack still
        waits for the one who leaves, what is in it is passed on. Returns None when there is nothing to hand over, such
        as in a post by which nobody may do anything.
        """
        if leaving == coming or post.role in WITHOUT_POWERS:
            return None
        before = await self.handovers.open_of(post.id)
        if leaving is None:
            return await self._go_to(before, coming)
        handover = await self._new(post, leaving, coming, on)
        if before:
            before.pass_on_to(handover)
            await self.handovers.save(before)
        await self.handovers.save(handover, handover.opened())
        await self._end_programs_of(leaving, post)
        return handover.id

    async def holder_corrected(self, post: Post, wrong: str, right: str) -> None:
        """Let the pack that waits for the wrong person go to the right one, in the unit of work of the correction."""
        waiting = await self.handovers.open_of(post.id)
        if waiting and waiting.coming and waiting.coming.person_id == wrong:
            waiting.go_to_another(await self._party(right), instead_of=wrong)
            await self.handovers.save(waiting)
        await self._end_programs_of(wrong, post)

    async def take_answer(self, listed: OpenWorkListed) -> None:
        """Enter the answer of a service. One that no open handover waits for is noted in the log, and ignored."""
        async with self.transaction():
            handover = await self.handovers.find(HandoverId(listed.handover_id))
            if handover and handover.take(listed.service, listed.items, more=listed.more, at=self.now()):
                await self._keep(handover)
            else:
                log.info("handover.answer_ignored", handover_id=listed.handover_id, service=listed.service)

    async def accept(self, handover_id: HandoverId, number: int, *, remark: str = "", by: Viewer) -> Handover:
        """Take over one item; again changes nothing. Raises what `Handover.accept` raises, and HandoverNotFound."""
        async with self.transaction():
            handover = await self._readable(handover_id, by)
            if handover.accept(number, by=by, at=self.now(), remark=_line(remark)):
                await self._keep(handover)
            return handover

    async def accept_all(self, handover_id: HandoverId, service: str, *, by: Viewer) -> Handover:
        """Take over all waiting items of a service. Raises what `Handover.accept_all` raises, and HandoverNotFound."""
        async with self.transaction():
            handover = await self._readable(handover_id, by)
            if handover.accept_all(service, by=by, at=self.now()):
                await self._keep(handover)
            return handover

    async def refuse(self, handover_id: HandoverId, number: int, *, remark: str, by: Viewer) -> Handover:
        """Leave an item to the secretariat. Raises what `Handover.refuse` raises, and HandoverNotFound."""
        async with self.transaction():
            handover = await self._readable(handover_id, by)
            handover.refuse(number, by=by, at=self.now(), remark=_line(remark))
            await self._keep(handover)
            return handover

    async def _end_programs_of(self, leaving: str, post: Post) -> None:
        """End the tokens of programs with the last post of a person."""
        if not [held for held in await self.posts.held_by(leaving, on=day_of(self.now())) if held.id != post.id]:
            await self.programs.end_all_of(leaving)

    async def _go_to(self, waiting: Handover | None, coming: str | None) -> HandoverId | None:
        if waiting is None or coming is None or waiting.coming is not None:
            return None
        waiting.go_to(await self._party(coming))
        await self.handovers.save(waiting)
        return waiting.id

    async def _new(self, post: Post, leaving: str, coming: str | None, on: date) -> Handover:
        return Handover(
            id=HandoverId(self.new_id()),
            post_id=post.id,
            role=post.role,
            place=await self._place(post),
            leaving=await self._party(leaving),
            coming=await self._party(coming) if coming else None,
            since=on,
            opened_at=self.now(),
            office_id=post.office_id,
            body_id=post.body_id,
        )

    async def _place(self, post: Post) -> str:
        if post.office_id:
            return (await self.offices.get(OfficeId(post.office_id))).name
        if post.body_id:
            return (await self.bodies.get(BodyId(post.body_id))).name
        return ""

    async def _party(self, person_id: str) -> Party:
        person = await self.people.get(PersonId(person_id))
        return Party(person.id, person.name)

    async def _readable(self, handover_id: HandoverId, by: Viewer) -> Handover:
        handover = await self.handovers.find(handover_id)
        if handover is None or not handover.is_readable_by(by):
            raise HandoverNotFound("این تحویل و تحول پیدا نشد.")
        return handover

    async def _keep(self, handover: Handover) -> None:
        completed = handover.complete(at=self.now())
        await self.handovers.save(handover, *([completed] if completed else []))


def _line(remark: str) -> str:
    return " ".join(for_keeping(remark).split())

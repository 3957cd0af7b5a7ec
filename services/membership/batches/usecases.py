"""People ask for batches and stop them; the clerk takes their items one by one."""

import hashlib
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

import structlog

from services.membership.batches.access import STOP_BATCH
from services.membership.batches.domain import (
    MOST_ITEMS,
    Asker,
    Batch,
    BatchId,
    Deed,
    Item,
    ItemState,
    NothingToDo,
    Outcome,
    State,
    Subject,
    Terms,
    TooMany,
)
from services.membership.decrees.access import DRAFT_DECREE, SIGN_DECREE
from services.membership.decrees.domain import BadTerm
from services.membership.letters.domain import Signatory
from services.membership.letters.series_domain import WrongNumber
from services.membership.letters.usecases import must_be_open
from shared.language.speech import gettext as _
from shared.runtime.actor import current_actor
from shared.runtime.context import current_cause
from shared.runtime.viewer import Viewer

log = structlog.get_logger()


class BatchRepository(Protocol):
    """Where batches and their items are kept."""

    async def get(self, batch_id: BatchId) -> Batch:
        """Return the batch, or raise BatchNotFound."""

    async def add(self, batch: Batch, items: Sequence[Item]) -> Batch:
        """Keep a new batch with its items, or return the one that runs for the same request."""

    async def save(self, batch: Batch) -> None:
        """Keep the batch."""

    async def running(self) -> Sequence[Batch]:
        """Return the batches that are not done, the one that was asked for first in front."""

    async def waiting(self, batch_id: BatchId) -> Sequence[str]:
        """Return the ids of the items that are left, in order."""

    async def item(self, item_id: str) -> Item:
        """Return one item."""

    async def save_item(self, item: Item) -> None:
        """Keep an item."""


class Subjects(Protocol):
    """Finds what a batch can take."""

    async def approved(self, terms: Terms) -> Sequence[Subject]:
        """Return the approved nominations that have no draft."""

    async def drafts(self, letter_ids: Sequence[str]) -> Sequence[Subject]:
        """Return the letters with these ids, in this order; unknown ones are left out."""

    async def numbered_outside(self) -> Collection[str]:
        """Return the series of which each letter gets its number from the office automation."""

    async def to_sign(self, person_id: str) -> Sequence[Subject]:
        """Return all drafts that this person may sign and that we number ourselves, in the order of the queue."""


class Rights(Protocol):
    """Says by what right somebody signs."""

    async def signatory(self, by: Viewer) -> Signatory:
        """Return the signatory by the post that is held now. Raises NotAllowed."""


class Readiness(Protocol):
    """Whether letters can be made and sealed just now."""

    async def must_be_ready(self) -> None:
        """Raise an error with a sentence when a signed letter could not be made."""


class Powers(Protocol):
    """Says what somebody may do today."""

    async def of(self, person_id: str) -> Viewer:
        """Return the person with the roles of this moment."""


class OneByOne(Protocol):
    """Does the deed of a batch with one item."""

    @property
    def turn(self) -> AbstractAsyncContextManager[None]:
        """What is held while an item is taken, until it is kept."""

    @property
    def refusals(self) -> tuple[type[Exception], ...]:
        """The sad facts that concern one item alone; the others go on."""

    @property
    def hindrances(self) -> tuple[type[Exception], ...]:
        """The sad facts that concern all items; the batch is stopped, and nothing more is tried."""

    async def take(self, item: Item, terms: Terms | None, *, by: Viewer) -> Outcome:
        """Do it within the unit of work that is open. Raises one of the refusals."""


@dataclass(frozen=True, slots=True)
class BatchDesk:
    """Takes what people ask for, and lets them stop it and go on with it."""

    batches: BatchRepository
    subjects: Subjects
    rights: Rights
    readiness: Readiness
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def draft_all(self, terms: Terms, *, by: Viewer) -> Batch:
        """Draft decrees for all approved nominations that have none. Raises BadTerm, NothingToDo or TooMany."""
        DRAFT_DECREE.require(by)
        if terms.valid_from and terms.valid_until and terms.valid_until < terms.valid_from:
            raise BadTerm("پایان اعتبار پیش از آغاز آن است.")
        subjects = await self.subjects.approved(terms)
        if not subjects:
            raise NothingToDo("معرفی تأییدشده‌ای که پیش‌نویس حکم نداشته باشد نیست.")
        # Whoever else asks for the same at the same moment is shown this batch.
        said = (terms.body_id, terms.role, terms.valid_from, terms.valid_until, terms.is_checked)
        return await self._begin(Deed.DRAFT, subjects, terms, map(str, said), by=by)

    async def sign(self, decree_ids: Sequence[str], *, seen: Mapping[str, int] | None = None, by: Viewer) -> Batch:
        """Have these drafts signed by the person who asks. With `seen`, a draft must be of the version that was seen.

        Raises NotAllowed, NothingToDo or TooMany, that letters cannot be made now, or WrongNumber when one of them
        needs a number of the office automation, which is entered with the signature.
        """
        await self._may_sign(by)
        chosen = list(dict.fromkeys(decree_ids))
        _must_not_be_too_many(len(chosen))
        versions = seen or {}
        found = [
            replace(each, version=versions.get(each.id, each.version)) for each in await self.subjects.drafts(chosen)
        ]
        if not found:
            raise NothingToDo("نامه‌ای انتخاب نشده است.")
        outside = await self.subjects.numbered_outside()
        if one := next((each for each in found if each.series in outside), None):
            raise WrongNumber(
                _("شماره نامه %(name)s را اتوماسیون اداری می‌دهد؛ آن را در صفحه خودش امضا کنید.", name=one.name)
            )
        return await self._begin(Deed.SIGN, found, None, (each.id for each in found), by=by)

    async def sign_all(self, *, by: Viewer) -> Batch:
        """Have all drafts signed that wait for this person. Raises NotAllowed, NothingToDo or TooMany."""
        await self._may_sign(by)
        found = await self.subjects.to_sign(by.person_id)
        if not found:
            raise NothingToDo("نامه‌ای که بتوان با بقیه امضا کرد در انتظار شما نیست.")
        return await self._begin(Deed.SIGN, found, None, (each.id for each in found), by=by)

    async def stop(self, batch_id: BatchId, *, by: Viewer) -> Batch:
        """Stop a batch between two items; what was done stays. A second time changes nothing. Raises BatchOver."""
        async with self.transaction():
            batch = await self.batches.get(batch_id)
            STOP_BATCH.require(by, f"person/{batch.asked_by.person_id}")
            if batch.stop(at=self.now()):
                await self.batches.save(batch)
            return batch

    async def go_on(self, batch_id: BatchId, *, by: Viewer) -> Batch:
        """Go on with what is left, in the name of whoever asks now. Raises NotAllowed or BatchOver."""
        batch = await self.batches.get(batch_id)
        STOP_BATCH.require(by, f"person/{batch.asked_by.person_id}")
        if batch.state is State.STOPPED:
            await self._may_begin(batch.deed, by)
        async with self.transaction():
            batch = await self.batches.get(batch_id)
            if batch.go_on(by=_asker(by)):
                await self.batches.save(batch)
            return batch

    async def must_have_the_signature(self, by: Viewer) -> None:
        """Raise NotAllowed unless this person signs decrees, by a post or a delegation that holds now."""
        must_be_open(SIGN_DECREE, by)
        await self.rights.signatory(by)

    async def _may_begin(self, deed: Deed, by: Viewer) -> None:
        if deed is Deed.SIGN:
            await self._may_sign(by)
        else:
            DRAFT_DECREE.require(by)

    async def _may_sign(self, by: Viewer) -> None:
        await self.must_have_the_signature(by)
        await self.readiness.must_be_ready()

    async def _begin(
        self, deed: Deed, subjects: Sequence[Subject], terms: Terms | None, said: Iterable[str], *, by: Viewer
    ) -> Batch:
        _must_not_be_too_many(len(subjects))
        asker = "" if deed is Deed.DRAFT else by.person_id
        batch = Batch(
            id=BatchId(self.new_id()),
            deed=deed,
            asked_by=_asker(by),
            at=self.now(),
            total=len(subjects),
            key=hashlib.sha256("\n".join([deed, asker, *sorted(said)]).encode()).hexdigest(),
            terms=terms,
        )
        items = [
            Item(id=f"{batch.id}:{place:04}", batch_id=batch.id, place=place, subject=subject)
            for place, subject in enumerate(subjects)
        ]
        return await self.batches.add(batch, items)


@dataclass(frozen=True, slots=True)
class BatchClerk:
    """Takes the items of a batch, some at once, in a unit of work that also marks them.

    So whoever goes on later, or takes the same batch at the same time, repeats nothing.
    """

    batches: BatchRepository
    powers: Powers
    deeds: Mapping[Deed, OneByOne]
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    run_again: Callable[[Callable[[], Awaitable[bool]]], Awaitable[bool]]
    now: Callable[[], datetime]
    at_once: int = 8
    """So many items go into one unit of work; others who sign meanwhile wait about a fifth of a second for them."""

    async def carry_on(
        self, batch: Batch, go_on: Callable[[], Awaitable[bool]], failed: Callable[[Exception], bool]
    ) -> None:
        """Take what waits, as long as `go_on` says so and nobody stops the batch.

        What fails by a fault of ours is refused with a sentence where `failed` says so, and raised where it does not.
        """
        waiting = await self.batches.waiting(batch.id)
        for first in range(0, len(waiting), self.at_once):
            if not await go_on():
                return
            some = waiting[first : first + self.at_once]
            if await self._together(batch, some):
                continue
            for item_id in some:
                if not await go_on() or not await self._one(batch, item_id, failed):
                    return
        await self._end(batch)

    async def _together(self, batch: Batch, items: Sequence[str]) -> bool:
        """Take some items in one unit of work, in less than two thirds of the time. False when each must go alone."""
        try:
            return await self._marked(batch, items, await self._taking(batch))
        except Exception as error:  # noqa: BLE001 - whatever it was comes again when the items are taken one by one
            log.info("batch.items.apart", batch_id=batch.id, error=type(error).__name__)
            return False

    async def _one(self, batch: Batch, item_id: str, failed: Callable[[Exception], bool]) -> bool:
        """Take one item. False when the batch is no longer ours."""
        one_by_one = self.deeds[batch.deed]
        try:
            return await self._marked(batch, [item_id], await self._taking(batch))
        except one_by_one.hindrances as hindrance:
            return await self._stopped(batch, str(hindrance))
        except one_by_one.refusals as refusal:
            sentence = str(refusal)
        except Exception as error:
            if not failed(error):
                raise
            sentence = _OUR_FAULT

        async def refuse(item: Item) -> None:
            item.refuse(sentence)

        return await self._marked(batch, [item_id], refuse)

    async def _taking(self, batch: Batch) -> Callable[[Item], Awaitable[None]]:
        """What is done with an item, by the right that whoever asked has at this moment."""
        by = await self.powers.of(batch.asked_by.person_id)

        async def take(item: Item) -> None:
            item.finish(await self.deeds[batch.deed].take(item, batch.terms, by=by))

        return take

    async def _marked(self, batch: Batch, items: Sequence[str], mark: Callable[[Item], Awaitable[None]]) -> bool:
        async def once() -> bool:
            async with self.deeds[batch.deed].turn, self.transaction():
                if not await self._is_ours(batch):
                    return False
                for item_id in items:
                    item = await self.batches.item(item_id)
                    if item.state is ItemState.WAITING:
                        await mark(item)
                        await self.batches.save_item(item)
                return True

        return await self.run_again(once)

    async def _stopped(self, batch: Batch, why: str) -> bool:
        async def once() -> bool:
            async with self.transaction():
                if await self._is_ours(batch):
                    current = await self.batches.get(batch.id)
                    current.stop(at=self.now(), why=why)
                    await self.batches.save(current)
            return False

        return await self.run_again(once)

    async def _is_ours(self, batch: Batch) -> bool:
        """Whether nobody stopped the batch, or went on with it in another name."""
        current = await self.batches.get(batch.id)
        return (current.state, current.asked_by) == (State.RUNNING, batch.asked_by)

    async def _end(self, batch: Batch) -> None:
        async def once() -> bool:
            async with self.transaction():
                current = await self.batches.get(batch.id)
                if current.is_running and not await self.batches.waiting(batch.id):
                    current.finish(at=self.now())
                    await self.batches.save(current)
            return True

        await self.run_again(once)


_OUR_FAULT: Final = "خطایی در سامانه رخ داد و این مورد انجام نشد؛ به راهبر سامانه اطلاع دهید."


def _must_not_be_too_many(number: int) -> None:
    if number > MOST_ITEMS:
        raise TooMany("در هر بار حداکثر ۲٬۰۰۰ مورد پذیرفته می‌شود؛ بقیه را در نوبت بعد انجام دهید.")


def _asker(by: Viewer) -> Asker:
    """Return who acts now, for the audit trail of what is done later."""
    actor = current_actor()
    return Asker(
        person_id=by.person_id,
        roles=tuple(sorted(by.roles)),
        address=actor.address if actor else None,
        deed=actor.deed if actor else "",
        correlation_id=current_cause().correlation_id,
    )

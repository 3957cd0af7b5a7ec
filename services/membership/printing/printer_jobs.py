"""The job that makes the pages of registered letters. It can be repeated at any point: a letter gets one page."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import structlog

from services.membership.letters.domain import Letter
from services.membership.printing.domain import Hindrance
from services.membership.printing.mongo import MongoHindranceRepository
from services.membership.printing.usecases import Printables, PrintShop
from services.membership.sealing.domain import CannotSeal, KeyExpired, KeyMissing, StampMissing
from services.membership.typesetting.domain import CannotSet, PressBroken
from shared.store.errors import is_unavailable
from shared.store.files import NoRoom
from shared.store.lease import Lease
from shared.store.store import Store

_AT_ONCE: Final = 8
_POLL_SECONDS: Final = 1.0
_LEASE_SECONDS: Final = 15.0
_HINDRANCES: Final = (CannotSet, PressBroken, KeyMissing, KeyExpired, StampMissing, CannotSeal, NoRoom)

log = structlog.get_logger()


class Printer:
    """Prints what is registered, one replica at a time; `collections` are those in which letters are kept."""

    def __init__(
        self,
        store: Store,
        shop: PrintShop,
        hindrances: MongoHindranceRepository,
        kinds: Sequence[Printables[Any]],
        *,
        collections: Sequence[str],
    ) -> None:
        self._store = store
        self._shop = shop
        self._hindrances = hindrances
        self._kinds = kinds
        self._lease = Lease(store, "print letters", seconds=_LEASE_SECONDS)
        self._bell = store.bells.hang(*collections)

    async def run(self) -> None:
        """Print until cancelled."""
        try:
            while True:
                if not await self._print_some():
                    await self._bell.wait(at_most=_POLL_SECONDS)
        finally:
            await self._lease.give_back()

    async def _print_some(self) -> bool:
        """Print the next letters of each kind. Returns whether there were any."""
        try:
            if not await self._lease.hold():
                return False
            return any([await self._print_kind(kind) for kind in self._kinds])
        except Exception as error:
            if not is_unavailable(error):
                raise
            return False

    async def _print_kind(self, kind: Printables[Any]) -> bool:
        hindered = {each.id: each for each in await self._hindrances.all() if each.kind == kind.kind}
        now = self._store.now()
        resting = sum(each.next_at > now for each in hindered.values())
        letters = await kind.unprinted(limit=_AT_ONCE + resting)
        due = [each for each in letters if each.id not in hindered or hindered[each.id].next_at <= now][:_AT_ONCE]
        made = await asyncio.gather(*(self._print(kind, each, hindered.get(each.id)) for each in due))
        return any(made)

    async def _print(self, kind: Printables[Any], letter: Letter, before: Hindrance | None) -> bool:
        try:
            made = await self._shop.make(letter, kind.pages(letter), paper=kind.paper)
        except _HINDRANCES as fault:
            log.warning("letter.not_printed", letter_id=letter.id, kind=letter.kind, reason=type(fault).__name__)
            await self._hindrances.keep(Hindrance.after(letter, str(fault), before=before, at=self._store.now()))
            return False
        await self._store.run_again(lambda: kind.printed(letter.id, made))
        if before:
            await self._hindrances.forget(letter.id)
        return True

"""The answer of a service to a handover: what its features have open for the post (ADR 31)."""

from collections.abc import Awaitable, Callable, Sequence

from shared.events.membership import HandoverOpened
from shared.events.open_work import MOST_ITEMS, OPEN_WORK, OpenItem, OpenShare
from shared.store.store import Store
from shared.web.feature import Feature
from shared.web.parts import on

Lister = Callable[[HandoverOpened], Awaitable[OpenShare]]


class OpenWorkBook:
    """Answers each handover with one list, made of the shares of all features of the service."""

    def __init__(self, store: Store, listers: Sequence[Lister]) -> None:
        self._store = store
        self._listers = listers

    async def answer(self, handover: HandoverOpened) -> None:
        """List what is open now. The answer is sent also when nothing is, so that membership need not wait for it."""
        items: list[OpenItem] = []
        more = 0
        for lister in self._listers:
            share = await lister(handover)
            items += share.items
            more += share.more
        listed = OPEN_WORK[self._store.service](
            handover_id=handover.handover_id,
            service=self._store.service,
            items=items[:MOST_ITEMS],
            more=more + max(0, len(items) - MOST_ITEMS),
        )
        async with self._store.unit_of_work() as work:
            work.emit(listed)


FEATURE = Feature(name="open_work", listens=(on(HandoverOpened, OpenWorkBook, OpenWorkBook.answer),))
"""The feature is added to every service."""

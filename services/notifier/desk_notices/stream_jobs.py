"""The bells at the desks: each browser is told how many notices are unread, at once and whenever that changes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from services.notifier.desk_notices.mongo import DESK_NOTICES
from services.notifier.desk_notices.queries import DeskNoticeQueries
from shared.runtime.later import TryLater
from shared.store.bell import Bell
from shared.store.errors import is_unavailable

_LOOK_EVERY_SECONDS = 3.0
"""A change that another replica kept is seen this late; a change that this one kept rings at once."""
_CHECK_EVERY_SECONDS = 2.0
_BREATH_SECONDS = 20.0
_ASK_AGAIN_SECONDS = 60
_FIRST: Final = "retry: 3000\n"
_BREATH: Final = ":\n\n"

IsStillGood = Callable[[], Awaitable[bool]]


class TooManyStreams(TryLater):
    """This person, or all together, have as many streams open as we allow."""


@dataclass(eq=False, slots=True)
class _Listener:
    number: int
    bell: Bell = field(default_factory=Bell)


class Streams:
    """All who listen in this process; one query answers all of them."""

    def __init__(
        self, notices: DeskNoticeQueries, *, longest: float = 600.0, most: int = 300, most_of_one: int = 6
    ) -> None:
        self._notices = notices
        self._longest = longest
        self._most = most
        self._most_of_one = most_of_one
        self._listeners: dict[str, set[_Listener]] = {}
        self._is_leaving = False
        self._bell = notices.store.bells.hang(DESK_NOTICES)

    async def run(self) -> None:
        """Tell the listeners until cancelled; while the database is away, nobody is told anything new."""
        while True:
            await self._bell.wait(at_most=_LOOK_EVERY_SECONDS)
            if not self._listeners:
                continue
            try:
                numbers = await self._notices.unread_numbers(list(self._listeners))
            except Exception as error:
                if not is_unavailable(error):
                    raise
                continue
            for person, number in numbers.items():
                self._tell(person, number)

    def leave(self) -> None:
        """End every stream now, since the server would wait for them. Browsers connect again by themselves."""
        self._is_leaving = True
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.bell.ring()

    async def of(self, person_id: str, is_still_good: IsStillGood) -> AsyncIterator[str]:
        """The lines for one browser, until its token is over, the process leaves, or ten minutes have passed.

        Raises TooManyStreams before the first line.
        """
        number = await self._notices.unread_number(person_id)
        if not self._has_room(person_id):
            sentence = "میز کار در پنجره‌های زیادی باز است؛ تعداد اعلان‌ها در این یکی خودبه‌خود تازه نمی‌شود."
            raise TooManyStreams(sentence, seconds=_ASK_AGAIN_SECONDS)
        return self._lines(person_id, number, is_still_good)

    async def _lines(self, person_id: str, number: int, is_still_good: IsStillGood) -> AsyncIterator[str]:
        clock = asyncio.get_running_loop().time
        ends_at = clock() + self._longest
        if not self._has_room(person_id):
            # Others took the last place between the question above and the first line.
            return
        with self._place(person_id, number) as listener:
            yield _FIRST + _said(number)
            spoke_at = clock()
            while not self._is_leaving and clock() < ends_at and await is_still_good():
                if listener.number != number:
                    number = listener.number
                    yield _said(number)
                    spoke_at = clock()
                elif clock() - spoke_at >= _BREATH_SECONDS:
                    yield _BREATH
                    spoke_at = clock()
                await listener.bell.wait(at_most=_CHECK_EVERY_SECONDS)

    def _has_room(self, person_id: str) -> bool:
        is_one_too_many = len(self._listeners.get(person_id, ())) >= self._most_of_one
        return not is_one_too_many and sum(map(len, self._listeners.values())) < self._most

    @contextmanager
    def _place(self, person_id: str, number: int) -> Iterator[_Listener]:
        listener = _Listener(number)
        self._listeners.setdefault(person_id, set()).add(listener)
        # A notice that was kept after the count was taken rang before this listener was there.
        self._bell.ring()
        try:
            yield listener
        finally:
            self._listeners[person_id].discard(listener)
            if not self._listeners[person_id]:
                del self._listeners[person_id]

    def _tell(self, person_id: str, number: int) -> None:
        for listener in self._listeners.get(person_id, ()):
            if listener.number != number:
                listener.number = number
                listener.bell.ring()


def _said(number: int) -> str:
    return f"data: {number}\n\n"

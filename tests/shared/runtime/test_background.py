"""Parts beside the requests: begun again after an error, and ended when their time is over, whatever they swallow."""

import asyncio

import pytest

from shared.runtime import background
from shared.runtime.background import running

PATIENCE = 5.0


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_PAUSE_SECONDS", 0)
    monkeypatch.setattr(background, "_CANCEL_AGAIN_SECONDS", 0.02)


class DeafOnce:
    """Ends no earlier than at its second cancellation, as a part does whose library swallowed the first."""

    def __init__(self) -> None:
        self.cancellations = 0
        self.has_begun = asyncio.Event()

    async def run(self) -> None:
        while True:
            self.has_begun.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.cancellations += 1
                if self.cancellations > 1:
                    raise


async def test_a_part_whose_library_swallowed_the_cancellation_is_cancelled_again() -> None:
    part = DeafOnce()
    async with asyncio.timeout(PATIENCE):
        async with running([part.run]):
            await part.has_begun.wait()

    assert part.cancellations == 2


async def test_parts_inside_a_part_have_ended_when_it_has() -> None:
    inner = DeafOnce()

    async def outer() -> None:
        async with running([inner.run]):
            await asyncio.Event().wait()

    async with asyncio.timeout(PATIENCE):
        async with running([outer]):
            await inner.has_begun.wait()

    assert inner.cancellations == 2


@pytest.mark.parametrize("error", [RuntimeError("nobody foresaw this"), asyncio.CancelledError("by a library")])
async def test_a_part_that_failed_is_begun_again(error: BaseException) -> None:
    begun = 0
    again = asyncio.Event()

    async def part() -> None:
        nonlocal begun
        begun += 1
        if begun == 1:
            raise error
        again.set()
        await asyncio.Event().wait()

    async with asyncio.timeout(PATIENCE):
        async with running([part]):
            await again.wait()

    assert begun == 2


async def test_what_was_begun_is_finished_before_the_parts_end_but_not_for_ever() -> None:
    order: list[str] = []

    async def part() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            order.append("part ended")

    async def finish() -> None:
        order.append("finished")

    async def never() -> None:
        await asyncio.Event().wait()

    async with asyncio.timeout(PATIENCE):
        async with running([part], drain=[finish, never], grace=0.05):
            await asyncio.sleep(0)

    assert order == ["finished", "part ended"]

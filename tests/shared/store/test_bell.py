"""Wake-ups: none is lost, and none takes a cancellation with it."""

import asyncio

import pytest

from shared.store.bell import Bells


async def test_every_listener_hears_a_ring_even_one_before_the_wait() -> None:
    bells = Bells()
    first, second = bells.hang("outbox"), bells.hang("outbox")
    bells.ring("outbox", "nobody listens here")

    async with asyncio.timeout(1):
        await first.wait(at_most=60)
        await second.wait(at_most=60)


async def test_without_a_ring_the_wait_ends_by_itself() -> None:
    async with asyncio.timeout(1):
        await Bells().hang("outbox").wait(at_most=0.01)


@pytest.mark.parametrize("turns", range(5))
async def test_a_ring_that_comes_with_a_cancellation_does_not_swallow_it(turns: int) -> None:
    """A part that lost its cancellation like this ran on for ever, and its process did not stop.

    `turns` are the turns of the event loop between the two.
    """
    bells = Bells()
    bell = bells.hang("outbox")

    async def listen() -> None:
        while True:
            await bell.wait(at_most=60)

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    bells.ring("outbox")
    for _ in range(turns):
        await asyncio.sleep(0)
    listening.cancel()

    await asyncio.wait([listening], timeout=1)
    assert listening.cancelled()

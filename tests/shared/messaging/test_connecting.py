"""One connection after the other, whatever ends them."""

import asyncio
import socket
from contextlib import suppress
from itertools import pairwise

import uvloop
from aio_pika.abc import AbstractConnection
from structlog.testing import capture_logs

from shared.messaging.connecting import keep_connected
from shared.messaging.pulse import Pulse
from shared.runtime.background import running
from tests.eventually import eventually


async def test_a_channel_that_closed_under_its_user_is_a_lost_connection(amqp_url: str) -> None:
    """The library says RuntimeError then, which once ended the whole part for a second."""
    uses = 0

    async def use(connection: AbstractConnection) -> None:
        nonlocal uses
        uses += 1
        wire = await (await connection.channel()).get_underlay_channel()
        await wire.close()
        await wire.basic_qos(prefetch_count=1)

    async def used_again() -> bool:
        return uses > 2

    pulse = Pulse("relay")
    with capture_logs() as logs:
        async with running([lambda: keep_connected(amqp_url, name="t", pulse=pulse, use=use)]):
            await eventually(used_again)

    assert pulse.trouble == "no connection to the broker (ChannelInvalidStateError)"
    assert {line["event"] for line in logs} == {"broker.lost"}


async def test_a_connection_that_the_library_gives_up_is_a_lost_one(amqp_url: str) -> None:
    """It raises CancelledError at whoever waits for it, which once ended a standby's relay for ever."""
    uses = 0

    async def use(_: AbstractConnection) -> None:
        nonlocal uses
        uses += 1
        given_up = asyncio.get_running_loop().create_future()
        given_up.cancel()
        await given_up

    async def used_again() -> bool:
        return uses > 2

    pulse = Pulse("relay")
    async with running([lambda: keep_connected(amqp_url, name="t", pulse=pulse, use=use)]):
        await eventually(used_again)

    assert pulse.trouble == "no connection to the broker (CancelledError)"


def test_a_server_that_hangs_up_at_once_is_a_lost_connection() -> None:
    """As a proxy before a broker that is away does. On the services' own loop, where it shows itself as an end."""
    uvloop.run(_meet_one_that_hangs_up())


async def _meet_one_that_hangs_up() -> None:
    loop = asyncio.get_running_loop()
    visits: asyncio.Queue[None] = asyncio.Queue()
    pulse = Pulse("relay")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        loop.add_reader(server, _hang_up, server, visits)
        url = f"amqp://127.0.0.1:{server.getsockname()[1]}"
        connecting = asyncio.create_task(keep_connected(url, name="news.relay", pulse=pulse, use=_never))
        for _ in range(3):
            await asyncio.wait_for(visits.get(), 30)

        assert not connecting.done()
        assert pulse.trouble == "no connection to the broker (StopAsyncIteration)"

        loop.remove_reader(server)
        connecting.cancel()
        with suppress(asyncio.CancelledError):
            await connecting


def _hang_up(server: socket.socket, visits: asyncio.Queue[None]) -> None:
    server.accept()[0].close()
    visits.put_nowait(None)


async def _never(_: AbstractConnection) -> None:
    raise AssertionError("nobody answers here")


async def test_what_fails_at_once_is_tried_ever_more_rarely(amqp_url: str) -> None:
    """A consumer whose queue does not exist asked the broker and the database sixteen times a second."""
    loop, uses = asyncio.get_running_loop(), list[float]()

    async def use(_: AbstractConnection) -> None:
        uses.append(loop.time())
        raise OSError

    async def used_often() -> bool:
        return len(uses) > 5

    async with running([lambda: keep_connected(amqp_url, name="t", pulse=Pulse("relay"), use=use)]):
        await eventually(used_often)

    pauses = [after - before for before, after in pairwise(uses)]
    assert pauses[4] > 4 * pauses[0]

"""One connection after the other, whatever ends them."""

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

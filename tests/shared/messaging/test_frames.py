"""Frames cut out of pieces of any size are the frames that were sent."""

import asyncio

import pytest
from aiormq.exceptions import AMQPConnectionError, InvalidFrameError
from pamqp import commands
from pamqp.body import ContentBody
from pamqp.frame import marshal
from pamqp.heartbeat import Heartbeat

from shared.messaging.frames import PieceReceiver

SENT = [
    marshal(commands.Connection.Start(), 0),
    marshal(commands.Basic.Deliver("ctag", 7, False, "ravabet.events", "news.published.v1"), 1),
    marshal(ContentBody(b"x" * 70_000), 1),
    marshal(ContentBody(b"\xce\x00\x01"), 3),
    marshal(Heartbeat(), 0),
]


async def received(pieces: list[bytes], *, number: int) -> list[tuple[int, str]]:
    """The channels and names of so many frames; each piece arrives when all before it was taken."""
    reader = asyncio.StreamReader()
    receiver = PieceReceiver(reader)

    async def send() -> None:
        for piece in pieces:
            reader.feed_data(piece)
            await asyncio.sleep(0)
        reader.feed_eof()

    sending = asyncio.create_task(send())
    frames = [await receiver.get_frame() for _ in range(number)]
    await sending
    return [(channel, type(frame).__name__) for _, channel, frame in frames]


@pytest.mark.parametrize("size", [1, 6, 7, 8, 1_000, 1_000_000])
async def test_frames_come_whole_however_the_bytes_arrive(size: int) -> None:
    stream = b"".join(SENT)
    pieces = [stream[at : at + size] for at in range(0, len(stream), size)]

    assert await received(pieces, number=len(SENT)) == [
        (0, "Start"),
        (1, "Deliver"),
        (1, "ContentBody"),
        (3, "ContentBody"),
        (0, "Heartbeat"),
    ]


@pytest.mark.parametrize("kept", [0, 3, 20])
async def test_an_end_within_the_conversation_is_a_lost_connection(kept: int) -> None:
    with pytest.raises(AMQPConnectionError):
        await received([SENT[0] + SENT[1][:kept]], number=2)


async def test_what_is_no_frame_is_said() -> None:
    broken = SENT[1][:-1] + b"?"
    with pytest.raises(InvalidFrameError):
        await received([SENT[0] + broken], number=2)

"""A faster reader of AMQP frames: it reads the socket in large pieces and cuts the frames out of them.

aiormq awaits three reads and a lock for every frame, and an event is three frames. Measured, that is a quarter of the
cost of handling an event. Here one read fetches all bytes that have arrived, and their frames need no further waiting.
"""

import struct

import aiormq.connection
from aiormq.exceptions import AMQPConnectionError, InvalidFrameError
from pamqp.exceptions import PAMQPException
from typing_extensions import override

from shared.messaging.unmarshalling import unmarshal

_HEAD = struct.Struct(">BHI")
_PIECE = 256 * 1024


class PieceReceiver(aiormq.connection.FrameReceiver):
    """Replaces aiormq's receiver, which still reads the first frame of a connection."""

    _piece = b""
    _at = 0

    @override
    async def get_frame(self) -> aiormq.connection.ReceivedFrame:
        """Return the next frame. Raises the same errors as aiormq's own receiver."""
        if not self.started or (self._at == len(self._piece) and self.reader.at_eof()):
            return await super().get_frame()
        while (end := self._end_of_frame()) > len(self._piece):
            await self._read_on()
        frame, self._at = self._piece[self._at : end], end
        try:
            return unmarshal(frame)
        except PAMQPException as error:
            raise InvalidFrameError(str(error)) from error

    def _end_of_frame(self) -> int:
        """Return where the current frame ends; a position beyond the bytes read so far when its head is incomplete."""
        if len(self._piece) - self._at < _HEAD.size:
            return len(self._piece) + 1
        length: int = _HEAD.unpack_from(self._piece, self._at)[2]
        return self._at + _HEAD.size + length + 1

    async def _read_on(self) -> None:
        rest = self._piece[self._at :]
        try:
            more = await self.reader.read(_PIECE)
        except OSError as error:
            raise AMQPConnectionError(f"the connection failed: {error!r}") from error
        if not more:
            raise AMQPConnectionError("the server ended the connection")
        self._piece, self._at = rest + more, 0


def read_in_pieces() -> None:
    """Use this reader for all connections that this process opens from now on."""
    aiormq.connection.FrameReceiver = PieceReceiver  # type: ignore[misc]

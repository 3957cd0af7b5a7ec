"""The gate before the broker: it looks at the sign-in of each connection, and hands on those of guests."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog

from deploy.guests.start_ok import FRAME_HEAD_BYTES, HEADER, NotAdmitted, guest_in, length_of

_REFUSED: Final = (
    b"\x00\x0a\x00\x32"  # connection.close
    b"\x01\x93"  # 403
    b"\x0eACCESS_REFUSED"
    b"\x00\x00\x00\x00"
)
_PIECE: Final = 65_536
_READ_AGAIN_SECONDS: Final = 60.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The files by which the gate is known; what lies there later counts from then on."""

    certificate: Path
    key: Path
    context: ssl.SSLContext = field(default_factory=lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))

    def read(self) -> ssl.SSLContext:
        """Read the files, also again while connections are open. Raises OSError."""
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.load_cert_chain(self.certificate, self.key)
        return self.context

    async def read_again(self) -> None:
        """Read them every minute, for ever."""
        while True:
            await asyncio.sleep(_READ_AGAIN_SECONDS)
            try:
                self.read()
            except OSError as error:
                # Half of a pair, perhaps: the one before is used until the next minute.
                log.warning("gate.certificate_not_read", error=type(error).__name__)


@dataclass(slots=True, kw_only=True)
class Gate:
    """Takes connections by TLS, and opens one to the broker for each that may be a guest's."""

    broker_host: str
    broker_port: int
    broker_tls: ssl.SSLContext | None
    at_once: int = 200
    patience: float = 10.0
    """For how many seconds a connection may try to sign in."""
    _open: int = 0

    @asynccontextmanager
    async def listening(self, host: str, port: int, tls: ssl.SSLContext) -> AsyncIterator[int]:
        """Listen for the length of the block, and yield the port."""
        server = await asyncio.start_server(
            self._meet, host, port, ssl=tls, ssl_handshake_timeout=self.patience, limit=_PIECE
        )
        async with server:
            yield int(server.sockets[0].getsockname()[1])

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = str((writer.get_extra_info("peername") or ("somewhere",))[0])
        self._open += 1
        try:
            await self._serve(reader, writer, address)
        except NotAdmitted as reason:
            log.warning("gate.refused", address=address, reason=str(reason))
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            log.info("gate.ended", address=address, error=type(error).__name__)
        finally:
            self._open -= 1
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, address: str) -> None:
        if self._open > self.at_once:
            raise NotAdmitted("there are too many connections")
        async with asyncio.timeout(self.patience):
            if await reader.readexactly(len(HEADER)) != HEADER:
                writer.write(HEADER)  # as the broker says which protocol it speaks
                raise NotAdmitted("it does not speak AMQP 0-9-1")
            inner, outer = await asyncio.open_connection(self.broker_host, self.broker_port, ssl=self.broker_tls)
        answers = asyncio.create_task(_hand_on(inner, writer))
        try:
            async with asyncio.timeout(self.patience):
                outer.write(HEADER)
                head = await reader.readexactly(FRAME_HEAD_BYTES)
                frame = await reader.readexactly(length_of(head))
                guest = _admitted(frame, writer)
            log.info("gate.admitted", address=address, user=guest)
            outer.write(head + frame)
            # Whichever side hangs up ends both.
            asking = asyncio.create_task(_hand_on(reader, outer))
            await asyncio.wait({asking, answers}, return_when=asyncio.FIRST_COMPLETED)
            asking.cancel()
        finally:
            answers.cancel()
            outer.transport.abort()


def _admitted(frame: bytes, writer: asyncio.StreamWriter) -> str:
    try:
        return guest_in(frame)
    except NotAdmitted:
        writer.write(b"\x01\x00\x00" + len(_REFUSED).to_bytes(4) + _REFUSED + b"\xce")
        raise


async def _hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hand on what comes until one side hangs up; whoever does not read is waited for."""
    try:
        while piece := await reader.read(_PIECE):
            writer.write(piece)
            await writer.drain()
    except OSError:
        pass

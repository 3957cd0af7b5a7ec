"""A wire that can be cut: a TCP proxy before a real server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

_CHUNK = 65_536


class Proxy:
    """Passes bytes on until it is told otherwise. What it was told holds for new connections, too."""

    def __init__(self, url: str) -> None:
        at = urlsplit(url)
        self._url, self._host, self._port = at, at.hostname or "127.0.0.1", at.port
        self._transports: set[asyncio.WriteTransport] = set()
        self._serving: set[asyncio.Task[None]] = set()
        self._silenced: set[asyncio.Task[None]] = set()
        self._is_refusing = self._is_silent = False
        self._word: tuple[bytes, bool] | None = None
        self._cuts_left = 0
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """The server's URL by way of this proxy."""
        assert self._server is not None
        who, at, _ = self._url.netloc.rpartition("@")
        port = self._server.sockets[0].getsockname()[1]
        return urlunsplit(self._url._replace(netloc=f"{who}{at}127.0.0.1:{port}"))

    @property
    def cuts_left(self) -> int:
        """How many of the cuts at a word are still to come."""
        return self._cuts_left

    def cut(self) -> None:
        """Break all connections; new ones may come."""
        for transport in self._transports:
            transport.abort()

    def refuse(self) -> None:
        """Break all connections and let none come."""
        self._is_refusing = True
        self.cut()

    def silence(self) -> None:
        """Swallow all answers and say nothing, as a network that lost its way; connections stay as they are."""
        self._is_silent = True
        self._silenced |= self._serving

    def heal(self) -> None:
        """Serve new connections; those that lost bytes stay silent."""
        self._is_refusing = self._is_silent = False

    def cut_at(self, word: bytes, *, times: int, deliver: bool) -> None:
        """Break the connection on which a client says the word, after it was delivered or before."""
        self._word, self._cuts_left = (word, deliver), times

    async def start(self) -> None:
        """Take connections at a free port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1")

    async def stop(self) -> None:
        """Break all connections and give the port back."""
        assert self._server is not None
        self._server.close()
        self.refuse()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if self._is_refusing:
            writer.transport.abort()
            return
        self._serving.add(task)
        if self._is_silent:
            self._silenced.add(task)
        try:
            there, to_there = await asyncio.open_connection(self._host, self._port)
            ends = {writer.transport, to_there.transport}
            self._transports |= ends
            await asyncio.gather(self._ask(reader, to_there, ends), self._answer(there, writer, task))
            self._transports -= ends
        except OSError:
            # The server is away, and the client must learn it.
            writer.transport.abort()
        finally:
            self._serving.discard(task)

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ends: set[asyncio.WriteTransport]
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(_CHUNK):
                meets = self._word is not None and self._cuts_left > 0 and self._word[0] in data
                if meets:
                    self._cuts_left -= 1
                if not meets or (self._word and self._word[1]):
                    writer.write(data)
                    await writer.drain()
                if meets:
                    # What was written has left for the server, and its answer finds nobody.
                    for end in ends - {writer.transport}:
                        end.abort()
        writer.close()

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, task: asyncio.Task[None]
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(_CHUNK):
                if task not in self._silenced:
                    writer.write(data)
                    await writer.drain()
        writer.close()


@asynccontextmanager
async def proxied(url: str) -> AsyncIterator[Proxy]:
    """A proxy before the server of this URL."""
    proxy = Proxy(url)
    await proxy.start()
    try:
        yield proxy
    finally:
        await proxy.stop()

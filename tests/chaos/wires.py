"""The wires between the services and the servers, which can be cut."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.proxy import Proxy


class Wires:
    """A wire to each server. They live in a thread of their own, since the campaign is plain code."""

    def __init__(self, *, amqp_url: str, mongo_url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._broker, self._database = Proxy(amqp_url), Proxy(mongo_url)
        self.all = (self._broker, self._database)
        self._thread = threading.Thread(target=self._loop.run_forever, name="wires", daemon=True)

    @property
    def broker(self) -> Proxy:
        return self._broker

    @property
    def database(self) -> Proxy:
        return self._database

    @property
    def amqp_url(self) -> str:
        """The broker by way of its wire."""
        return self._broker.url

    def mongo_url_of(self, name: str) -> str:
        """A database by way of its wire; directly, since the replica set names its members past the wire."""
        return f"mongodb://127.0.0.1:{urlsplit(self._database.url).port}/{name}?directConnection=true"

    def cut(self, *wires: Proxy) -> None:
        """Break all connections; new ones may come."""
        self._tell(Proxy.cut, wires)

    def refuse(self, *wires: Proxy) -> None:
        """Break all connections and let none come until they are healed."""
        self._tell(Proxy.refuse, wires)

    def silence(self, *wires: Proxy) -> None:
        """Swallow all answers until they are healed."""
        self._tell(Proxy.silence, wires)

    def heal(self, *wires: Proxy) -> None:
        """Serve new connections; silent ones stay silent."""
        self._tell(Proxy.heal, wires)

    @contextmanager
    def laid(self) -> Iterator["Wires"]:
        """Lay them for the length of the block."""
        self._thread.start()
        try:
            for wire in self.all:
                asyncio.run_coroutine_threadsafe(wire.start(), self._loop).result(10)
            yield self
        finally:
            for wire in self.all:
                asyncio.run_coroutine_threadsafe(wire.stop(), self._loop).result(10)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)
            self._loop.close()

    def _tell(self, what: Callable[[Proxy], None], wires: Iterable[Proxy]) -> None:
        for wire in wires:
            self._loop.call_soon_threadsafe(what, wire)

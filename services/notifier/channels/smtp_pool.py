"""Connections to one mail server: opened when needed, kept, and replaced when the server hung up."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import SMTP, SMTPException


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed in, and how."""

    host: str
    port: int
    user: str | None
    password: str | None
    implicit_tls: bool
    starttls: bool

    @classmethod
    def parse(cls, url: str) -> "MailServer":
        """Read `smtp://user:pass@host:port?starttls=1` or `smtps://…`.

        Raises:
            ValueError: another scheme, no host, or a password that would travel in the clear. Names no secret.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("a mail server is smtp://host:port or smtps://host:port")
        implicit = parts.scheme == "smtps"
        starttls = not implicit and parse_qs(parts.query).get("starttls", ["0"])[-1] in {"1", "true", "yes"}
        if parts.username and not (implicit or starttls or parts.hostname in _LOOPBACK):
            raise ValueError("a mail password needs smtps:// or ?starttls=1")
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if implicit else 587 if starttls else 25),
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            implicit_tls=implicit,
            starttls=starttls,
        )


class ConnectionPool:
    """At most `size` connections, each used by one letter at a time."""

    def __init__(self, server: MailServer, *, size: int, patience: float, trust: ssl.SSLContext | None) -> None:
        self._server = server
        self._patience = patience
        self._trust = trust
        self._turns = asyncio.Semaphore(size)
        self._idle: list[SMTP] = []

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[SMTP]:
        """Lend a connection that answered a moment ago.

        One that was left in the middle of a command, by an error or a cancellation, is not kept.

        Raises:
            SMTPException: the server cannot be reached or does not want us.
            OSError: likewise.
        """
        async with self._turns:
            connection = await self._kept() or await self._fresh()
            try:
                yield connection
            except BaseException:
                connection.close()
                raise
            self._idle.append(connection)

    async def close(self) -> None:
        """Take leave of the server."""
        leaving, self._idle = self._idle, []
        for connection in leaving:
            with suppress(SMTPException, OSError):
                await connection.quit(timeout=1)
            connection.close()

    async def _kept(self) -> SMTP | None:
        while self._idle:
            connection = self._idle.pop()
            try:
                # Ends whatever the last letter left open, and finds out whether the server is still there.
                await connection.rset()
            except (SMTPException, OSError):
                connection.close()
            except BaseException:
                connection.close()
                raise
            else:
                return connection
        return None

    async def _fresh(self) -> SMTP:
        connection = SMTP(
            hostname=self._server.host,
            port=self._server.port,
            username=self._server.user,
            password=self._server.password,
            use_tls=self._server.implicit_tls,
            start_tls=self._server.starttls,
            tls_context=self._trust,
            timeout=self._patience,
        )
        try:
            async with asyncio.timeout(self._patience):
                await connection.connect()
        except BaseException:
            connection.close()
            raise
        return connection


_LOOPBACK = {"localhost", "127.0.0.1", "::1"}

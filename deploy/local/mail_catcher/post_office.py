"""The SMTP side: takes letters in, or fails in the way a test asked for."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import override

from deploy.local.mail_catcher.letters import Letters
from deploy.local.peer.serving import LOOPBACK

LARGEST = 10 * 1024 * 1024


class Behaviour(BaseModel):
    """What goes wrong from now on, for all letters or for the next `times`. Nothing by default.

    An answer is a code, or a whole reply line such as `550 5.7.1 not from you`.
    """

    model_config = ConfigDict(extra="forbid")

    rcpt: dict[str, int | str] = Field(default_factory=dict)
    mail: int | str | None = None
    data: int | str | None = None
    hang_after_data: bool = False
    drop_after_data: bool = False
    times: int | None = Field(default=None, ge=1)


class PostOffice:
    """What aiosmtpd calls as a letter comes in."""

    def __init__(self, letters: Letters) -> None:
        self.behaviour = Behaviour()
        self.connections: set[_Connection] = set()
        self.connected = 0
        self.nobody_there = asyncio.Event()
        self.nobody_there.set()
        self._letters = letters

    def hang_up(self) -> None:
        """End every connection without a word, as a server does that goes down."""
        for connection in list(self.connections):
            connection.hang_up()

    async def handle_MAIL(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.behaviour.mail is not None:
            return _reply(self._spent().mail)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.behaviour.rcpt:
            return _reply(self._spent().rcpt[address])
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.behaviour.data is not None:
            return _reply(self._spent().data)
        content = envelope.content
        raw = content if isinstance(content, bytes) else str(content).encode()
        letter = await self._letters.add(sender=envelope.mail_from or "", to=list(envelope.rcpt_tos), raw=raw)
        if self.behaviour.hang_after_data:
            self._spent()
            await asyncio.Event().wait()
        if self.behaviour.drop_after_data and isinstance(server, _Connection):
            self._spent()
            server.hang_up()
        return f"250 OK {letter.id}"

    def _spent(self) -> Behaviour:
        """Return the behaviour that shows now, and count it."""
        now = self.behaviour
        if now.times is not None:
            self.behaviour = now.model_copy(update={"times": now.times - 1}) if now.times > 1 else Behaviour()
        return now


@asynccontextmanager
async def open_post_office(
    office: PostOffice,
    port: int = 0,
    *,
    starttls: ssl.SSLContext | None = None,
    implicit_tls: ssl.SSLContext | None = None,
    login: tuple[str, str] | None = None,
) -> AsyncIterator[int]:
    """Take letters on 127.0.0.1 and yield the port. TLS and a required login are for tests of clients."""

    def authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and login == (data.login.decode(), data.password.decode())
        return AuthResult(success=known, handled=known)

    def connection() -> _Connection:
        return _Connection(
            office,
            hostname="mail.localhost",
            ident="Ravabet mail catcher",
            data_size_limit=LARGEST,
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=login is not None,
            authenticator=authenticate,
        )

    server = await asyncio.get_running_loop().create_server(connection, LOOPBACK, port, ssl=implicit_tls)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        office.hang_up()
        await office.nobody_there.wait()
        await server.wait_closed()


class _Connection(SMTP):
    """aiosmtpd's connection, known to the office so that it can be ended."""

    def __init__(self, office: PostOffice, **options: Any) -> None:
        super().__init__(office, **options)
        self._office = office

    def hang_up(self) -> None:
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self not in self._office.connections:
            self._office.connections.add(self)
            self._office.connected += 1
            self._office.nobody_there.clear()

    @override
    def connection_lost(self, error: Exception | None) -> None:
        self._office.connections.discard(self)
        super().connection_lost(error)
        if not self._office.connections:
            self._office.nobody_there.set()


def _reply(answer: int | str | None) -> str:
    return f"{answer} as the test asked" if isinstance(answer, int) else str(answer)

"""E-mail over SMTP, through a few connections that are kept open."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from services.notifier.channels.domain import Caps, Later, Message, Outcome, Rejected, Sent, Unknown
from services.notifier.channels.letter_domain import Letterhead, Sender, as_letter, on_the_wire
from services.notifier.channels.smtp_replies_domain import Reply, Stage, meaning
from shared.runtime.county import County
from shared.web.shell.assets import emblem_url


class SmtpChannel:
    """E-mail. Each send uses one of the `connections`; a step may take `patience` seconds, the last one thrice that."""

    name: Final = "email"

    def __init__(
        self,
        url: str,
        *,
        sender: str,
        now: Callable[[], datetime],
        head: Letterhead | None = None,
        connections: int = 4,
        patience: float = 8.0,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """Connect to nothing yet. `url` as in `MailServer.parse`; `sender` is the From value.

        Raises:
            ValueError: the URL or the sender cannot be used.
        """
        self.caps: Final = Caps(concurrent=connections)
        self._sender = Sender.parse(sender)
        self._head = head or Letterhead()
        self._now = now
        self._patience = patience
        self._pool = _ConnectionPool(MailServer.parse(url), size=connections, patience=patience, trust=trust)

    async def send(self, to: str, message: Message, *, key: str) -> Outcome:
        address = on_the_wire(to)
        if address is None:
            return Rejected("not an e-mail address", address_dead=True)
        try:
            letter = as_letter(message, to=address, sender=self._sender, key=key, at=self._now(), head=self._head)
        except ValueError:
            return Rejected("the letter cannot be written", address_dead=False)
        try:
            async with self._pool.connection() as connection:
                return await self._hand_over(connection, address, letter, key)
        except SMTPResponseException as refusal:
            return meaning(Stage.GREETING, _reply(refusal))
        except (SMTPException, OSError) as trouble:
            return Later(None, f"mail server out of reach: {type(trouble).__name__}", "account")

    async def greet(self) -> str:
        """Connect and sign in, and send no letter. Return what is wrong, or nothing."""
        try:
            async with self._pool.connection():
                return ""
        except SMTPResponseException as refusal:
            return f"the mail server refuses us with {refusal.code}"
        except (SMTPException, OSError) as trouble:
            return f"mail server out of reach: {type(trouble).__name__}"

    async def close(self) -> None:
        await self._pool.close()

    async def _hand_over(self, connection: SMTP, to: str, letter: bytes, key: str) -> Outcome:
        try:
            await connection.mail(self._sender.address)
            await connection.rcpt(to)
        except SMTPSenderRefused as refusal:
            return meaning(Stage.SENDER, _reply(refusal))
        except SMTPRecipientRefused as refusal:
            return meaning(Stage.RECIPIENT, _reply(refusal))
        try:
            await connection.data(letter, timeout=3 * self._patience)
        except SMTPDataError as refusal:
            return meaning(Stage.LETTER, _reply(refusal))
        except (SMTPException, OSError) as trouble:
            return Unknown(f"no answer after the letter was handed over: {type(trouble).__name__}")
        return Sent(f"{key}@{self._sender.domain}")


def letterhead_of(county: County, public_url: str) -> Letterhead:
    """Return what stands above and below a county's letters. Programs for mail show no SVG."""
    shown = county.emblem if county.emblem and county.emblem.kind == "png" else None
    return Letterhead.of(county, emblem_url=public_url.rstrip("/") + emblem_url(shown) if shown else "")


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server to which we give our letters, and how it is reached."""

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


class _ConnectionPool:
    """Keeps at most `size` connections, each for one letter at a time."""

    def __init__(self, server: MailServer, *, size: int, patience: float, trust: ssl.SSLContext | None) -> None:
        self._server = server
        self._patience = patience
        self._trust = trust
        self._turns = asyncio.Semaphore(size)
        self._idle: list[SMTP] = []

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[SMTP]:
        """Lend a connection on which the server answered just now.

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
        """Close the connections that are kept, politely."""
        leaving, self._idle = self._idle, []
        for connection in leaving:
            with suppress(SMTPException, OSError):
                await connection.quit(timeout=1)
            connection.close()

    async def _kept(self) -> SMTP | None:
        while self._idle:
            connection = self._idle.pop()
            try:
                # It ends whatever the last letter left open, and shows whether the server is still there.
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


def _reply(refusal: SMTPResponseException) -> Reply:
    return Reply(refusal.code, refusal.message)


_LOOPBACK = {"localhost", "127.0.0.1", "::1"}

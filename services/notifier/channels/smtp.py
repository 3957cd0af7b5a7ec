"""E-mail over SMTP, through a few connections that are kept open."""

import ssl
from collections.abc import Callable
from datetime import datetime
from typing import Final

from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientRefused, SMTPResponseException

from services.notifier.channels import Caps, Later, Message, Outcome, Rejected, Sent, Unknown
from services.notifier.channels.letter import Sender, as_letter, is_address
from services.notifier.channels.smtp_pool import ConnectionPool, MailServer


class SmtpChannel:
    """E-mail. A send holds one of `connections`; each step may take `patience` seconds, the last three times that."""

    name: Final = "email"

    def __init__(
        self,
        url: str,
        *,
        sender: str,
        now: Callable[[], datetime],
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
        self._now = now
        self._patience = patience
        self._pool = ConnectionPool(MailServer.parse(url), size=connections, patience=patience, trust=trust)

    async def send(self, to: str, message: Message, *, key: str) -> Outcome:
        if not is_address(to):
            return Rejected("not an e-mail address", address_dead=True)
        try:
            letter = as_letter(message, to=to, sender=self._sender, key=key, at=self._now())
        except ValueError:
            return Rejected("the letter cannot be written", address_dead=False)
        try:
            async with self._pool.connection() as connection:
                return await self._hand_over(connection, to, letter, key)
        except SMTPResponseException as refusal:
            # Sign-in, greeting or sender refused: whoever the letter is for, the account is what needs help.
            return Later(None, f"mail server refuses us: {_code(refusal)}", "account")
        except (SMTPException, OSError) as trouble:
            return Later(None, f"mail server out of reach: {type(trouble).__name__}", "account")

    async def close(self) -> None:
        await self._pool.close()

    async def _hand_over(self, connection: SMTP, to: str, letter: bytes, key: str) -> Outcome:
        await connection.mail(self._sender.address)
        try:
            await connection.rcpt(to)
        except SMTPRecipientRefused as refusal:
            return _refused_recipient(refusal)
        try:
            await connection.data(letter, timeout=3 * self._patience)
        except SMTPDataError as refusal:
            return _refused_letter(refusal)
        except (SMTPException, OSError) as trouble:
            return Unknown(f"no answer after the letter was handed over: {type(trouble).__name__}")
        return Sent(f"{key}@{self._sender.domain}")


def _refused_recipient(refusal: SMTPRecipientRefused) -> Outcome:
    if refusal.code == _CLOSING:
        return Later(None, f"mail server is closing: {_code(refusal)}", "account")
    if refusal.code < _PERMANENT:
        return Later(None, f"recipient not now: {_code(refusal)}", "recipient")
    # 5.7.x is the server's policy against us or our text, not news about the mailbox.
    dead = refusal.code in _NO_SUCH_MAILBOX and not refusal.message.startswith("5.7.")
    return Rejected(f"recipient refused: {_code(refusal)}", address_dead=dead)


def _refused_letter(refusal: SMTPDataError) -> Outcome:
    if refusal.code < _PERMANENT:
        return Later(None, f"letter not now: {_code(refusal)}", "account")
    return Rejected(f"letter refused: {_code(refusal)}", address_dead=False)


def _code(refusal: SMTPResponseException) -> str:
    """The bare codes: servers like to repeat the recipient's address in their sentence."""
    enhanced = refusal.message.split(" ", 1)[0]
    is_code = enhanced.replace(".", "").isdigit() and enhanced.count(".") == 2  # noqa: PLR2004  4.7.1
    return f"{refusal.code} {enhanced}" if is_code else str(refusal.code)


_CLOSING = 421
_PERMANENT = 500
_NO_SUCH_MAILBOX = {550, 551, 553}

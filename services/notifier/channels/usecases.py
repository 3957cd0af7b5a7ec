"""The ways to people that this county has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from services.notifier.channels.domain import Caps, ChannelName, Message, Outcome


class Channel(Protocol):
    """One way to people."""

    @property
    def name(self) -> ChannelName:
        """What subscriptions and the ledger call it."""

    @property
    def caps(self) -> Caps:
        """What it can do."""

    async def send(self, to: str, message: Message, *, key: str) -> Outcome:
        """Try once, in bounded time. `key` names the delivery and is the same at each try.

        Expected failures are outcomes, never exceptions, and no reason names the recipient or a secret.
        """

    async def close(self) -> None:
        """Let go of connections."""


@dataclass(frozen=True, slots=True)
class Channels:
    """All channels that the settings name: e-mail always, a messenger only when it has a token."""

    every: Sequence[Channel]

    async def close(self) -> None:
        """Let go of all connections."""
        for channel in self.every:
            await channel.close()

"""An outside provider that says who somebody is, as the pages know it."""

from dataclasses import dataclass
from typing import Protocol


class ProviderRefused(Exception):
    """The provider did not say who this is; the message is a Persian sentence."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, and must come back: kept at the browser, signed."""

    state: str
    nonce: str
    verifier: str
    to: str


class Provider(Protocol):
    """Whom the browser is sent to, and who sends it back."""

    async def ask(self, to: str) -> tuple[str, Asked]:
        """Where the browser goes to sign in, and what must come back. Raises ProviderRefused when it is away."""

    async def answered(self, asked: Asked, address: str) -> str:
        """The name of whoever signed in there, by the address to which the browser was sent back.

        Raises ProviderRefused.
        """

"""An outside provider that says who somebody is, as far as membership knows it."""

from dataclasses import dataclass
from typing import Protocol

from services.membership.accounts.domain import OutsideAccount
from shared.runtime.access import NotAllowed


class ProviderRefused(Exception):
    """The provider did not say who this is; the message is a Persian sentence."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the provider and must come back; the browser keeps it, signed."""

    state: str
    nonce: str
    verifier: str
    to: str


class Provider(Protocol):
    """Signs people in on its own pages, and sends the browser back."""

    async def ask(self, to: str) -> tuple[str, Asked]:
        """Where the browser goes to sign in, and what must come back. Raises ProviderRefused when it is away."""

    async def answered(self, asked: Asked, query: str) -> OutsideAccount:
        """The account of whoever signed in there, by the query with which the browser was sent back.

        Raises ProviderRefused.
        """


@dataclass(frozen=True, slots=True)
class WayIn:
    """How people prove who they are: by password, by an outside provider in the place of passwords, or by either."""

    provider: Provider | None = None
    beside_passwords: bool = False

    @property
    def has_provider(self) -> bool:
        """Whether an outside provider says who people are."""
        return self.provider is not None

    @property
    def takes_passwords(self) -> bool:
        """Whether people may sign in by password."""
        return self.provider is None or self.beside_passwords

    def must_take_passwords(self) -> None:
        """Raise NotAllowed where an outside provider alone says who people are."""
        if not self.takes_passwords:
            raise NotAllowed("ورود به این سامانه یکپارچه است؛ گذرواژه پذیرفته نمی‌شود.")

    def by_provider(self) -> Provider:
        """The outside provider. Raises ProviderRefused when there is none."""
        if self.provider is None:
            raise ProviderRefused("ورود یکپارچه در این سامانه فعال نیست.")
        return self.provider

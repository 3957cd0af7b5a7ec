"""Letting guests in: registering them, their keys and their contracts."""

import base64
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.news.guests.contracts_domain import HOUSE_CONTRACTS, RegisteredContract, register
from services.news.guests.domain import Guest, GuestName, GuestUnfit, new_guest
from shared.language.speech import gettext as _

_SECRET_BYTES = 32


class GuestRepository(Protocol):
    """Where guests are kept."""

    async def get(self, name: GuestName) -> Guest:
        """The guest. Raises GuestNotFound."""

    async def save(self, guest: Guest) -> None:
        """Keep it. Raises Stale, and AlreadyExists for a new one whose name is taken."""

    async def remove(self, name: GuestName) -> None:
        """Forget it."""

    async def contracts(self) -> Sequence[RegisteredContract]:
        """All contracts that guests brought along."""

    async def put_contract(self, contract: RegisteredContract) -> None:
        """Keep it in place of the one before. Raises Stale."""


@dataclass(frozen=True, slots=True)
class Admission:
    """A guest, with the secret of its new key, which nobody is shown again."""

    guest: Guest
    secret: str


@dataclass(frozen=True, slots=True)
class GuestRegistry:
    """Lets guests in, gives them keys, and shuts the door."""

    guests: GuestRepository
    is_office: Callable[[str], Awaitable[bool]]
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    public_types: Sequence[str]
    """The types that guests may read."""

    async def admit(
        self,
        name: str,
        office_id: str,
        *,
        may_publish: Sequence[str],
        may_read: Sequence[str] = (),
        is_sandbox: bool = False,
        per_minute: int = 600,
        at_once: int = 200,
    ) -> Admission:
        """Register a guest and make its first key. Raises GuestUnfit, and AlreadyExists when the name is taken."""
        at, secret = self.now(), new_secret()
        guest = new_guest(
            Guest(
                GuestName(name),
                office_id,
                tuple(may_publish),
                (),
                at,
                may_read=tuple(may_read),
                is_sandbox=is_sandbox,
                per_minute=per_minute,
                at_once=at_once,
            ),
            types=list(HOUSE_CONTRACTS),
            public_types=self.public_types,
        )
        if not await self.is_office(office_id):
            raise GuestUnfit(_("دستگاهی با شناسه «%(office_id)s» ثبت نشده است.", office_id=office_id))
        guest.add_key(secret, at=at)
        await self.guests.save(guest)
        return Admission(guest, secret)

    async def change(
        self, name: str, *, may_publish: Sequence[str], may_read: Sequence[str], per_minute: int, at_once: int
    ) -> Guest:
        """Change what a guest may do. Raises GuestNotFound, GuestUnfit, Stale."""
        async with self.transaction():
            guest = await self.guests.get(GuestName(name))
            guest.may_publish, guest.may_read = tuple(may_publish), tuple(may_read)
            guest.per_minute, guest.at_once = per_minute, at_once
            await self.guests.save(new_guest(guest, types=list(HOUSE_CONTRACTS), public_types=self.public_types))
        return guest

    async def renew_key(self, name: str, *, voids_others: bool = False) -> Admission:
        """Make a new key; the one before stays good for a week, or not at all. Raises GuestNotFound, Stale."""
        async with self.transaction():
            guest, secret = await self.guests.get(GuestName(name)), new_secret()
            guest.add_key(secret, at=self.now(), voids_others=voids_others)
            await self.guests.save(guest)
        return Admission(guest, secret)

    async def suspend(self, name: str, reason: str) -> Guest:
        """Take nothing more from a guest. Raises GuestNotFound, GuestUnfit, Stale."""
        async with self.transaction():
            guest = await self.guests.get(GuestName(name))
            guest.suspend(reason)
            await self.guests.save(guest)
        return guest

    async def resume(self, name: str) -> Guest:
        """Take its events again. Raises GuestNotFound, Stale."""
        async with self.transaction():
            guest = await self.guests.get(GuestName(name))
            guest.resume()
            await self.guests.save(guest)
        return guest

    async def remove(self, name: str) -> None:
        """Forget a guest; what it published stays. Raises GuestNotFound."""
        async with self.transaction():
            await self.guests.remove((await self.guests.get(GuestName(name))).id)

    async def register_contract(self, name: str, event_type: str, text: str) -> RegisteredContract:
        """Keep a guest's contract for a type of its own. Raises GuestNotFound, GuestUnfit, Stale."""
        async with self.transaction():
            guest = await self.guests.get(GuestName(name))
            before = next((each for each in await self.guests.contracts() if each.id == event_type), None)
            contract = register(guest, event_type, text, before=before, at=self.now())
            await self.guests.put_contract(contract)
        return contract


def new_secret() -> str:
    """A new key, as Standard Webhooks writes it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()

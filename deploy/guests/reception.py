"""Guests at both doors: the registry in the database of news, and the accounts at the broker."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, TypeVar

from services.news.guests.contracts_domain import RegisteredContract
from services.news.guests.domain import Guest, GuestName, State
from services.news.guests.mongo import AUDITED, MongoGuestRepository
from services.news.guests.usecases import Admission, GuestRegistry
from services.news.publishers.mongo import manager_copies, publisher_copies
from services.news.publishers.queries import PublisherQueries
from shared.events.catalogue import PUBLIC
from shared.messaging.guest_access import AccountState, GuestAccess, GuestAccounts, NoAccount, guest_accounts
from shared.runtime.actor import Actor, acting
from shared.runtime.clock import utc_now
from shared.store.store import Store

_PATIENCE_SECONDS: Final = 4.0
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a guest is to be allowed; None leaves it as it is, or as it is usually."""

    may_publish: Sequence[str] | None = None
    may_read: Sequence[str] | None = None
    per_minute: int | None = None
    at_once: int | None = None


@dataclass(frozen=True, slots=True)
class Reception:
    """Lets guests in and out. The audit trail of news names the command."""

    store: Store
    guests: MongoGuestRepository
    registry: GuestRegistry
    accounts: GuestAccounts

    async def guest(self, name: str) -> Guest:
        """The guest. Raises GuestNotFound."""
        return await self.guests.get(GuestName(name))

    async def admit(
        self, name: str, office_id: str, wishes: Wishes, *, is_sandbox: bool, with_account: bool
    ) -> tuple[Admission, str | None]:
        """Register a guest, and return its key and its password at the broker, if it gets an account there."""
        if with_account:
            await self.accounts.exists(name)  # nothing is written when the broker is away or refuses us
        usual = Guest(GuestName(name), office_id, (), (), self.registry.now())
        admission = await self._deed(
            "add",
            lambda: self.registry.admit(
                name,
                office_id,
                may_publish=wishes.may_publish or (),
                may_read=wishes.may_read or (),
                is_sandbox=is_sandbox,
                per_minute=wishes.per_minute or usual.per_minute,
                at_once=wishes.at_once or usual.at_once,
            ),
        )
        return admission, await self._open(admission.guest) if with_account else None

    async def change(self, name: str, wishes: Wishes) -> Guest:
        """Change what a guest may do, at both doors."""
        there = await self.guest(name)
        guest = await self._deed(
            "change",
            lambda: self.registry.change(
                name,
                may_publish=there.may_publish if wishes.may_publish is None else wishes.may_publish,
                may_read=there.may_read if wishes.may_read is None else wishes.may_read,
                per_minute=wishes.per_minute or there.per_minute,
                at_once=wishes.at_once or there.at_once,
            ),
        )
        await self._allow(guest)
        return guest

    async def renew_key(self, name: str, *, voids_others: bool) -> Admission:
        """Make a new key for HTTP."""
        return await self._deed("renew-key", lambda: self.registry.renew_key(name, voids_others=voids_others))

    async def renew_password(self, name: str) -> str:
        """Give its user at the broker a new password; make the account when it has none, unless it is suspended."""
        guest = await self.guest(name)
        if guest.state is State.ACTIVE:
            return await self._open(guest)
        password = _new_password()
        await self.accounts.renew_password(name, password)
        return password

    async def suspend(self, name: str, reason: str) -> bool:
        """Shut both doors, first the one by which its events come; return whether it had an account at the broker."""
        await self._deed("suspend", lambda: self.registry.suspend(name, reason))
        return await self.accounts.shut(name)

    async def resume(self, name: str) -> Guest:
        """Open both doors again."""
        guest = await self._deed("resume", lambda: self.registry.resume(name))
        await self._allow(guest)
        return guest

    async def remove(self, name: str) -> None:
        """Forget a guest; what it published stays."""
        await self.guest(name)
        await self.accounts.remove(name)
        await self._deed("remove", lambda: self.registry.remove(name))

    async def register_contract(self, name: str, event_type: str, text: str) -> RegisteredContract:
        """Keep a guest's contract for a type of its own."""
        return await self._deed("contract", lambda: self.registry.register_contract(name, event_type, text))

    async def account_of(self, guest: Guest) -> AccountState | None:
        """Return how its account at the broker stands, if it has one."""
        try:
            return await self.accounts.state(guest.id)
        except NoAccount:
            return None

    async def _open(self, guest: Guest) -> str:
        password = _new_password()
        await self.accounts.open(access_of(guest), password)
        return password

    async def _allow(self, guest: Guest) -> None:
        """Give an account that is there the rights of an active guest."""
        if guest.state is State.ACTIVE and await self.accounts.exists(guest.id):
            await self.accounts.allow(access_of(guest))

    async def _deed(self, command: str, step: Callable[[], Awaitable[Result]]) -> Result:
        with acting(lambda: Actor(deed=f"ravabet guest {command}")):
            return await self.store.run_again(step)


def access_of(guest: Guest) -> GuestAccess:
    """Return what a guest may do at the broker."""
    return GuestAccess(guest.id, guest.may_publish, tuple(each for each in sorted(PUBLIC) if guest.may_hear(each)))


@asynccontextmanager
async def reception(mongo_url: str, management_url: str, amqp_url: str) -> AsyncIterator[Reception]:
    """Open the database of news and the broker's management interface, for the length of the block."""
    store = Store.open(mongo_url, service="news", now=utc_now, patience=_PATIENCE_SECONDS, audited=[AUDITED])
    guests = MongoGuestRepository(store)
    publishers = PublisherQueries(publisher_copies(store), manager_copies(store))
    registry = GuestRegistry(guests, publishers.is_office, store.transaction, utc_now, sorted(PUBLIC))
    try:
        async with guest_accounts(management_url, amqp_url) as accounts:
            yield Reception(store, guests, registry, accounts)
    finally:
        await store.close()


def _new_password() -> str:
    return secrets.token_urlsafe(24)

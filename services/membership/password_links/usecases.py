"""Sends links to people, and takes the passwords that they choose."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.membership.accounts.access import OPEN_ACCOUNT
from services.membership.accounts.domain import Person, PersonId, must_be_fit, username_of
from services.membership.accounts.usecases import Passwords, PersonRepository
from services.membership.password_links.domain import LinkOver, PasswordLink, PasswordLinkId, Purpose
from services.membership.sign_ins.domain import Origin
from services.membership.sign_ins.reception_usecases import AttemptRepository
from services.membership.sign_ins.usecases import SignInBook
from shared.events import Event
from shared.runtime.viewer import Viewer


class PasswordLinkRepository(Protocol):
    """Where links are kept."""

    async def get(self, link_id: PasswordLinkId) -> PasswordLink:
        """Return the link, or raise LinkOver."""

    async def save(self, link: PasswordLink, *events: Event) -> None:
        """Keep the link and queue the events: both, or neither."""


@dataclass(frozen=True, slots=True)
class Locksmith:
    """Makes the links by which people choose a password, and takes the password that they chose."""

    links: PasswordLinkRepository
    people: PersonRepository
    passwords: Passwords
    attempts: AttemptRepository
    book: SignInBook
    seal: Callable[[str], str]
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_secret: Callable[[], str]
    public_url: str

    async def invite(self, person_id: str, *, by: Viewer) -> None:
        """Send a link to somebody who has no password yet, or is to choose another one. Raises NotAllowed."""
        OPEN_ACCOUNT.require(by)
        async with self.transaction():
            person = await self.people.get(PersonId(person_id))
            await self._send(person, "reset" if person.password_hash else "invitation")

    async def ask(self, username: str, *, origin: Origin) -> None:
        """Send a link to the person of this username, if there is one. Raises TooManyAttempts."""
        name = username_of(username)
        async with self.transaction():
            for key in (f"link:{name}", f"from:{origin.address}"):
                attempts = await self.attempts.of(key)
                attempts.begin(at=self.now())
                await self.attempts.keep(attempts)
            person = await self.people.named(name)
            if person and not person.is_closed:
                await self._send(person, "reset")

    async def open(self, token: str) -> Person:
        """The person to whom the link belongs. Raises LinkOver."""
        link = await self._good(token)
        return await self.people.get(PersonId(link.person_id))

    async def choose(self, token: str, password: str) -> Person:
        """Take the new password, use the link up and end all sign-ins. Raises LinkOver or WeakPassword."""
        person = await self.open(token)
        must_be_fit(password, person.username)
        hashed = await self.passwords.hash(password)
        async with self.transaction():
            link = await self._good(token)
            link.used_at = self.now()
            await self.links.save(link)
            person = await self.people.get(PersonId(link.person_id))
            person.password_hash = hashed
            await self.people.save(person)
            await self.book.end_all_of(person.id, "password_changed")
            await self.attempts.forget(f"name:{person.username}")
            return person

    async def _send(self, person: Person, purpose: Purpose) -> None:
        secret = self.new_secret()
        link = PasswordLink.make(PasswordLinkId(self.new_secret()), person.id, purpose, secret=secret, at=self.now())
        address = f"{self.public_url}/membership/password/{link.id}.{secret}"
        await self.links.save(link, link.issue(sealed=self.seal(address)))

    async def _good(self, token: str) -> PasswordLink:
        key, dot, secret = token.partition(".")
        if not dot:
            raise LinkOver("این پیوند درست نیست؛ آن را به‌طور کامل باز کنید یا پیوند تازه درخواست کنید.")
        link = await self.links.get(PasswordLinkId(key))
        link.must_open(secret, at=self.now())
        return link

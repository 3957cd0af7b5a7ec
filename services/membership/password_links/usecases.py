"""Sends links to people, and takes the passwords that they choose or the accounts that they link."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.membership.accounts.access import OPEN_ACCOUNT
from services.membership.accounts.domain import (
    AlreadyLinked,
    OutsideAccount,
    Person,
    PersonId,
    PersonNotFound,
    UsernameMissing,
    UsernameTaken,
    latin_username,
    must_be_fit,
    username_of,
)
from services.membership.accounts.usecases import Passwords, PersonRepository
from services.membership.password_links.domain import AlreadyIn, LinkOver, PasswordLink, PasswordLinkId, Purpose
from services.membership.sign_ins.attempts_domain import Limit
from services.membership.sign_ins.browser_domain import Browser
from services.membership.sign_ins.domain import Origin
from services.membership.sign_ins.linking_usecases import Linking
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
    """Makes the links by which people choose a password or link an account, and takes what they chose."""

    links: PasswordLinkRepository
    people: PersonRepository
    passwords: Passwords
    attempts: AttemptRepository
    book: SignInBook
    seal: Callable[[str], str]
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_secret: Callable[[], str]
    read_note: Callable[[str], Browser]
    linking: Linking
    check_code: Callable[[PersonId, str], Awaitable[None]]
    public_url: str
    has_provider: bool
    """Whether people are invited to link an account at the outside provider, rather than to choose a password."""

    async def invite(self, person_id: str, *, by: Viewer) -> None:
        """Send a link by which somebody chooses a password or, where there is a provider, links the account there.

        Raises NotAllowed, or AlreadyLinked.
        """
        OPEN_ACCOUNT.require(by)
        async with self.transaction():
            person = await self.people.get(PersonId(person_id))
            link, address = self._link_for(person, self._purpose_for(person))
            await self.links.save(link, link.issue(sealed=self.seal(address)))

    async def print_for(self, person_id: str, *, by: Viewer) -> str:
        """Return the address of a new invitation, which is printed and handed over instead of sent.

        It is for whoever has no way to sign in yet: a printed link to somebody's running account would be a way into it
        for whoever finds the paper. Raises NotAllowed or AlreadyIn.
        """
        OPEN_ACCOUNT.require(by)
        async with self.transaction():
            person = await self.people.get(PersonId(person_id))
            if person.has_entered:
                raise AlreadyIn(
                    "این همکار حساب فعال دارد؛ اگر گذرواژه را فراموش کرده است، پیوند را به ایمیل او ارسال کنید."
                )
            link, address = self._link_for(person, self._purpose_for(person))
            await self.links.save(link)
            return address

    async def hand_over(self, username: str) -> str:
        """Return the address of a new link that an operator hands over. Raises PersonNotFound or AlreadyLinked."""
        async with self.transaction():
            person = await self.people.named(username)
            if person is None:
                raise PersonNotFound("کسی این نام کاربری را ندارد.")
            link, address = self._link_for(person, self._purpose_for(person))
            await self.links.save(link)
            return address

    async def ask(self, username: str, *, origin: Origin, note: str = "") -> None:
        """Send a link to the person of this username, if there is one. Raises TooManyAttempts.

        A browser that knows the person is not stopped by those who asked for links elsewhere.
        """
        name, browser = username_of(username), self.read_note(note)
        async with self.transaction():
            person = await self.people.named(username)
            for key in _keys_of_asking(name, person, browser, origin):
                attempts = await self.attempts.of(key)
                attempts.begin(at=self.now())
                await self.attempts.keep(attempts)
            if person and not person.is_closed:
                link, address = self._link_for(person, "reset")
                await self.links.save(link, link.issue(sealed=self.seal(address)))

    async def open(self, token: str) -> tuple[Person, Purpose]:
        """The person to whom the link belongs, and what it is for. Raises LinkOver."""
        link = await self._good(token)
        return await self.people.get(PersonId(link.person_id)), link.purpose

    async def choose(self, token: str, password: str, *, username: str = "") -> Person:
        """Take the new password, use the link up and end all sign-ins.

        Whoever has no username yet chooses one here, too.

        Raises LinkOver, WeakPassword, UsernameMissing or UsernameTaken.
        """
        person, _ = await self.open(token)
        must_be_fit(password, person.username or username)
        hashed = await self.passwords.hash(password)
        async with self.transaction():
            link = await self._used_up(token, "invitation", "reset")
            person = await self.people.get(PersonId(link.person_id))
            person.username = person.username or await self._free_name(username)
            person.password_hash = hashed
            await self.people.save(person)
            await self.book.end_all_of(person.id, "password_changed")
            await self.attempts.forget(Limit.NAME.key(username_of(person.username)))
            return person

    async def prove_invited(self, token: str, code: str) -> None:
        """Check an invitation to link an account, and the code of whoever has an app.

        The address of an e-mail may be changed by the secretariat; the app stays with its person. Raises LinkOver,
        WrongCode or TooManyAttempts.
        """
        link = await self._good(token)
        link.must_be_for("link")
        person = await self.people.get(PersonId(link.person_id))
        if person.second_factor:
            await self.check_code(person.id, code)

    async def accept(self, token: str, account: OutsideAccount) -> Person:
        """Link the account with which somebody who was invited signed in at the provider, and use the link up.

        Raises LinkOver, OutsideAccountTaken or AlreadyLinked.
        """
        async with self.transaction():
            link = await self._used_up(token, "link")
            return await self.linking.link(link.person_id, account)

    async def proposed_name(self, person: Person) -> str:
        """A username to begin with, for somebody without one: what stands before the @ of the e-mail, if it is free."""
        name = (person.contact.email or "").partition("@")[0]
        try:
            return await self._free_name(name)
        except (UsernameMissing, UsernameTaken):
            return ""

    async def _free_name(self, typed: str) -> str:
        name = latin_username(typed)
        if await self.people.named(name):
            raise UsernameTaken("این نام کاربری متعلق به شخص دیگری است؛ نام دیگری انتخاب کنید.")
        return name

    def _purpose_for(self, person: Person) -> Purpose:
        if not self.has_provider:
            return "reset" if person.password_hash else "invitation"
        if person.outside:
            raise AlreadyLinked("این همکار حساب یکپارچه خود را پیوند داده است.")
        return "link"

    def _link_for(self, person: Person, purpose: Purpose) -> tuple[PasswordLink, str]:
        """A new link, and the address that opens it."""
        person.must_not_be_merged()
        secret = self.new_secret()
        link = PasswordLink.make(PasswordLinkId(self.new_secret()), person.id, purpose, secret=secret, at=self.now())
        return link, f"{self.public_url}/membership/password/{link.id}.{secret}"

    async def _used_up(self, token: str, *purposes: Purpose) -> PasswordLink:
        link = await self._good(token)
        link.must_be_for(*purposes)
        link.used_at = self.now()
        await self.links.save(link)
        return link

    async def _good(self, token: str) -> PasswordLink:
        key, dot, secret = token.partition(".")
        if not dot:
            raise LinkOver("این پیوند درست نیست؛ آن را به‌طور کامل باز کنید یا پیوند تازه درخواست کنید.")
        link = await self.links.get(PasswordLinkId(key))
        link.must_open(secret, at=self.now())
        return link


def _keys_of_asking(username: str, person: Person | None, browser: Browser, origin: Origin) -> Sequence[str]:
    if person and browser.knows(person.id):
        return (Limit.LINK.key(person.id, browser.id),)
    return (Limit.LINK.key(username), Limit.LINKS_FROM.key(origin.network))

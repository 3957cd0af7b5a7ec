"""Opening, changing and closing accounts."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from services.membership.accounts.access import CHANGE_CONTACT, CLOSE_ACCOUNT, OPEN_ACCOUNT, TAKE_APP_OFF
from services.membership.accounts.domain import (
    Contact,
    OutsideAccount,
    Person,
    PersonId,
    PersonNotFound,
    UsernameTaken,
    username_of,
)
from shared.events import Event
from shared.events.membership import TokensRevoked
from shared.persian.text import for_keeping
from shared.runtime.access import NotAllowed
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer


class PersonRepository(Protocol):
    """Where people are kept."""

    async def get(self, person_id: PersonId) -> Person:
        """Return the person, or raise PersonNotFound."""

    async def named(self, typed: str) -> Person | None:
        """Return who signs in with this name, whichever keyboard it was typed on."""

    async def linked_to(self, account: OutsideAccount) -> Person | None:
        """Return who signs in with this account at the provider."""

    async def save(self, person: Person, *events: Event) -> None:
        """Keep the person and queue the events: both, or neither."""


class Renaming(Protocol):
    """The features that have told a name to other services. They depend on accounts, so they come here by this port."""

    async def renamed(self, person: Person) -> None:
        """Tell the name that the person has now, within the transaction of the change."""


class Match(Enum):
    """Whether a password is the one that is kept."""

    NO = auto()
    YES = auto()
    OUTDATED = auto()
    """It is, and was hashed in a form that is used no more."""


class Passwords(Protocol):
    """Hashes and checks passwords. It is slow on purpose, so it is never called inside a transaction."""

    async def hash(self, password: str) -> str:
        """Return the hash under which a password is stored."""

    async def verify(self, password: str, kept: str | None) -> Match:
        """Whether this is the password; the answer takes as long when there is no hash."""


@dataclass(frozen=True, slots=True)
class PasswordCheck:
    """Checks the passwords of people, and brings hashes into today's form on the way."""

    people: PersonRepository
    passwords: Passwords
    transaction: Callable[[], AbstractAsyncContextManager[None]]

    async def is_right(self, person: Person | None, password: str) -> bool:
        """Whether this is the person's password; the answer takes as long when there is no person or no password."""
        kept = person.password_hash or None if person else None
        match = await self.passwords.verify(password, kept)
        if person and match is Match.OUTDATED:
            await self._hash_anew(person, password)
        return match is not Match.NO

    async def _hash_anew(self, person: Person, password: str) -> None:
        hashed = await self.passwords.hash(password)
        async with self.transaction():
            now = await self.people.get(person.id)
            if now.password_hash == person.password_hash:
                now.password_hash = hashed
                await self.people.save(now)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """The person who gets an account."""

    id: str
    name: str
    username: str = ""
    honorific: str = ""
    pronoun: str = ""
    email: str | None = None
    bale: str | None = None
    mobile: str | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a person; empty where nothing is chosen."""

    name: str
    honorific: str = ""
    pronoun: str = ""
    username: str = ""
    email: str | None = None
    mobile: str | None = None


@dataclass(frozen=True, slots=True)
class Accounts:
    """Opens and closes accounts, and keeps them up to date."""

    people: PersonRepository
    passwords: Passwords
    seal: Callable[[str], str]
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    renaming: Renaming

    async def open(self, new: NewPerson, *, password: str | None = None, by: Viewer) -> Person:
        """Give a person an account and tell the notifier how to reach them. The same person again changes nothing.

        Without a password nobody signs in until the person has chosen one.

        Raises NotAllowed or UsernameTaken.
        """
        OPEN_ACCOUNT.require(by)
        hashed = await self.passwords.hash(password) if password else ""
        async with self.transaction():
            known = await self._known(PersonId(new.id))
            if known:
                return known
            await self._must_be_free(new.username)
            person = Person(
                id=PersonId(new.id),
                username=username_of(new.username),
                name=for_keeping(new.name),
                honorific=for_keeping(new.honorific),
                pronoun=for_keeping(new.pronoun),
                contact=Contact(email=new.email, bale=new.bale, mobile=new.mobile),
                password_hash=hashed,
            )
            await self.people.save(person, person.tell_contact(self.seal(person.private_contact)))
            return person

    async def change(
        self, person_id: str, correct: Callable[[Details], Details], *, version: int | None = None, by: Viewer
    ) -> Person:
        """Correct what is known of a person by now. Raises UsernameTaken.

        With `version`, the one that the caller saw, it raises Stale when the person was changed since.

        A username that somebody has may be replaced, and not taken away. The e-mail is changed by those alone who may
        change how the person is reached.
        """
        OPEN_ACCOUNT.require(by)
        async with self.transaction():
            person = await self.people.get(PersonId(person_id))
            person.must_not_be_merged()
            if version is not None and version != person.version:
                raise Stale("این حساب را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="person")
            before = to_details(person)
            details = correct(before)
            if details.email != before.email:
                CHANGE_CONTACT.require(by, f"person/{person.id}")
            username = username_of(details.username) or person.username
            if username != person.username:
                await self._must_be_free(username)
            person.username = username
            person.name = for_keeping(details.name)
            person.honorific, person.pronoun = for_keeping(details.honorific), for_keeping(details.pronoun)
            person.contact = replace(person.contact, email=details.email, mobile=details.mobile)
            if to_details(person) != before:
                await self.people.save(person, person.tell_contact(self.seal(person.private_contact)))
            if person.name != before.name:
                await self.renaming.renamed(person)
            return person

    async def change_contact(self, person_id: str, contact: Contact, *, by: Viewer) -> Person:
        """Change how a person is reached. People may change their own contact."""
        CHANGE_CONTACT.require(by, f"person/{person_id}")
        async with self.transaction():
            person = await self.people.get(PersonId(person_id))
            if contact == person.contact:
                return person
            person.contact = contact
            await self.people.save(person, person.tell_contact(self.seal(person.private_contact)))
            return person

    async def close(self, person_id: str, *, by: Viewer) -> Person:
        """Close the account, so that nobody can sign in with it. Its posts stay. A second time changes nothing."""
        CLOSE_ACCOUNT.require(by)
        if person_id == by.person_id:
            raise NotAllowed("هیچ‌کس حساب خود را نمی‌بندد.")
        async with self.transaction():
            person = await self.people.get(PersonId(person_id))
            if not person.is_closed:
                person.is_closed = True
                revoked = TokensRevoked(person_id=person.id, before=self.now(), reason="closed")
                await self.people.save(person, revoked)
            return person

    async def reopen(self, person_id: str, *, by: Viewer) -> Person:
        """Open a closed account again."""
        CLOSE_ACCOUNT.require(by)
        async with self.transaction():
            person = await self.people.get(PersonId(person_id))
            person.must_not_be_merged()
            if person.is_closed:
                person.is_closed = False
                await self.people.save(person)
            return person

    async def take_app_off(self, person_id: str, *, by: Viewer) -> Person:
        """Remove the app of somebody who lost both phone and recovery codes. The next sign-in may set up another."""
        TAKE_APP_OFF.require(by)
        if person_id == by.person_id:
            raise NotAllowed("برنامه رمزساز خود را در «حساب من» تغییر دهید.")
        async with self.transaction():
            person = await self.people.get(PersonId(person_id))
            if person.second_factor:
                person.second_factor = None
                await self.people.save(person)
            return person

    async def _must_be_free(self, username: str) -> None:
        if username_of(username) and await self.people.named(username):
            raise UsernameTaken("این نام کاربری متعلق به شخص دیگری است.")

    async def _known(self, person_id: PersonId) -> Person | None:
        try:
            return await self.people.get(person_id)
        except PersonNotFound:
            return None


def to_details(person: Person) -> Details:
    """The details of a person as they are now."""
    contact = person.contact
    return Details(person.name, person.honorific, person.pronoun, person.username, contact.email, contact.mobile)

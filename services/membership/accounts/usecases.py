"""Opening accounts and signing in."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from services.membership.access import CHANGE_CONTACT, OPEN_ACCOUNT
from services.membership.accounts.domain import (
    Attempts,
    Contact,
    Person,
    PersonId,
    PersonNotFound,
    UsernameTaken,
    WrongPair,
    username_of,
)
from services.membership.sign_ins.domain import Origin, Way
from services.membership.sign_ins.usecases import Begun, SignInBook
from shared.events import Event
from shared.persian.text import for_keeping
from shared.runtime.viewer import Viewer


class PersonRepository(Protocol):
    """Where people are kept."""

    async def get(self, person_id: PersonId) -> Person:
        """Return the person, or raise PersonNotFound."""

    async def named(self, username: str) -> Person | None:
        """Return who signs in with this name."""

    async def save(self, person: Person, *events: Event) -> None:
        """Keep the person and queue the events: both, or neither."""


class AttemptRepository(Protocol):
    """Where tries are counted."""

    async def of(self, username: str) -> Attempts:
        """Return the tries of a name; none is a fresh count."""

    async def keep(self, attempts: Attempts) -> None:
        """Keep the count."""

    async def forget(self, username: str) -> None:
        """Begin anew."""


class Passwords(Protocol):
    """Slow by intent, so never called inside a transaction."""

    async def hash(self, password: str) -> str:
        """Return what is kept of a password."""

    async def verify(self, password: str, kept: str | None) -> bool:
        """Whether it is the one; takes the same time when nothing is kept."""


class Powers(Protocol):
    """What a person may do, from the posts and memberships of this day."""

    async def of(self, person: Person) -> Viewer:
        """Return the person with roles, offices and bodies."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Who gets an account."""

    id: str
    username: str
    name: str
    honorific: str
    pronoun: str
    email: str | None = None
    bale: str | None = None


@dataclass(frozen=True, slots=True)
class SignedInPerson:
    """A sign-in that was begun or renewed just now."""

    viewer: Viewer
    token: str
    renewal_token: str | None


@dataclass(frozen=True, slots=True)
class Accounts:
    """The secretariat's list of people."""

    people: PersonRepository
    passwords: Passwords
    seal: Callable[[str], str]
    transaction: Callable[[], AbstractAsyncContextManager[None]]

    async def open(self, new: NewPerson, *, password: str, by: Viewer) -> Person:
        """Give a person an account and tell the notifier how to reach them. The same person again changes nothing.

        Raises NotAllowed or UsernameTaken.
        """
        OPEN_ACCOUNT.require(by)
        hashed = await self.passwords.hash(password)
        async with self.transaction():
            known = await self._known(PersonId(new.id))
            if known:
                return known
            username = username_of(new.username)
            if await self.people.named(username):
                raise UsernameTaken("این نام کاربری از آنِ شخص دیگری است.")
            person = Person(
                id=PersonId(new.id),
                username=username,
                name=for_keeping(new.name),
                honorific=for_keeping(new.honorific),
                pronoun=for_keeping(new.pronoun),
                contact=Contact(email=new.email, bale=new.bale),
                password_hash=hashed,
            )
            await self.people.save(person, person.tell_contact(self.seal(person.private_contact)))
            return person

    async def change_contact(self, person_id: str, contact: Contact, *, by: Viewer) -> Person:
        """Reach a person another way from now on; people may change their own."""
        CHANGE_CONTACT.require(by, f"person/{person_id}")
        async with self.transaction():
            person = await self.people.get(PersonId(person_id))
            if contact == person.contact:
                return person
            person.contact = contact
            await self.people.save(person, person.tell_contact(self.seal(person.private_contact)))
            return person

    async def _known(self, person_id: PersonId) -> Person | None:
        try:
            return await self.people.get(person_id)
        except PersonNotFound:
            return None


@dataclass(frozen=True, slots=True)
class Reception:
    """Lets people in."""

    people: PersonRepository
    attempts: AttemptRepository
    passwords: Passwords
    powers: Powers
    book: SignInBook
    token_of: Callable[[Viewer], str]
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def sign_in(self, username: str, password: str, *, way: Way, origin: Origin) -> SignedInPerson:
        """Check the pair. Raises WrongPair or TooManyAttempts, whether or not somebody has this name."""
        name = username_of(username)
        async with self.transaction():
            attempts = await self.attempts.of(name)
            attempts.begin(at=self.now())
            await self.attempts.keep(attempts)
        person = await self.people.named(name)
        is_right = await self.passwords.verify(password, person.password_hash if person else None)
        if person is None or not is_right:
            raise WrongPair("نام کاربری یا گذرواژه درست نیست.")
        async with self.transaction():
            await self.attempts.forget(name)
        return await self._let_in(person, await self.book.begin(person.id, way=way, origin=origin))

    async def sign_in_as(self, person_id: str, *, origin: Origin) -> SignedInPerson:
        """Let somebody in without a password: for demonstrations alone. Raises PersonNotFound."""
        person = await self.people.get(PersonId(person_id))
        return await self._let_in(person, await self.book.begin(person.id, way="demo", origin=origin))

    async def renew(self, renewal_token: str) -> SignedInPerson:
        """Make another token, with what the person may do now. Raises SignInOver."""
        begun = await self.book.renew(renewal_token)
        return await self._let_in(await self.people.get(PersonId(begun.sign_in.person_id)), begun)

    async def _let_in(self, person: Person, begun: Begun) -> SignedInPerson:
        viewer = replace(await self.powers.of(person), sign_in_id=begun.sign_in.id)
        return SignedInPerson(viewer, self.token_of(viewer), begun.renewal_token)

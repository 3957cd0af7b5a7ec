"""Lets people in."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from services.membership.accounts.domain import Person, PersonId, username_of
from services.membership.accounts.usecases import Passwords, PersonRepository
from services.membership.sign_ins.attempts import Attempts, WrongPair
from services.membership.sign_ins.domain import Origin, Way
from services.membership.sign_ins.usecases import Begun, SignInBook
from shared.runtime.viewer import Viewer


class AttemptRepository(Protocol):
    """Where tries are counted."""

    async def of(self, username: str) -> Attempts:
        """Return the tries of a name; none is a fresh count."""

    async def keep(self, attempts: Attempts) -> None:
        """Keep the count."""

    async def forget(self, username: str) -> None:
        """Begin anew."""


class Powers(Protocol):
    """What a person may do, from the posts and memberships of this day."""

    async def of(self, person: Person) -> Viewer:
        """Return the person with roles, offices and bodies."""


@dataclass(frozen=True, slots=True)
class SignedInPerson:
    """A sign-in that was begun or renewed just now."""

    viewer: Viewer
    token: str
    renewal_token: str | None


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

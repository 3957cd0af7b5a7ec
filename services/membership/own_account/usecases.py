"""People keep their own password, app, language and link to the outside provider."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

from services.membership.accounts import second_factor_domain as second_factor
from services.membership.accounts.domain import Person, PersonId, must_be_fit
from services.membership.accounts.usecases import PasswordCheck, Passwords, PersonRepository
from services.membership.own_account.access import KEEP_ACCOUNT
from services.membership.sign_ins.attempts_domain import Limit, WrongPair
from services.membership.sign_ins.linking_usecases import Linking
from services.membership.sign_ins.reception_usecases import AttemptRepository, Step, Steps, WrongCode
from services.membership.sign_ins.usecases import SignInBook
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer


@dataclass(frozen=True, slots=True)
class AccountHolder:
    """The person to whom an account belongs."""

    people: PersonRepository
    passwords: Passwords
    check: PasswordCheck
    attempts: AttemptRepository
    steps: Steps
    book: SignInBook
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    second_factor_roles: frozenset[str]
    linking: Linking
    check_code: Callable[[PersonId, str], Awaitable[None]]
    takes_passwords: bool

    async def change_password(self, current: str, new: str, *, by: Viewer) -> None:
        """Replace the password and end all other sign-ins. Raises WrongPair, TooManyAttempts or WeakPassword."""
        person = await self._proved(current, by)
        must_be_fit(new, person.username)
        hashed = await self.passwords.hash(new)
        async with self.transaction():
            person = await self.people.get(person.id)
            person.password_hash = hashed
            await self.people.save(person)
            await self.book.end_all_of(person.id, "password_changed", but=by.sign_in_id)

    async def choose_language(self, language: str, *, by: Viewer) -> None:
        """Show pages in this language wherever the person signs in from now on."""
        KEEP_ACCOUNT.require(by, f"person/{by.person_id}")
        async with self.transaction():
            person = await self.people.get(PersonId(by.person_id))
            if person.language != language:
                person.language = language
                await self.people.save(person)

    async def begin_app(self, *, by: Viewer) -> str:
        """Begin to set up an app. The returned step carries its secret."""
        KEEP_ACCOUNT.require(by, f"person/{by.person_id}")
        person = await self.people.get(PersonId(by.person_id))
        return self.steps.step_of(Step(person.id, person.username, second_factor.new_secret()))

    async def set_up_app(self, step: str, code: str, *, by: Viewer) -> Sequence[str]:
        """Use this app instead of the one before; return the recovery codes. Raises WrongPair or WrongCode."""
        said = self.steps.read_step(step)
        if said.person_id != by.person_id or not said.secret:
            raise WrongPair("مهلت این کار گذشت؛ دوباره آغاز کنید.")
        async with self.transaction():
            person = await self.people.get(PersonId(by.person_id))
            made = second_factor.set_up(said.secret, code, at=self.now())
            if made is None:
                raise WrongCode("این رمز درست نیست؛ رمز تازه برنامه را وارد کنید.")
            person.second_factor, codes = made
            await self.people.save(person)
        return codes

    async def drop_app(self, password: str, *, by: Viewer) -> None:
        """Sign in by password alone from now on. Raises NotAllowed when the role needs an app, WrongPair."""
        if not by.roles.isdisjoint(self.second_factor_roles):
            raise NotAllowed(
                "نقش شما به برنامه رمزساز نیاز دارد؛ اگر گوشی شما تغییر کرده است، برنامه تازه را فعال کنید."
            )
        person = await self._proved(password, by)
        async with self.transaction():
            person = await self.people.get(person.id)
            person.second_factor = None
            await self.people.save(person)

    async def prove(self, password: str, code: str, *, by: Viewer) -> None:
        """Prove anew who sits there, by the password, and by a code of whoever has an app.

        Raises WrongPair, WrongCode or TooManyAttempts.
        """
        person = await self._proved(password, by)
        if person.second_factor:
            await self.check_code(person.id, code)

    async def unlink(self, password: str, code: str, *, by: Viewer) -> None:
        """Sign in without the outside provider from now on, and end the other sign-ins.

        Raises NotAllowed where nothing else would be left to sign in with, NotLinked, and what `prove` raises.
        """
        if not self.takes_passwords:
            raise NotAllowed("ورود یکپارچه تنها راه ورود شماست؛ برای حساب یکپارچه دیگر به راهبر سامانه بگویید.")
        await self.prove(password, code, by=by)
        await self.linking.unlink(by.person_id, but=by.sign_in_id)

    async def _proved(self, password: str, by: Viewer) -> Person:
        """The person, who has just proved the password. Raises WrongPair or TooManyAttempts.

        Tries are limited, for each sign-in by itself: a stranger at an open browser shall neither guess the password
        nor keep its person from changing it elsewhere.
        """
        KEEP_ACCOUNT.require(by, f"person/{by.person_id}")
        key = Limit.OWN.key(by.sign_in_id)
        async with self.transaction():
            attempts = await self.attempts.of(key)
            attempts.begin(at=self.now())
            await self.attempts.keep(attempts)
        person = await self.people.get(PersonId(by.person_id))
        if not await self.check.is_right(person, password):
            raise WrongPair("گذرواژه فعلی درست نیست.")
        async with self.transaction():
            await self.attempts.forget(key)
        return person

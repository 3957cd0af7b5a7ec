"""Lets people in by password, and then by the code of an app when they have one or their role needs one."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from services.membership.accounts import second_factor_domain as second_factor
from services.membership.accounts.domain import OutsideAccount, Person, PersonId, username_of
from services.membership.accounts.usecases import Passwords, PersonRepository
from services.membership.sign_ins.attempts_domain import Attempts, WrongPair
from services.membership.sign_ins.domain import Origin, SignInOver, Way
from services.membership.sign_ins.usecases import Begun, SignInBook
from shared.runtime.viewer import Viewer


class WrongCode(Exception):
    """The code is wrong, has expired or was used before."""


class CodeNeeded(Exception):
    """The password was right, and the code of the app is missing. `step` proves the first half for some minutes."""

    def __init__(self, step: str) -> None:
        super().__init__("رمز یک‌بارمصرف برنامه خود را هم وارد کنید.")
        self.step = step


class SetUpNeeded(Exception):
    """The password was right, but the role needs an app that is not set up yet. `step` carries its secret."""

    def __init__(self, step: str) -> None:
        super().__init__("برای این نقش ابتدا باید برنامه رمز یک‌بارمصرف را در صفحه ورود فعال کنید.")
        self.step = step


@dataclass(frozen=True, slots=True)
class Step:
    """The first half of a sign-in: the person, and the secret of an app that is being set up."""

    person_id: str
    username: str
    secret: str | None = None


class Steps(Protocol):
    """Signs the first half of a sign-in, which the browser keeps, so that nobody can forge it."""

    def step_of(self, step: Step) -> str:
        """The step as a text that is good for some minutes."""

    def read_step(self, text: str) -> Step:
        """What the text says, or raise WrongPair."""


@dataclass(frozen=True, slots=True)
class AppKey:
    """The secret that an app is set up with: to be typed, and as the address that a QR code shows."""

    secret: str
    address: str


@dataclass(frozen=True, slots=True)
class AppKeys:
    """Shows the secrets of apps that are being set up."""

    steps: Steps
    county: str

    def of(self, step: str) -> AppKey:
        """The secret that a step carries. Raises WrongPair for a step that is over."""
        said = self.steps.read_step(step)
        secret = said.secret or ""
        return AppKey(secret, second_factor.address_for_app(secret, said.username, self.county))


class AttemptRepository(Protocol):
    """Where tries are counted."""

    async def of(self, key: str) -> Attempts:
        """Return the count for this key, which begins at zero."""

    async def keep(self, attempts: Attempts) -> None:
        """Keep the count."""

    async def forget(self, key: str) -> None:
        """Delete the count."""


class Powers(Protocol):
    """Knows what a person may do, by the posts and memberships of this day."""

    async def of(self, person: Person) -> Viewer:
        """Return the person with roles, offices and bodies."""


@dataclass(frozen=True, slots=True)
class SignedInPerson:
    """A person whose sign-in has just begun or was just renewed."""

    viewer: Viewer
    token: str
    renewal_token: str | None
    language: str
    """The language that the person has chosen, or empty."""


@dataclass(frozen=True, slots=True)
class Reception:
    """Checks who somebody is."""

    people: PersonRepository
    attempts: AttemptRepository
    passwords: Passwords
    powers: Powers
    book: SignInBook
    steps: Steps
    token_of: Callable[[Viewer], str]
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    second_factor_roles: frozenset[str]
    """The roles that need an app."""

    async def sign_in(
        self, username: str, password: str, *, way: Way, origin: Origin, code: str = ""
    ) -> SignedInPerson:
        """Check the pair, and the code of whoever has an app.

        Raises WrongPair or TooManyAttempts, whether or not somebody has this name; then CodeNeeded, SetUpNeeded or
        WrongCode.
        """
        person = await self._checked(username, password, origin)
        if person.second_factor is None:
            await self._must_not_need_an_app(person)
        elif not code:
            raise CodeNeeded(self.steps.step_of(Step(person.id, person.username)))
        else:
            await self.check_code(person.id, code)
        return await self._let_in(person, await self.book.begin(person.id, way=way, origin=origin))

    async def answer(self, step: str, code: str, *, origin: Origin) -> SignedInPerson:
        """Finish a sign-in by a code of the app. Raises WrongPair (an expired step), WrongCode or TooManyAttempts."""
        person_id = PersonId(self.steps.read_step(step).person_id)
        await self.check_code(person_id, code)
        begun = await self.book.begin(person_id, way="password", origin=origin)
        return await self._let_in(await self.people.get(person_id), begun)

    async def set_up(self, step: str, code: str, *, origin: Origin) -> tuple[SignedInPerson, Sequence[str]]:
        """Finish a sign-in by setting up an app; return its recovery codes, too. Raises WrongPair or WrongCode."""
        said = self.steps.read_step(step)
        async with self.transaction():
            person = await self.people.get(PersonId(said.person_id))
            made = second_factor.set_up(said.secret or "", code, at=self.now()) if said.secret else None
            if made is None or person.second_factor:
                raise WrongCode("این رمز درست نیست؛ رمز تازه برنامه را وارد کنید.")
            person.second_factor, codes = made
            await self.people.save(person)
        begun = await self.book.begin(person.id, way="password", origin=origin)
        return await self._let_in(person, begun), codes

    async def sign_in_as(self, person_id: str, *, origin: Origin) -> SignedInPerson:
        """Let somebody in without a password, for demonstrations only. Raises PersonNotFound."""
        person = await self.people.get(PersonId(person_id))
        return await self._let_in(person, await self.book.begin(person.id, way="demo", origin=origin))

    async def sign_in_linked(self, account: OutsideAccount, *, origin: Origin) -> SignedInPerson:
        """Let in the person who has linked this account at the provider. Raises WrongPair when nobody has.

        The name that the provider gives says nothing: it may be written in many ways, and given to somebody else.
        """
        person = await self.people.linked_to(account)
        if person is None or person.is_closed:
            raise WrongPair(
                "این حساب یکپارچه به هیچ حساب بازی در سامانه روابط پیوند نخورده است؛ اگر با گذرواژه وارد می‌شوید، آن را "
                "در «حساب من» پیوند دهید، وگرنه دعوت‌نامه‌ای برای پیوند از دبیرخانه شورا بخواهید."
            )
        return await self._let_in(person, await self.book.begin(person.id, way="provider", origin=origin))

    async def renew(self, renewal_token: str) -> SignedInPerson:
        """Make the next token, with the person's powers of today. Raises SignInOver."""
        begun = await self.book.renew(renewal_token)
        person = await self.people.get(PersonId(begun.sign_in.person_id))
        is_unlinked = begun.sign_in.way == "provider" and person.outside is None
        if person.is_closed or is_unlinked:
            raise SignInOver
        return await self._let_in(person, begun)

    async def check_code(self, person_id: PersonId, code: str) -> None:
        """Use up a code of the person's app, or a recovery code. Raises WrongCode or TooManyAttempts."""
        key = f"code:{person_id}"
        async with self.transaction():
            await self._begin(key)
        async with self.transaction():
            person = await self.people.get(person_id)
            if person.second_factor is None or not person.second_factor.accepts(code, at=self.now()):
                raise WrongCode("این رمز درست نیست یا قبلاً استفاده شده است؛ رمز تازه را وارد کنید.")
            await self.people.save(person)
            await self.attempts.forget(key)

    async def _checked(self, username: str, password: str, origin: Origin) -> Person:
        name, place = f"name:{username_of(username)}", f"from:{origin.address}"
        async with self.transaction():
            for key in (name, place):
                await self._begin(key)
        person = await self.people.named(username_of(username))
        kept = person.password_hash if person and not person.is_closed else None
        is_right = await self.passwords.verify(password, kept or None)
        if person is None or not is_right:
            raise WrongPair("نام کاربری یا گذرواژه درست نیست.")
        async with self.transaction():
            await self.attempts.forget(name)
            await self._forgive(place)
        return person

    async def _must_not_need_an_app(self, person: Person) -> None:
        viewer = await self.powers.of(person)
        if not viewer.roles.isdisjoint(self.second_factor_roles):
            raise SetUpNeeded(self.steps.step_of(Step(person.id, person.username, second_factor.new_secret())))

    async def _begin(self, key: str) -> None:
        attempts = await self.attempts.of(key)
        attempts.begin(at=self.now())
        await self.attempts.keep(attempts)

    async def _forgive(self, key: str) -> None:
        attempts = await self.attempts.of(key)
        attempts.forgive()
        await (self.attempts.keep(attempts) if attempts.count else self.attempts.forget(key))

    async def _let_in(self, person: Person, begun: Begun) -> SignedInPerson:
        viewer = replace(await self.powers.of(person), sign_in_id=begun.sign_in.id)
        return SignedInPerson(viewer, self.token_of(viewer), begun.renewal_token, person.language)

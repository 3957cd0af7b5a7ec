"""Lets people in by password, and then by the code of an app when they have one or their role needs one."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from services.membership.accounts import second_factor_domain as second_factor
from services.membership.accounts.domain import OutsideAccount, Person, PersonId, username_of
from services.membership.accounts.usecases import PasswordCheck, PersonRepository
from services.membership.sign_ins.attempts_domain import Attempts, Limit, TooManyAttempts, WrongPair
from services.membership.sign_ins.browser_domain import Browser
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

    def note_of(self, browser: Browser) -> str:
        """Who has signed in in this browser, as a text that it keeps."""

    def read_note(self, text: str) -> Browser:
        """The browser that keeps this text; a new one when it is over, or was never made here."""


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
    browser_note: str = ""
    """What the browser keeps from now on, to be known again; empty when it keeps what it has."""


@dataclass(frozen=True, slots=True)
class Reception:
    """Checks who somebody is."""

    people: PersonRepository
    attempts: AttemptRepository
    passwords: PasswordCheck
    powers: Powers
    book: SignInBook
    steps: Steps
    token_of: Callable[[Viewer], str]
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    second_factor_roles: frozenset[str]
    """The roles that need an app."""

    async def sign_in(
        self, username: str, password: str, *, way: Way, origin: Origin, code: str = "", note: str = ""
    ) -> SignedInPerson:
        """Check the pair, and the code of whoever has an app; `note` is what the browser keeps.

        During a pause after wrong tries, a browser that knows the person still gets in, and so does a right pair with a
        right code.

        Raises WrongPair or TooManyAttempts, whether or not somebody has this name; then CodeNeeded, SetUpNeeded or
        WrongCode.
        """
        browser = self.steps.read_note(note)
        person = await self.people.named(username)
        try:
            await self._begin(*_password_keys(username_of(username), person, browser, origin))
        except TooManyAttempts:
            tries = _keys_of_both(username_of(username), origin)
            if not await self._proves_both(person, password, code, tries=tries) or person is None:
                raise
        else:
            person = await self._checked(person, password)
            await self._forgive(person, browser, origin)
            await self._check_second(person, code, browser)
        return await self._let_in(person, await self.book.begin(person.id, way=way, origin=origin), browser)

    async def answer(self, step: str, code: str, *, origin: Origin, note: str = "") -> SignedInPerson:
        """Finish a sign-in by a code of the app. Raises WrongPair (an expired step), WrongCode or TooManyAttempts."""
        person_id, browser = PersonId(self.steps.read_step(step).person_id), self.steps.read_note(note)
        await self.check_code(person_id, code, browser)
        begun = await self.book.begin(person_id, way="password", origin=origin)
        return await self._let_in(await self.people.get(person_id), begun, browser)

    async def set_up(
        self, step: str, code: str, *, origin: Origin, note: str = ""
    ) -> tuple[SignedInPerson, Sequence[str]]:
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
        return await self._let_in(person, begun, self.steps.read_note(note)), codes

    async def sign_in_as(self, person_id: str, *, origin: Origin) -> SignedInPerson:
        """Let somebody in without a password, for demonstrations only. Raises PersonNotFound."""
        person = await self.people.get(PersonId(person_id))
        return await self._let_in(person, await self.book.begin(person.id, way="demo", origin=origin))

    async def sign_in_linked(self, account: OutsideAccount, *, origin: Origin, note: str = "") -> SignedInPerson:
        """Let in the person who has linked this account at the provider. Raises WrongPair when nobody has.

        The name that the provider gives says nothing: it may be written in many ways, and given to somebody else.
        """
        person = await self.people.linked_to(account)
        if person is None or person.is_closed:
            raise WrongPair(
                "این حساب یکپارچه به هیچ حساب بازی در سامانه روابط پیوند نخورده است؛ اگر با گذرواژه وارد می‌شوید، آن را "
                "در «حساب من» پیوند دهید، وگرنه دعوت‌نامه پیوند را از دبیرخانه شورا بخواهید."
            )
        begun = await self.book.begin(person.id, way="provider", origin=origin)
        return await self._let_in(person, begun, self.steps.read_note(note))

    async def renew(self, renewal_token: str) -> SignedInPerson:
        """Make the next token, with the person's powers of today. Raises SignInOver."""
        begun = await self.book.renew(renewal_token)
        person = await self.people.get(PersonId(begun.sign_in.person_id))
        is_unlinked = begun.sign_in.way == "provider" and person.outside is None
        if person.is_closed or is_unlinked:
            raise SignInOver
        return await self._let_in(person, begun)

    async def check_code(self, person_id: PersonId, code: str, browser: Browser | None = None) -> None:
        """Use up a code of the person's app, or a recovery code. Raises WrongCode or TooManyAttempts."""
        is_known = browser is not None and browser.knows(person_id)
        key = Limit.CODE.key(person_id, browser.id) if browser and is_known else Limit.CODE.key(person_id)
        await self._begin(key)
        async with self.transaction():
            person = await self.people.get(person_id)
            if person.second_factor is None or not person.second_factor.accepts(code, at=self.now()):
                raise WrongCode("این رمز درست نیست یا قبلاً استفاده شده است؛ رمز تازه را وارد کنید.")
            await self.people.save(person)
            await self.attempts.forget(key)

    async def _checked(self, person: Person | None, password: str) -> Person:
        """The person whose password this is. Raises WrongPair after the same time, whether or not there is a person."""
        is_right = await self.passwords.is_right(None if person and person.is_closed else person, password)
        if person is None or not is_right:
            raise WrongPair("نام کاربری یا گذرواژه درست نیست.")
        return person

    async def _proves_both(self, person: Person | None, password: str, code: str, *, tries: Sequence[str]) -> bool:
        """Whether password and code are right, tried as seldom as each of them alone; `tries` are the keys of counts.

        Nobody learns which of the two is wrong. The password of somebody without an app is not looked at.
        """
        if not code:
            return False
        try:
            await self._begin(*tries)
            known = await self._checked(person if person and person.second_factor else None, password)
            await self.check_code(known.id, code)
        except (WrongPair, WrongCode, TooManyAttempts):
            return False
        async with self.transaction():
            await self.attempts.forget(tries[0])
        return True

    async def _check_second(self, person: Person, code: str, browser: Browser) -> None:
        """Check the code of whoever has an app. Raises CodeNeeded, SetUpNeeded, WrongCode or TooManyAttempts."""
        if person.second_factor is None:
            await self._must_not_need_an_app(person)
        elif not code:
            raise CodeNeeded(self.steps.step_of(Step(person.id, person.username)))
        else:
            await self.check_code(person.id, code, browser)

    async def _must_not_need_an_app(self, person: Person) -> None:
        viewer = await self.powers.of(person)
        if not viewer.roles.isdisjoint(self.second_factor_roles):
            raise SetUpNeeded(self.steps.step_of(Step(person.id, person.username, second_factor.new_secret())))

    async def _begin(self, *keys: str) -> None:
        """Count a try under each of the keys. Raises TooManyAttempts and counts it nowhere when one has a pause."""
        async with self.transaction():
            for key in keys:
                attempts = await self.attempts.of(key)
                attempts.begin(at=self.now())
                await self.attempts.keep(attempts)

    async def _forgive(self, person: Person, browser: Browser, origin: Origin) -> None:
        """Forget the tries with the name or in the browser, and take back the one right try of the address."""
        first, *rest = _password_keys(username_of(person.username), person, browser, origin)
        async with self.transaction():
            await self.attempts.forget(first)
            for key in rest:
                attempts = await self.attempts.of(key)
                attempts.forgive()
                await (self.attempts.keep(attempts) if attempts.count else self.attempts.forget(key))

    async def _let_in(self, person: Person, begun: Begun, browser: Browser | None = None) -> SignedInPerson:
        viewer = replace(await self.powers.of(person), sign_in_id=begun.sign_in.id)
        note = self.steps.note_of(browser.remembering(person.id)) if browser else ""
        return SignedInPerson(viewer, self.token_of(viewer), begun.renewal_token, person.language, note)


def _password_keys(username: str, person: Person | None, browser: Browser, origin: Origin) -> Sequence[str]:
    """The counts of a try: its own one of a browser that knows the person, else those of the name and the address."""
    if person and browser.knows(person.id):
        return (Limit.BROWSER.key(browser.id, person.id),)
    return (Limit.NAME.key(username), Limit.ADDRESS.key(origin.network))


def _keys_of_both(username: str, origin: Origin) -> Sequence[str]:
    """The counts of a try with a code during a pause. A stranger elsewhere must not use up those of the person."""
    return (Limit.BOTH.key(username, origin.network), Limit.BOTH_FROM.key(origin.network))

"""Links the accounts of people here with their accounts at the outside provider, and takes the links away."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

from services.membership.accounts.access import TAKE_LINK_OFF
from services.membership.accounts.domain import OutsideAccount, OutsideAccountTaken, Person, PersonId
from services.membership.accounts.usecases import PersonRepository
from services.membership.sign_ins.usecases import SignInBook
from shared.runtime.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Linking:
    """Links accounts. Who is linked, and to what, was proved before: here by a sign-in or an invitation, there anew."""

    people: PersonRepository
    book: SignInBook
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]

    async def link(self, person_id: str, account: OutsideAccount) -> Person:
        """Let a person sign in with an account at the provider; again changes nothing.

        Raises OutsideAccountTaken when somebody else has linked this account, and AlreadyLinked.
        """
        async with self.transaction():
            person = await self.people.get(PersonId(person_id))
            known = await self.people.linked_to(account)
            if known and known.id != person.id:
                raise OutsideAccountTaken("این حساب یکپارچه به حساب دیگری در سامانه روابط پیوند خورده است.")
            person.link(account, at=self.now())
            if known is None:
                await self.people.save(person)
            return person

    async def unlink(self, person_id: str, *, but: str | None = None) -> Person:
        """Take the link of a person away, and end all sign-ins except the one with the id `but`. Raises NotLinked."""
        async with self.transaction():
            person = await self.people.get(PersonId(person_id))
            person.unlink()
            await self.people.save(person)
            await self.book.end_all_of(person.id, "unlinked", but=but)
            return person

    async def take_off(self, person_id: str, *, by: Viewer) -> Person:
        """Take away the link of somebody who has another account at the provider now. Raises NotLinked."""
        TAKE_LINK_OFF.require(by)
        return await self.unlink(person_id)

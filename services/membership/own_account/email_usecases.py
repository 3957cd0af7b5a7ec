"""People change their own e-mail address: asked for with the password, made when it is confirmed at the new address."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from services.membership.accounts.domain import Person, PersonId
from services.membership.accounts.usecases import PersonRepository
from services.membership.own_account.access import KEEP_ACCOUNT
from services.membership.own_account.email_domain import EmailChange, EmailLinkOver
from services.membership.own_account.usecases import AccountHolder
from shared.events import Event
from shared.runtime.viewer import Viewer


class EmailChangeRepository(Protocol):
    """Where changes wait for their confirmation."""

    async def find(self, person_id: PersonId) -> EmailChange | None:
        """Return the last change of a person, if there was one."""

    async def save(self, change: EmailChange, *events: Event) -> None:
        """Keep the change and queue the events: both, or neither."""


@dataclass(frozen=True, slots=True)
class AddressChange:
    """Changes the address of a person."""

    changes: EmailChangeRepository
    people: PersonRepository
    holder: AccountHolder
    seal: Callable[[str], str]
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_secret: Callable[[], str]
    public_url: str

    async def ask(self, email: str, password: str, code: str, *, by: Viewer) -> None:
        """Send a link to this address. Raises WrongPair, WrongCode or TooManyAttempts."""
        KEEP_ACCOUNT.require(by, f"person/{by.person_id}")
        await self.holder.prove(password, code, by=by)
        secret, request_id, now = self.new_secret(), self.new_secret(), self.now()
        async with self.transaction():
            person = await self.people.get(PersonId(by.person_id))
            change = await self.changes.find(person.id) or EmailChange(person.id, "", "", "", now)
            change.ask(request_id, email, secret=secret, at=now)
            link = f"{self.public_url}/membership/email/{person.id}.{request_id}.{secret}"
            await self.changes.save(change, change.tell(address=self.seal(email), link=self.seal(link)))

    async def open(self, token: str) -> EmailChange:
        """The change that a link is for. Raises EmailLinkOver."""
        person_id, _, rest = token.rpartition(".")[0].rpartition(".")
        secret = token.rpartition(".")[2]
        change = await self.changes.find(PersonId(person_id)) if person_id else None
        if change is None:
            raise EmailLinkOver("این پیوند درست نیست؛ آن را به‌طور کامل باز کنید یا دوباره درخواست کنید.")
        change.must_open(rest, secret, at=self.now())
        return change

    async def confirm(self, token: str) -> Person:
        """Reach the person at the new address from now on. Raises EmailLinkOver."""
        async with self.transaction():
            change = await self.open(token)
            person = await self.people.get(change.id)
            change.used_at = self.now()
            await self.changes.save(change)
            person.contact = replace(person.contact, email=change.email)
            await self.people.save(person, person.tell_contact(self.seal(person.private_contact)))
            return person

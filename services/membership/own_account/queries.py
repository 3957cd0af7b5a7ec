"""Reads all that somebody sees of the own account."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.membership.accounts.domain import Person, PersonId
from services.membership.accounts.queries import PersonQueries
from services.membership.own_account.devices_domain import Device, device_of
from services.membership.program_tokens.domain import ProgramToken
from services.membership.program_tokens.queries import ProgramTokenQueries
from services.membership.sign_ins.domain import SignIn, SignInId
from services.membership.sign_ins.provider_usecases import WayIn
from services.membership.sign_ins.queries import SignInQueries
from shared.runtime.viewer import Viewer

_SHOWN_SIGN_INS = 20


@dataclass(frozen=True, slots=True)
class Account:
    """The account of one person, at one instant."""

    person: Person
    alive: Sequence[SignIn]
    over: Sequence[SignIn]
    devices: Mapping[SignInId, Device]
    programs: Sequence[ProgramToken]
    must_have_app: bool
    """Whether the person holds a role that does not go without an app."""
    takes_passwords: bool
    """Whether people sign in by password; where an outside provider alone says who people are, nobody has one."""
    has_provider: bool
    """Whether there is an outside provider whose account can be linked."""


@dataclass(frozen=True, slots=True)
class AccountQueries:
    """Reads accounts for their holders."""

    people: PersonQueries
    sign_ins: SignInQueries
    programs: ProgramTokenQueries
    way: WayIn
    second_factor_roles: frozenset[str]

    async def of(self, viewer: Viewer, *, at: datetime) -> Account:
        """The account of this person. Raises PersonNotFound."""
        person = await self.people.one(PersonId(viewer.person_id))
        sign_ins = await self.sign_ins.of_person(person.id, limit=_SHOWN_SIGN_INS)
        return Account(
            person=person,
            alive=[each for each in sign_ins if each.is_alive(at=at)],
            over=[each for each in sign_ins if not each.is_alive(at=at)],
            devices=await asyncio.to_thread(_devices_of, sign_ins),
            programs=await self.programs.of_person(person.id),
            must_have_app=not viewer.roles.isdisjoint(self.second_factor_roles),
            takes_passwords=self.way.takes_passwords,
            has_provider=self.way.has_provider,
        )


def _devices_of(sign_ins: Sequence[SignIn]) -> Mapping[SignInId, Device]:
    return {each.id: device_of(each.origin.device) for each in sign_ins}

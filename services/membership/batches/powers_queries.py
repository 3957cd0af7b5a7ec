"""Reads what somebody may do at this moment, since a batch goes on after its request."""

from dataclasses import dataclass

from services.membership.accounts.domain import PersonId
from services.membership.accounts.queries import PersonQueries
from services.membership.sign_ins.power_queries import PowerQueries
from shared.runtime.viewer import Viewer


@dataclass(frozen=True, slots=True)
class PowersOfNow:
    """Reads it from the posts and memberships of today."""

    people: PersonQueries
    powers: PowerQueries

    async def of(self, person_id: str) -> Viewer:
        """Return the person with the roles of this moment. Raises PersonNotFound."""
        return await self.powers.of(await self.people.one(PersonId(person_id)))

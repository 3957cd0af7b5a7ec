"""Decrees as their service sees them: whom they concern, and until when they last."""

from dataclasses import dataclass

from services.membership.decrees.domain import Decree, DecreeId
from services.membership.decrees.mongo import MongoDecreeRepository
from services.membership.service_records.domain import Served, ServiceRecord


@dataclass(frozen=True, slots=True)
class ServedDecrees:
    """Gives decrees to the courier, and keeps when they were served and acknowledged."""

    decrees: MongoDecreeRepository
    public_url: str

    async def served(self, letter_id: str) -> Served:
        """Return a registered decree, with whom it concerns. Raises DecreeNotFound or WrongState."""
        decree = await self.decrees.get(DecreeId(letter_id))
        grant = decree.grant
        return Served(
            decree,
            grant.person_name,
            tuple(zip(grant.office_ids, grant.office_names, strict=True)),
            grant.valid_until,
            f"{self.public_url}/v/{decree.registered.verify_code}",
            is_followed=bool(decree.amended_by or decree.superseded_by),
        )

    async def save(self, served: Served) -> None:
        """Keep the decree with the days on which it was served and acknowledged."""
        if isinstance(served.letter, Decree):
            await self.decrees.save(served.letter)

    async def answering_at(self, record: ServiceRecord) -> str:
        """No answer is awaited to a decree."""
        del record
        return ""

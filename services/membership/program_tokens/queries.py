"""Reads the tokens of programs for their person."""

from dataclasses import dataclass

from services.membership.program_tokens.domain import ProgramToken
from services.membership.program_tokens.mongo import PROGRAM_TOKENS, to_program_token
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class ProgramTokenQueries:
    """Reads tokens."""

    store: Store

    async def of_person(self, person_id: str) -> list[ProgramToken]:
        """The tokens of a person that were not revoked, the latest first."""
        where = {"person_id": person_id, "revoked_at": None}
        found = await self.store.find(PROGRAM_TOKENS, where, sort=[("_id", -1)])
        return [to_program_token(document) for document in found]

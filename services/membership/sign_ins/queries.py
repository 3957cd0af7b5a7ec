"""Reads sign-ins for the person to whom they belong."""

from dataclasses import dataclass

from services.membership.sign_ins.domain import SignIn
from services.membership.sign_ins.mongo import SIGN_INS, to_sign_in
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class SignInQueries:
    """Reads sign-ins."""

    store: Store

    async def of_person(self, person_id: str, *, limit: int) -> list[SignIn]:
        """The sign-ins of a person, the last used first."""
        found = await self.store.find(SIGN_INS, {"person_id": person_id}, sort=[("used_at", -1)], limit=limit)
        return [to_sign_in(document) for document in found]

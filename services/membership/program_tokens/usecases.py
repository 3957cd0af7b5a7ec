"""People make and end tokens for their programs; programs exchange them."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from services.membership.accounts.domain import PersonId
from services.membership.accounts.usecases import PersonRepository
from services.membership.program_tokens.access import KEEP_PROGRAM_TOKENS
from services.membership.program_tokens.domain import (
    LONGEST,
    MARK,
    BadProgramToken,
    ProgramToken,
    ProgramTokenId,
    ProgramTokenUnknown,
)
from services.membership.sign_ins.domain import hash_of
from services.membership.sign_ins.reception_usecases import Powers
from shared.events import Event
from shared.persian.text import for_keeping
from shared.runtime.viewer import Viewer


class ProgramTokenRepository(Protocol):
    """Where tokens are kept."""

    async def get(self, token_id: ProgramTokenId) -> ProgramToken:
        """Return the token, or raise ProgramTokenUnknown."""

    async def of_person(self, person_id: str) -> list[ProgramToken]:
        """Return the tokens of a person that were not revoked."""

    async def save(self, token: ProgramToken, *events: Event) -> None:
        """Keep the token and queue the events: both, or neither."""


@dataclass(frozen=True, slots=True)
class ProgramDesk:
    """Makes tokens for programs, exchanges and ends them."""

    tokens: ProgramTokenRepository
    people: PersonRepository
    powers: Powers
    token_of: Callable[[Viewer], str]
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    new_secret: Callable[[], str]

    async def make(self, name: str, scope: Sequence[str], *, days: int, by: Viewer) -> tuple[ProgramToken, str]:
        """Make a token for a program of this person. Its text is returned once. Raises BadProgramToken."""
        KEEP_PROGRAM_TOKENS.require(by, f"person/{by.person_id}")
        if not timedelta() < timedelta(days=days) <= LONGEST:
            raise BadProgramToken("مدت را از ۱ تا ۳۶۶ روز وارد کنید.", field="days")
        secret = self.new_secret()
        token = ProgramToken(
            id=ProgramTokenId(self.new_id()),
            person_id=by.person_id,
            name=" ".join(for_keeping(name).split()),
            scope=tuple(dict.fromkeys(scope)),
            secret_hash=hash_of(secret),
            made_at=self.now(),
            expires_at=self.now() + timedelta(days=days),
        )
        await self.tokens.save(token)
        return token, f"{MARK}{token.id}_{secret}"

    async def exchange(self, text: str) -> str:
        """Make a short-lived token within the scope, with the person's powers of today. Raises ProgramTokenUnknown."""
        key, _, secret = text.removeprefix(MARK).partition("_")
        async with self.transaction():
            token = await self.tokens.get(ProgramTokenId(key))
            token.use(secret, at=self.now())
            await self.tokens.save(token)
            person = await self.people.get(PersonId(token.person_id))
            if person.is_closed:
                raise ProgramTokenUnknown("حساب صاحب این توکن بسته است.")
        viewer = await self.powers.of(person)
        return self.token_of(replace(viewer, sign_in_id=token.sign_in_id, scope=frozenset(token.scope)))

    async def revoke(self, token_id: str, *, by: Viewer) -> None:
        """End a token; again changes nothing. Raises NotAllowed for another person's."""
        async with self.transaction():
            token = await self.tokens.get(ProgramTokenId(token_id))
            KEEP_PROGRAM_TOKENS.require(by, f"person/{token.person_id}")
            event = token.revoke(at=self.now())
            if event:
                await self.tokens.save(token, event)

    async def end_all_of(self, person_id: str) -> None:
        """End every token of a person who has left the last post, so that no program goes on in that name."""
        async with self.transaction():
            for token in await self.tokens.of_person(person_id):
                event = token.revoke(at=self.now())
                if event:
                    await self.tokens.save(token, event)

"""Begins, renews and ends sign-ins."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.membership.sign_ins.access import END_SIGN_IN
from services.membership.sign_ins.domain import EndReason, Origin, SignIn, SignInId, SignInOver, Way, hash_of
from shared.events import Event
from shared.events.membership import TokensRevoked
from shared.runtime.viewer import Viewer


class SignInReused(SignInOver):
    """A used renewal token came again, so it was stolen; the sign-in has ended."""

    def __init__(self, sign_in: SignIn) -> None:
        super().__init__()
        self.sign_in_id, self.person_id = sign_in.id, sign_in.person_id


class SignInRepository(Protocol):
    """Where sign-ins are kept."""

    async def get(self, sign_in_id: SignInId) -> SignIn:
        """Return the sign-in, or raise SignInOver."""

    async def open_ones_of(self, person_id: str) -> list[SignIn]:
        """Return the sign-ins of a person that were not ended."""

    async def save(self, sign_in: SignIn, *events: Event) -> None:
        """Keep the sign-in and queue the events: both, or neither."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in with its renewal token, which only the browser gets."""

    sign_in: SignIn
    renewal_token: str | None


@dataclass(frozen=True, slots=True)
class SignInBook:
    """The book in which every sign-in stands."""

    sign_ins: SignInRepository
    transaction: Callable[[], AbstractAsyncContextManager[None]]
    now: Callable[[], datetime]
    new_secret: Callable[[], str]

    async def begin(self, person_id: str, *, way: Way, origin: Origin) -> Begun:
        """Begin a sign-in. The sign-in of a program gets no renewal token."""
        secret = None if way == "program" else self.new_secret()
        sign_in = SignIn(
            id=SignInId(self.new_secret()),
            person_id=person_id,
            way=way,
            origin=origin,
            began_at=self.now(),
            used_at=self.now(),
            token_hash=hash_of(secret) if secret else None,
        )
        await self.sign_ins.save(sign_in)
        return Begun(sign_in, f"{sign_in.id}.{secret}" if secret else None)

    async def renew(self, token: str) -> Begun:
        """Exchange a renewal token for the next one. Raises SignInOver. A stolen token ends the sign-in."""
        key, _, secret = token.partition(".")
        async with self.transaction():
            sign_in = await self.sign_ins.get(SignInId(key))
            before = sign_in.token_hash
            answer = sign_in.renew(secret, salt=self.new_secret(), at=self.now())
            if isinstance(answer, TokensRevoked):
                await self.sign_ins.save(sign_in, answer)
            elif sign_in.token_hash != before:
                await self.sign_ins.save(sign_in)
        # Raised after the transaction, since an error inside would undo that the sign-in has ended.
        if isinstance(answer, TokensRevoked):
            raise SignInReused(sign_in)
        return Begun(sign_in, f"{sign_in.id}.{answer}")

    async def end(self, sign_in_id: str, *, by: Viewer, reason: EndReason = "ended") -> None:
        """End a sign-in; again changes nothing. Raises NotAllowed (another person's) or SignInOver (unknown)."""
        async with self.transaction():
            sign_in = await self.sign_ins.get(SignInId(sign_in_id))
            END_SIGN_IN.require(by, f"person/{sign_in.person_id}")
            event = sign_in.end(reason, at=self.now())
            if event:
                await self.sign_ins.save(sign_in, event)

    async def end_all_of(self, person_id: str, reason: EndReason, *, but: str | None = None) -> None:
        """End all sign-ins of a person, except the one with the id `but`."""
        async with self.transaction():
            for sign_in in await self.sign_ins.open_ones_of(person_id):
                event = None if sign_in.id == but else sign_in.end(reason, at=self.now())
                if event:
                    await self.sign_ins.save(sign_in, event)

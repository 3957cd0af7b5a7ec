"""What whoever signs wants to know of the decrees at one glance."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.membership.decrees.mongo import DECREES
from services.membership.letters.domain import State
from shared.persian.jalali import day_of
from shared.store.store import Store

LATELY: Final = timedelta(days=30)
"""How far it is looked back and ahead."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Numbers of decrees: registered and revoked within thirty days, and ending within thirty days."""

    new: int
    ending: int
    revoked: int


@dataclass(frozen=True, slots=True)
class SightQueries:
    """Counts decrees."""

    store: Store

    async def at(self, now: datetime) -> Sight:
        """The numbers of this instant. Those that have an amendment or a successor count by that one."""
        today, since = day_of(now), now - LATELY
        ends = {"$gte": today.isoformat(), "$lte": day_of(now + LATELY).isoformat()}
        signed = [State.REGISTERED.value, State.REVOKED.value]
        followed = {"amended_by": None, "superseded_by": None}
        return Sight(
            new=await self.store.count(DECREES, {"state": {"$in": signed}, "registration.at": {"$gt": since}}),
            ending=await self.store.count(
                DECREES, {"state": State.REGISTERED.value, **followed, "grant.valid_until": ends}
            ),
            revoked=await self.store.count(DECREES, {"state": State.REVOKED.value, "revocation.at": {"$gt": since}}),
        )

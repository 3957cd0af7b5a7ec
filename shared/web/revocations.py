"""Revoked tokens: membership publishes the revocations, and each service stores them until the tokens expire."""

from collections.abc import Mapping
from datetime import timedelta

from pymongo import IndexModel
from pymongo.errors import PyMongoError

from shared.events.membership import TokensRevoked
from shared.store.store import Indexes, Store
from shared.web.feature import Feature
from shared.web.parts import job, on

_REVOCATIONS = "revocations"
_INDEXES: Indexes = {_REVOCATIONS: [IndexModel([("until", 1)], expireAfterSeconds=0, name="forget")]}

_KEPT = timedelta(hours=1)
"""Longer than the lifetime of any token."""
_LOOK_EVERY_SECONDS = 2.0


class Revocations:
    """The revocations, held in memory because every request asks for them.

    They are read again at once when this process stored one, and within two seconds when another replica did.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._before: Mapping[str, float] = {}

    async def take(self, event: TokensRevoked) -> None:
        """Store the revocation of an event."""
        key = f"sign_in/{event.sign_in_id}" if event.sign_in_id else f"person/{event.person_id}"
        async with self._store.unit_of_work() as work:
            await work.put(_REVOCATIONS, {"_id": key, "before": event.before, "until": self._store.now() + _KEPT})

    def concern(self, person_id: str, sign_in_id: str, *, issued_at: float) -> bool:
        """Return whether a token that was issued to this sign-in at this instant is revoked."""
        if not self._before:
            return False
        revoked = (self._before.get(key) for key in (f"person/{person_id}", f"sign_in/{sign_in_id}"))
        return any(before is not None and issued_at < before for before in revoked)

    async def run(self) -> None:
        """Read the revocations until cancelled; while the database is away, the known ones stay in force."""
        bell = self._store.bells.hang(_REVOCATIONS)
        while True:
            try:
                found = await self._store.find(_REVOCATIONS, {})
            except PyMongoError:
                pass
            else:
                self._before = {document["_id"]: document["before"].timestamp() for document in found}
            await bell.wait(at_most=_LOOK_EVERY_SECONDS)


FEATURE = Feature(
    name="revocations",
    nothing_open="Revoked tokens end by themselves.",
    indexes=_INDEXES,
    listens=(on(TokensRevoked, Revocations, Revocations.take),),
    jobs=(job(Revocations, Revocations.run),),
)
"""The feature is added to every service."""

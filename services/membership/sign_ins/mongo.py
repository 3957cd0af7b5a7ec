"""Sign-ins of the last 90 days, and counts of tries, in MongoDB."""

from dataclasses import dataclass

from pymongo import IndexModel

from services.membership.sign_ins.attempts_domain import Attempts
from services.membership.sign_ins.domain import SignIn, SignInId, SignInOver
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import NOT_AUDITED, Audited
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

SIGN_INS = "sign_ins"
ATTEMPTS = "sign_in_attempts"
_KEPT_SECONDS = 90 * 24 * 3600
INDEXES: Indexes = {
    SIGN_INS: [
        IndexModel([("person_id", 1), ("began_at", -1)]),
        IndexModel([("used_at", 1)], expireAfterSeconds=_KEPT_SECONDS, name="forget"),
    ],
    ATTEMPTS: [IndexModel([("last_at", 1)], expireAfterSeconds=24 * 3600, name="forget")],
}
# Sign-ins are a history themselves, and a renewal every quarter of an hour would bury what people change.
AUDITED: Audited = {SIGN_INS: NOT_AUDITED, ATTEMPTS: NOT_AUDITED}

_SIGN_IN = Shape(SignIn)
_ATTEMPTS = Shape(Attempts)


@dataclass(frozen=True, slots=True)
class MongoSignInRepository:
    """Keeps sign-ins."""

    store: Store

    async def get(self, sign_in_id: SignInId) -> SignIn:
        """Return the sign-in, or raise SignInOver."""
        document = await self.store.get(SIGN_INS, sign_in_id)
        if document is None:
            raise SignInOver
        return to_sign_in(document)

    async def open_ones_of(self, person_id: str) -> list[SignIn]:
        """Return the sign-ins of a person that were not ended."""
        found = await self.store.find(SIGN_INS, {"person_id": person_id, "ended_at": None}, sort=[("began_at", -1)])
        return [to_sign_in(document) for document in found]

    async def save(self, sign_in: SignIn, *events: Event) -> None:
        """Keep the sign-in and queue the events: both, or neither."""
        stale = Stale("این نشست را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="sign-in")
        await save(self.store, SIGN_INS, sign_in, _SIGN_IN.document(sign_in), *events, stale=stale)


@dataclass(frozen=True, slots=True)
class MongoAttemptRepository:
    """Keeps counts of tries, each for a day."""

    store: Store

    async def of(self, key: str) -> Attempts:
        """Return the count for this key, which begins at zero."""
        document = await self.store.get(ATTEMPTS, key)
        return _ATTEMPTS.aggregate(document) if document else Attempts(key)

    async def keep(self, attempts: Attempts) -> None:
        """Keep the count."""
        async with self.store.unit_of_work() as work:
            await work.put(ATTEMPTS, _ATTEMPTS.document(attempts))

    async def forget(self, key: str) -> None:
        """Delete the count."""
        async with self.store.unit_of_work() as work:
            await work.delete(ATTEMPTS, key)


def to_sign_in(document: Document) -> SignIn:
    """The sign-in of a document."""
    return _SIGN_IN.aggregate(document)

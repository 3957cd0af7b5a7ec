"""Decrees and the numbers of the register in MongoDB."""

import secrets
from dataclasses import dataclass

from pymongo import IndexModel

from services.membership.letters.domain import Decree, DecreeId, DecreeNotFound
from services.membership.register.mongo import counter_of
from shared.events import Event
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

DECREES = "decrees"
_REGISTERED = {"registration.number": {"$exists": True}}
INDEXES: Indexes = {
    DECREES: [
        IndexModel(
            [("series", 1), ("registration.year", 1), ("registration.number", 1)],
            unique=True,
            partialFilterExpression=_REGISTERED,
            name="register",
        ),
        IndexModel(
            [("registration.verify_code", 1)], unique=True, partialFilterExpression=_REGISTERED, name="verify_code"
        ),
        IndexModel([("state", 1), ("registration.at", -1)]),
        IndexModel([("grant.person_id", 1)]),
        IndexModel([("in_register", 1)], partialFilterExpression=_REGISTERED, name="in_register"),
    ]
}
# Whoever knows the verification code can read the decree, so the audit trail does not show it.
AUDITED: Audited = {DECREES: all_but("registration.verify_code")}

_CODE_DIGITS = 10

_DECREE = Shape(Decree)


@dataclass(frozen=True, slots=True)
class MongoDecreeRepository:
    """Keeps decrees; nothing registered is ever deleted."""

    store: Store

    async def get(self, decree_id: DecreeId) -> Decree:
        """Return the decree, or raise DecreeNotFound."""
        document = await self.store.get(DECREES, decree_id)
        if document is None:
            raise DecreeNotFound("این حکم پیدا نشد.")
        return to_decree(document)

    async def next_number(self, series: str, year: int) -> int:
        """Return the next number of a series in a Jalali year. The number is free again when the unit of work fails."""
        async with self.store.unit_of_work() as work:
            return await work.next_number(counter_of(series, year))

    async def free_code(self) -> str:
        """Return a verification code that no decree has: digits only, the first not 0."""
        while True:
            code = str(secrets.choice(range(10 ** (_CODE_DIGITS - 1), 10**_CODE_DIGITS)))
            if not await self.store.count(DECREES, {**_REGISTERED, "registration.verify_code": code}):
                return code

    async def save(self, decree: Decree, *events: Event) -> None:
        """Keep the decree and queue its events: both, or neither."""
        stale = Stale("این حکم را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="decree")
        await save(self.store, DECREES, decree, _DECREE.document(decree), *events, stale=stale)


def to_decree(document: Document) -> Decree:
    """The decree of a document."""
    return _DECREE.aggregate(document)

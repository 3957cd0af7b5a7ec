"""Numbers of the register and verification codes in MongoDB, and what holds the letters of a collection apart."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pymongo import IndexModel

from services.membership.letters.signature_domain import SignatureMode
from services.membership.register.mongo import counter_of
from shared.store.store import Store

REGISTERED = {"registration.number": {"$exists": True}}
UNPRINTED = {
    "registration.mode": {"$in": [mode.value for mode in SignatureMode if mode.is_printed_by_us]},
    "document": None,
}
"""Letters whose page is to be made and signed here."""
LETTER_INDEXES = (
    IndexModel(
        [("series", 1), ("registration.year", 1), ("registration.number", 1)],
        unique=True,
        partialFilterExpression=REGISTERED,
        name="register",
    ),
    IndexModel(
        [("series", 1), ("registration.year", 1), ("registration.register_no", 1)],
        unique=True,
        partialFilterExpression=REGISTERED,
        name="register_no",
    ),
    IndexModel([("registration.verify_code", 1)], unique=True, partialFilterExpression=REGISTERED, name="verify_code"),
    IndexModel([("state", 1), ("registration.at", -1)]),
    IndexModel([("in_register", 1)], partialFilterExpression=REGISTERED, name="in_register"),
    IndexModel([("registration.at", 1)], partialFilterExpression=UNPRINTED, name="unprinted"),
    # The stored page, by which somebody asks who has its PDF.
    IndexModel([("document.sha256", 1)], sparse=True),
)
"""The indexes of every collection of letters."""

_CODE_DIGITS = 10


@dataclass(frozen=True, slots=True)
class MongoNumbers:
    """Gives numbers and codes to the letters of these collections."""

    store: Store
    collections: Sequence[str]

    async def next_number(self, series: str, year: int) -> int:
        """Return the next number of a series in a Jalali year. The number is free again when the unit of work fails."""
        async with self.store.unit_of_work() as work:
            return await work.next_number(counter_of(series, year))

    async def next_old_number(self, series: str, year: int) -> int:
        """Return a place in the year for a letter that got its number before there was this system; it is below 0."""
        async with self.store.unit_of_work() as work:
            return -await work.next_number(f"{counter_of(series, year)}/old")

    async def is_used(self, series: str, year: int, register_no: str) -> bool:
        """Return whether a letter of the series has this number in this year."""
        where = {"series": series, "registration.year": year, "registration.register_no": register_no, **REGISTERED}
        return any([await self.store.count(each, where) for each in self.collections])

    async def last_at(self, series: str) -> datetime | None:
        """Return when the last letter of a series was registered here."""
        where = {"series": series, "registration.number": {"$gt": 0}}
        sort = [("registration.year", -1), ("registration.number", -1)]
        found = [await self.store.find(each, where, sort=sort, limit=1) for each in self.collections]
        return max((rows[0]["registration"]["at"] for rows in found if rows), default=None)

    async def free_code(self) -> str:
        """Return a verification code that no letter has: digits only, the first not 0."""
        while True:
            code = str(secrets.choice(range(10 ** (_CODE_DIGITS - 1), 10**_CODE_DIGITS)))
            where = {**REGISTERED, "registration.verify_code": code}
            if not any([await self.store.count(each, where) for each in self.collections]):
                return code

"""Series and delegations in MongoDB."""

from collections.abc import Sequence
from dataclasses import dataclass

from pymongo import IndexModel

from services.membership.letters.delegations_domain import Delegation, DelegationId, DelegationNotFound
from services.membership.letters.mongo import REGISTERED
from services.membership.letters.series_domain import Series, SeriesId
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.driver import Document
from shared.store.store import Indexes, Store

SERIES = "letter_series"
DELEGATIONS = "delegations"
INDEXES: Indexes = {SERIES: [], DELEGATIONS: [IndexModel([("to_person_id", 1), ("_id", -1)])]}
AUDITED: Audited = {SERIES: all_but(), DELEGATIONS: all_but()}

_SERIES = Shape(Series)
_DELEGATION = Shape(Delegation)


@dataclass(frozen=True, slots=True)
class MongoSeriesRepository:
    """Keeps series, and knows the letters that are numbered by them."""

    store: Store
    collections: Sequence[str]

    async def get(self, series_id: SeriesId) -> Series:
        """Return the series; one that nobody has changed is as usual."""
        document = await self.store.get(SERIES, series_id)
        return to_series(document) if document else Series(series_id)

    async def hold(self, series_id: SeriesId, year: int) -> None:
        """Let one of two units of work that hold the series at the same time begin again."""
        async with self.store.unit_of_work() as work:
            await work.next_number(f"held/{SERIES}/{series_id}/{year}")

    async def given_in(self, series_id: SeriesId, year: int) -> int:
        """Return how many letters of a year have a number from here or the automation; holds the series."""
        await self.hold(series_id, year)
        where = {"series": series_id, "registration.year": year, "registration.number": {"$gt": 0}}
        return sum([await self.store.count(each, {**REGISTERED, **where}) for each in self.collections])

    async def old_numbers(self, series_id: SeriesId, year: int) -> list[str]:
        """Return the numbers of a year that letters of paper have in this series."""
        where = {"series": series_id, "registration.year": year, "registration.number": {"$lt": 0}}
        found = [await self.store.find(each, where) for each in self.collections]
        return [row["registration"]["register_no"] for rows in found for row in rows]

    async def save(self, series: Series) -> None:
        """Keep the series. Raises Stale."""
        stale = Stale("این سری را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="series")
        await save(self.store, SERIES, series, _SERIES.document(series), stale=stale)


@dataclass(frozen=True, slots=True)
class MongoDelegationRepository:
    """Keeps delegations; none is ever removed."""

    store: Store

    async def get(self, delegation_id: DelegationId) -> Delegation:
        """Return the delegation, or raise DelegationNotFound."""
        document = await self.store.get(DELEGATIONS, delegation_id)
        if document is None:
            raise DelegationNotFound("این تفویض امضا پیدا نشد.")
        return to_delegation(document)

    async def of(self, person_id: str) -> list[Delegation]:
        """Return what was ever delegated to a person, the latest first."""
        found = await self.store.find(DELEGATIONS, {"to_person_id": person_id}, sort=[("_id", -1)])
        return [to_delegation(document) for document in found]

    async def save(self, delegation: Delegation) -> None:
        """Keep the delegation. Raises Stale."""
        stale = Stale("این تفویض را همین حالا شخص دیگری تغییر داده است؛ صفحه را تازه کنید.", of="delegation")
        await save(self.store, DELEGATIONS, delegation, _DELEGATION.document(delegation), stale=stale)


def to_series(document: Document) -> Series:
    """The series of a document."""
    return _SERIES.aggregate(document)


def to_delegation(document: Document) -> Delegation:
    """The delegation of a document."""
    return _DELEGATION.aggregate(document)

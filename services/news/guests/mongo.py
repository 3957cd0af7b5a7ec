"""Guests and their contracts in MongoDB.

Keys are stored as they are: a signature is checked with the secret itself. Who reads this database could publish as a
guest, and nothing more; the audit trail hides them.
"""

from dataclasses import dataclass

from services.news.guests.contracts_domain import RegisteredContract
from services.news.guests.domain import Guest, GuestName, GuestNotFound
from shared.runtime.stale import Stale
from shared.store.audit.notes import Audited, all_but
from shared.store.documents import Shape, save
from shared.store.errors import AlreadyExists
from shared.store.store import Indexes, Store

GUESTS, CONTRACTS = "guests", "guest_contracts"
INDEXES: Indexes = {GUESTS: [], CONTRACTS: []}
AUDITED: Audited = {GUESTS: all_but("keys"), CONTRACTS: all_but()}

_GUEST, _CONTRACT = Shape(Guest), Shape(RegisteredContract)


@dataclass(frozen=True, slots=True)
class MongoGuestRepository:
    """Keeps guests and the contracts that they bring along."""

    store: Store

    async def get(self, name: GuestName) -> Guest:
        """The guest. Raises GuestNotFound."""
        document = await self.store.get(GUESTS, name)
        if document is None:
            raise GuestNotFound(name)
        return _GUEST.aggregate(document)

    async def all(self) -> list[Guest]:
        """All guests by name."""
        return [_GUEST.aggregate(each) for each in await self.store.find(GUESTS, {}, sort=[("_id", 1)])]

    async def save(self, guest: Guest) -> None:
        """Keep it. Raises Stale, and AlreadyExists for a new one whose name is taken."""
        stale = Stale("این سامانه همین حالا تغییر کرد؛ صفحه را تازه کنید.", of="guest")
        await save(self.store, GUESTS, guest, _GUEST.document(guest), stale=stale, taken=AlreadyExists())

    async def remove(self, name: GuestName) -> None:
        """Forget it with its contracts, which one of the same name must not inherit. What it published stays."""
        async with self.store.unit_of_work() as work:
            await work.delete(GUESTS, name)
            for contract in await work.find(CONTRACTS, {"guest": name}):
                await work.delete(CONTRACTS, contract["_id"])

    async def contracts(self) -> list[RegisteredContract]:
        """All contracts that guests brought along, by type."""
        return [_CONTRACT.aggregate(each) for each in await self.store.find(CONTRACTS, {}, sort=[("_id", 1)])]

    async def put_contract(self, contract: RegisteredContract) -> None:
        """Keep it in place of the one before. Raises Stale."""
        stale = Stale("این قرارداد همین حالا تغییر کرد؛ صفحه را تازه کنید.", of="guest contract")
        await save(self.store, CONTRACTS, contract, _CONTRACT.document(contract), stale=stale, taken=stale)

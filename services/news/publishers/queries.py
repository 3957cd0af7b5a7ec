"""What pages show of offices and bodies."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from services.news.publishers.domain import Manager, Publisher, PublisherId
from shared.persian.text import tokens_for_finding, tokens_for_index
from shared.store.copies import Copies


@dataclass(frozen=True, slots=True)
class PublisherQueries:
    """Reads publishers."""

    copies: Copies[Publisher]
    managers: Copies[Manager]

    async def one(self, key: PublisherId) -> Publisher:
        """The publisher. Raises PublisherUnknown."""
        return await self.copies.get(key)

    async def is_office(self, office_id: str) -> bool:
        """Whether there is an office of this id, open or closed."""
        return await self.copies.find(PublisherId(f"office/{office_id}")) is not None

    async def manager_of(self, key: PublisherId) -> Manager | None:
        """The PR manager of an office, if it has one."""
        return await self.managers.find(key)

    async def offices(self, *, on: date) -> list[Publisher]:
        """All offices that are open on a day, by kind, then by name."""
        not_closed = [{"closed_on": None}, {"closed_on": {"$gt": on.isoformat()}}]
        return await self.copies.all({"kind": "office", "is_closed": False, "$or": not_closed})

    async def everyone(self) -> list[Publisher]:
        """All offices and bodies, also closed ones, by kind, then by name."""
        return await self.copies.all()

    async def found(self, words: str, *, on: date) -> list[Publisher]:
        """Offices open on a day with all these words in one of their names, also a former one, in whatever spelling.

        There are dozens, so all are looked at.
        """
        tokens = set(tokens_for_finding(words))
        return [office for office in await self.offices(on=on) if tokens and _is_called(office, tokens)]

    async def by_id(self, keys: Collection[PublisherId]) -> Mapping[PublisherId, Publisher]:
        """Publishers by their ids; one that is not known yet goes by its id."""
        found = await self.copies.by_id(keys)
        return {key: found.get(key) or _nameless(key) for key in keys}


def _is_called(office: Publisher, tokens: set[str]) -> bool:
    return any(tokens <= set(tokens_for_index(name)) for name in (office.name, *office.other_names))


def _nameless(key: PublisherId) -> Publisher:
    kind, _, slug = key.partition("/")
    return Publisher(key, "office" if kind == "office" else "body", slug)

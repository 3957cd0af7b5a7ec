"""What pages show of offices and bodies."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from services.news.publishers.domain import Publisher, PublisherId
from shared.persian.text import tokens_for_finding, tokens_for_index
from shared.store.copies import Copies


@dataclass(frozen=True, slots=True)
class PublisherQueries:
    """Reads publishers."""

    copies: Copies[Publisher]

    async def one(self, key: PublisherId) -> Publisher:
        """The publisher. Raises PublisherUnknown."""
        return await self.copies.get(key)

    async def offices(self) -> list[Publisher]:
        """All open offices, by kind, then by name."""
        return await self.copies.all({"kind": "office", "is_closed": False})

    async def found(self, words: str) -> list[Publisher]:
        """Open offices whose name has all these words, in whatever spelling. There are dozens, so all are looked at."""
        tokens = set(tokens_for_finding(words))
        return [office for office in await self.offices() if tokens and tokens <= set(tokens_for_index(office.name))]

    async def by_id(self, keys: Collection[PublisherId]) -> Mapping[PublisherId, Publisher]:
        """Publishers by their ids; one that is not known yet goes by its id."""
        found = await self.copies.by_id(keys)
        return {key: found.get(key) or _nameless(key) for key in keys}


def _nameless(key: PublisherId) -> Publisher:
    kind, _, slug = key.partition("/")
    return Publisher(key, "office" if kind == "office" else "body", slug)

"""Reads whom a form offers as addressees of a letter to many."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from services.membership.accounts.queries import PersonQueries
from services.membership.offices.queries import OfficeQueries
from services.membership.posts.queries import PostQueries
from shared.persian.order import alphabetical

_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class AddresseeQueries:
    """Reads people by their names, with the short names of their offices."""

    people: PersonQueries
    offices: OfficeQueries
    posts: PostQueries

    async def offered(self, words: str, chosen: Collection[str]) -> Sequence[tuple[str, str]]:
        """Those who were chosen, and then some who are found by these words."""
        kept = await self.people.by_id(chosen)
        names = {key: person.name for key, person in kept.items()}
        if words.strip():
            found = await self.people.named(words, limit=100)
            some = sorted(found, key=lambda key: alphabetical(found[key]))[:_MOST]
            names |= {key: found[key] for key in some}
        places = await self.posts.offices_of(list(names))
        short = await self.offices.short_names({place for some in places.values() for place in some})
        return [
            (key, " – ".join(filter(None, [name, "، ".join(short.get(place, place) for place in places.get(key, []))])))
            for key, name in names.items()
        ]

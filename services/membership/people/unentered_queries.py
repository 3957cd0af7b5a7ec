"""Reads who holds a post and has no way to sign in yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.membership.accounts.queries import PersonQueries
from services.membership.posts.queries import PostQueries

_LOOKED_AT = 200
"""After an import nobody has signed in; the desk then shows these, and more when they are done."""


@dataclass(frozen=True, slots=True)
class UnenteredQueries:
    """Reads them."""

    people: PersonQueries
    posts: PostQueries

    async def holders(self) -> Sequence[str]:
        """The names of those who hold a post and never signed in, in order, as far as the desk looks."""
        unentered = await self.people.unentered(limit=_LOOKED_AT)
        held = await self.posts.present_of([person.id for person in unentered])
        return [person.name for person in unentered if person.id in held]

"""Reads the whole directory into memory, once for each import."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from services.membership.accounts.mongo import PEOPLE, STANDING
from services.membership.imports.known_domain import Held, Known, KnownOffice, OfficeKind, PersonFacts
from services.membership.office_kinds.mongo import MongoKindRepository
from services.membership.offices.mongo import OFFICES, to_office
from services.membership.posts.mongo import POSTS
from shared.store.driver import Document
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class DirectoryQueries:
    """Reads offices, people and holders of posts as an import needs them."""

    store: Store

    async def known(self) -> Known:
        """Return what the county knows by now."""
        kinds = await self._kinds()
        offices = await self.store.find(OFFICES, {})
        people = await self.store.find(PEOPLE, STANDING)
        posts = await self.store.find(POSTS, {})
        return await asyncio.to_thread(_known, kinds, offices, people, posts)

    async def kind_names(self) -> list[str]:
        """Return the names of the kinds of offices, in their order."""
        return [kind.name for kind in await self._kinds()]

    async def _kinds(self) -> Sequence[OfficeKind]:
        kinds = await MongoKindRepository(self.store).all()
        return [OfficeKind(kind.id, kind.name, kind.order, executive=kind.executive) for kind in kinds]


def _known(
    kinds: Sequence[OfficeKind], offices: Sequence[Document], people: Sequence[Document], posts: Sequence[Document]
) -> Known:
    known = Known.of_kinds(kinds)
    for office in map(to_office, offices):
        former = tuple(each.name for each in office.former_names)
        known.enter_office(KnownOffice(office.facts, office.closed_on, former))
    for person in people:
        known.enter_person(person["_id"], _facts(person))
    for post in posts:
        for held in sorted(_holdings(post), key=lambda each: each.since):
            known.enter_holding(post["_id"], post.get("office_id"), held)
    return known


def _facts(person: Document) -> PersonFacts:
    contact = person["contact"]
    return PersonFacts(
        name=person["name"],
        honorific=person["honorific"],
        pronoun=person["pronoun"],
        email=contact.get("email"),
        mobile=contact.get("mobile"),
    )


def _holdings(post: Document) -> Iterator[Held]:
    for each in (*post.get("past", ()), post.get("holder"), *post.get("planned", ())):
        if each:
            until = each.get("until")
            yield Held(
                each["person_id"],
                date.fromisoformat(each["since"]),
                date.fromisoformat(until) if until else None,
                each.get("acting", False),
            )

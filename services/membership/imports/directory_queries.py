"""Reads the whole directory into memory, once for each import."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.membership.accounts.mongo import PEOPLE
from services.membership.imports.known_domain import Held, Known, KnownOffice, OfficeKind, PersonFacts
from services.membership.offices.mongo import OFFICES, to_office
from services.membership.posts.mongo import POSTS
from shared.events.membership import OfficeFacts
from shared.store.driver import Document
from shared.store.store import Store


@dataclass(frozen=True, slots=True)
class DirectoryQueries:
    """Reads offices, people and holders of posts as an import needs them."""

    store: Store

    async def known(self) -> Known:
        """Return what the county knows by now."""
        offices = await self.store.find(OFFICES, {})
        people = await self.store.find(PEOPLE, {})
        posts = await self.store.find(POSTS, {})
        return await asyncio.to_thread(_known, offices, people, posts)

    async def kind_names(self) -> list[str]:
        """Return the names of the kinds of offices, in their order."""
        kinds = {(facts.kind_order, facts.kind_name) for facts in await self._facts()}
        return [name for _, name in sorted(kinds)]

    async def _facts(self) -> Sequence[OfficeFacts]:
        return [to_office(document).facts for document in await self.store.find(OFFICES, {})]


def _known(offices: Sequence[Document], people: Sequence[Document], posts: Sequence[Document]) -> Known:
    kept = [to_office(document) for document in offices]
    known = Known.of_kinds({each.facts.kind: _kind(each.facts) for each in kept}.values())
    for office in kept:
        known.enter_office(KnownOffice(office.facts, office.closed_on))
    for person in people:
        known.enter_person(person["_id"], _facts(person))
    for post in posts:
        for held in sorted(_holdings(post), key=lambda each: each.since):
            known.enter_holding(post["_id"], post.get("office_id"), held)
    return known


def _kind(facts: Any) -> OfficeKind:
    return OfficeKind(facts.kind, facts.kind_name, facts.kind_order)


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

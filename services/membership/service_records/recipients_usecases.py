"""Finds out on whom a letter is served: its addressee, the heads of the offices, and whom its copies name."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from services.membership.accounts.domain import PersonId
from services.membership.accounts.usecases import PersonRepository
from services.membership.posts.domain import Place, Role
from services.membership.posts.usecases import PostRepository
from services.membership.service_records.copies_domain import named_in, phrases, post_in
from services.membership.service_records.domain import Recipient, Served
from shared.persian.jalali import day_of

_POSTS: Mapping[Role, str] = {
    "head_of_office": "ریاست",  # stays Persian: letters
    "pr_manager": "مدیر روابط عمومی",  # stays Persian: letters
}


class Names(Protocol):
    """Where offices and people are found by their whole names."""

    async def offices(self, names: Collection[str]) -> Mapping[str, str]:
        """Return the ids of the offices that have one of these names, by name."""

    async def people(self, names: Collection[str]) -> Mapping[str, str]:
        """Return the ids of the people who have one of these names, by name; without those that several have."""


@dataclass(frozen=True, slots=True)
class Recipients:
    """Knows who is to have a letter. Nobody is to have it twice, and its signatory has it already."""

    people: PersonRepository
    posts: PostRepository
    names: Names
    now: Callable[[], datetime]

    async def of(self, served: Served) -> list[Recipient]:
        """The recipients of a letter, the addressee first."""
        found: dict[str, Recipient] = {}
        person_id = served.letter.addressee_id()
        signatory = served.letter.registered.signatory.person_id
        if person_id:
            post = served.letter.wording.recipient_post
            addressee = await self._person(person_id, Recipient("addressee", served.person_name, post=post))
            found[addressee.key] = addressee
        for guest in served.guests:
            invited = await self._person(guest.person_id, guest) if guest.person_id else guest
            found.setdefault(invited.key, invited)
        known = await self.names.offices(served.office_names) if served.office_names else {}
        for office_id, name in (*served.offices, *((key, name) for name, key in known.items())):
            head = await self._holder(Recipient("head", name, office_id=office_id), "head_of_office", name)
            found.setdefault(head.key, head)
        async for copy in self._copies(served):
            found.setdefault(copy.key, copy)
        return [each for each in found.values() if each.person_id != signatory or each.to == "addressee"]

    async def _copies(self, served: Served) -> AsyncIterator[Recipient]:
        lines = served.letter.wording.copies
        wanted = {phrase for line in lines for phrase in phrases(line)}
        offices, people = await self.names.offices(wanted), await self.names.people(wanted)
        names = {key: name for name, key in offices.items()}
        for line in lines:
            if office_id := named_in(line, offices):
                name = names[office_id]
                yield await self._holder(Recipient("copy", name, office_id=office_id), post_in(line, name), name)
            elif person_id := named_in(line, people):
                yield await self._person(person_id, Recipient("copy", ""))

    async def _holder(self, recipient: Recipient, role: Role, office: str) -> Recipient:
        """Whoever holds this post of the office today; the office itself while the post is vacant."""
        post_id = Place(office_id=recipient.office_id).post_id(role, "")
        post = await self.posts.get(post_id)
        holding = post.holder_on(day_of(self.now())) if post else None
        named = replace(recipient, post=f"{_POSTS[role]} {office}")
        return await self._person(holding.person_id, named) if holding else named

    async def _person(self, person_id: str, recipient: Recipient) -> Recipient:
        person = await self.people.get(PersonId(person_id))
        while person.merged_into:
            person = await self.people.get(PersonId(person.merged_into))
        return replace(recipient, person_id=person.id, name=person.name, has_account=person.has_entered)

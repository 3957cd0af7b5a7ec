"""Turns people of the directory into those to whom a letter is addressed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.membership.accounts.domain import PersonId, PersonMerged, PersonNotFound
from services.membership.accounts.usecases import PersonRepository
from services.membership.letters.addressees_domain import Addressee
from services.membership.letters.domain import NotAddressed
from services.membership.letters.usecases import addressed
from services.membership.letters.wording_domain import post_line
from services.membership.offices.domain import OfficeId
from services.membership.offices.usecases import OfficeRepository
from services.membership.posts.usecases import PostRepository
from shared.persian.jalali import day_of


@dataclass(frozen=True, slots=True)
class Unaddressed:
    """Somebody of the directory to whom no letter can be written now."""

    person_id: str
    reason: str
    """A Persian sentence, which names the person where it can."""


@dataclass(frozen=True, slots=True)
class AddressBook:
    """Says how people are addressed today."""

    people: PersonRepository
    posts: PostRepository
    offices: OfficeRepository
    now: Callable[[], datetime]

    async def of(self, person_ids: Sequence[str]) -> Sequence[Addressee]:
        """Return how each is addressed. Raises PersonNotFound, NotAddressed, and what a merged person raises."""
        return [await self._one(key) for key in dict.fromkeys(person_ids)]

    async def known_of(self, person_ids: Sequence[str]) -> tuple[Sequence[Addressee], Sequence[Unaddressed]]:
        """Return how each is addressed, and those to whom no letter can be written, with the reason."""
        found: list[Addressee] = []
        refused: list[Unaddressed] = []
        for key in dict.fromkeys(person_ids):
            try:
                found.append(await self._one(key))
            except (NotAddressed, PersonMerged, PersonNotFound) as refusal:
                refused.append(Unaddressed(key, str(refusal)))
        return found, refused

    async def _one(self, person_id: str) -> Addressee:
        person = addressed(await self.people.get(PersonId(person_id)))
        person.must_not_be_merged()
        posts = await self.posts.held_by(person.id, on=day_of(self.now()))
        keys = dict.fromkeys(post.office_id for post in posts if post.office_id)
        offices = [await self.offices.get(OfficeId(key)) for key in keys]
        names = tuple(office.name for office in offices)
        return Addressee(person.name, person.addressed, post_line(offices, posts), person.id, names)

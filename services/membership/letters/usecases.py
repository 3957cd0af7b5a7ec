"""What every kind of letter needs when it is signed: a number, a code, and somebody with the right to sign."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.membership.accounts.domain import Person, PersonId
from services.membership.accounts.usecases import PersonRepository
from services.membership.letters.domain import NotAddressed, Signatory
from services.membership.posts.usecases import PostRepository
from shared.language.speech import gettext as _
from shared.persian.jalali import day_of
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer


class Numbers(Protocol):
    """Where numbers and verification codes come from."""

    async def next_number(self, series: str, year: int) -> int:
        """Return the next number of a series in a Jalali year. The number is free again when the unit of work fails."""

    async def free_code(self) -> str:
        """Return a verification code that no letter has."""


@dataclass(frozen=True, slots=True)
class Signatories:
    """Says by what right somebody signs."""

    people: PersonRepository
    posts: PostRepository
    now: Callable[[], datetime]
    county: str

    async def signatory(self, by: Viewer) -> Signatory:
        """The signatory by the post that is held now: the token may be older than the last change of the post."""
        posts = await self.posts.held_by(by.person_id, on=day_of(self.now()))
        post = next((post for post in posts if post.role == "governor"), None)
        if post is None:
            raise NotAllowed("شما اکنون فرماندار نیستید.")
        person = await self.people.get(PersonId(by.person_id))
        is_acting = post.holder is not None and post.holder.acting
        post_name = "سرپرست فرمانداری" if is_acting else "فرماندار"  # stays Persian: letters
        title = f"{post_name} شهرستان {self.county}"  # stays Persian: letters
        return Signatory(person.id, person.name, title)


def addressed(person: Person) -> Person:
    """The person, if a letter can address them. Raises NotAddressed."""
    if not person.has_form_of_address:
        raise NotAddressed(_("عنوان یا خطاب %(name)s انتخاب نشده است؛ ابتدا در صفحه او انتخاب کنید.", name=person.name))
    return person

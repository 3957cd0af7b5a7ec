"""The form of a new decree: what was typed, what is wrong with it, and what can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from starlette.datastructures import FormData

from services.membership.accounts.queries import PersonQueries
from services.membership.bodies.queries import BodyQueries
from services.membership.letters.usecases import NewDecree
from services.membership.offices.queries import OfficeQueries
from services.membership.posts.queries import PostQueries
from shared.language.shown import wrong_date
from shared.persian.jalali import NotADate, parse_jalali

Choices = Sequence[tuple[str, str]]

_LONGEST = 60
_MOST_OFFICES = 20


@dataclass(slots=True)
class NewDecreeForm:
    """What was typed, kept as it was for when it comes back with errors."""

    person_id: str = ""
    office_ids: tuple[str, ...] = ()
    body_id: str = ""
    role: str = "member"
    valid_from: str = ""
    valid_until: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, posted: FormData) -> Self:
        """Read and check what was posted."""
        form = cls(
            person_id=_text(posted, "person_id"),
            office_ids=tuple(str(each)[:_LONGEST] for each in posted.getlist("office_ids"))[:_MOST_OFFICES],
            body_id=_text(posted, "body_id"),
            role=_text(posted, "role"),
            valid_from=_text(posted, "valid_from"),
            valid_until=_text(posted, "valid_until"),
        )
        form.check()
        return form

    def check(self) -> None:
        """Write down what is wrong, field by field."""
        required = {"person_id": "گیرنده را برگزینید.", "body_id": "نهاد را برگزینید.", "role": "نقش را برگزینید."}
        self.errors = {name: sentence for name, sentence in required.items() if not getattr(self, name)}
        begins, ends = self._day("valid_from"), self._day("valid_until") if self.valid_until else None
        if begins and ends and ends < begins:
            self.errors["valid_until"] = "پایان اعتبار پیش از آغاز آن است."

    def decree(self) -> NewDecree:
        """What the secretariat wants; only of a form without errors."""
        return NewDecree(
            person_id=self.person_id,
            office_ids=self.office_ids,
            body_id=self.body_id,
            role=self.role,
            valid_from=parse_jalali(self.valid_from),
            valid_until=parse_jalali(self.valid_until) if self.valid_until else None,
        )

    def _day(self, name: str) -> date | None:
        try:
            return parse_jalali(getattr(self, name))
        except NotADate as wrong:
            self.errors[name] = wrong_date(wrong)
            return None


async def choices(state: Any, today: date) -> dict[str, Choices]:
    """What the form offers: people with a post in an office, open offices, bodies and their roles."""
    people: PersonQueries = state.person_queries
    offices: OfficeQueries = state.office_queries
    bodies: BodyQueries = state.body_queries
    posts: PostQueries = state.post_queries
    places: dict[str, list[str]] = {}
    names = {str(office.id): office.facts.short_name for office in await offices.all()}
    for post in await posts.filled():
        if post.holder and post.office_id:
            places.setdefault(post.holder.person_id, []).append(names.get(post.office_id, post.office_id))
    known = await bodies.all()
    return {
        "people": [
            ("", "برگزینید"),
            *(
                (person.id, f"{person.name} – {'، '.join(dict.fromkeys(places[person.id]))}")
                for person in await people.all()
                if person.id in places
            ),
        ],
        "offices": [
            (office.id, office.name)
            for office in await offices.all()
            if office.closed_on is None or office.closed_on >= today
        ],
        "bodies": [(body.id, body.name) for body in sorted(known, key=lambda body: body.roster_public)],
        "roles": list({role.id: role.name for body in known for role in body.roles}.items()),
    }


def _text(posted: FormData, name: str) -> str:
    return str(posted.get(name, "")).strip()[:_LONGEST]

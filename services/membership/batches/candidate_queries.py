"""Reads who of a body's approved nominations can get a decree now, and why the others cannot."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from services.membership.accounts.domain import Person
from services.membership.accounts.queries import PersonQueries
from services.membership.batches.domain import MOST_ITEMS, Subject, Terms
from services.membership.batches.waiting_queries import SigningQueries
from services.membership.bodies.domain import Body
from services.membership.bodies.queries import BodyQueries
from services.membership.decrees.mongo import DECREES
from services.membership.letters.domain import State as LetterState
from services.membership.members.mongo import MEMBERSHIPS
from services.membership.nominations.domain import Nomination, State
from services.membership.nominations.mongo import NOMINATIONS, to_nomination
from services.membership.offices.domain import Office
from services.membership.offices.queries import OfficeQueries, Wanted
from shared.language.speech import gettext as _
from shared.persian.order import alphabetical
from shared.store.store import Store

_IS_DRAFTED: Final = "پیش‌نویس حکم این معرفی قبلاً ساخته شده است."
_NOT_ADDRESSED: Final = "عنوان یا خطاب این شخص انتخاب نشده است؛ ابتدا در صفحه او انتخاب کنید."
_IS_MERGED: Final = "این شخص با شخص دیگری یکی شده است."
_IS_MEMBER: Final = "حکم دیگری از این شخص در این نهاد در اعتبار است."
_NO_OFFICE: Final = "دستگاه این معرفی پیدا نشد."


@dataclass(frozen=True, slots=True)
class Candidate:
    """An approved nomination, with the names of today."""

    nomination: Nomination
    offices: Sequence[str]
    role: str
    obstacle: str = ""
    """Why no decree can be drafted of it now, as far as can be seen before it is tried."""


@dataclass(frozen=True, slots=True)
class CandidateQueries:
    """Reads them. What is true at the moment of drafting, the drafting itself decides."""

    store: Store
    people: PersonQueries
    offices: OfficeQueries
    bodies: BodyQueries
    signing: SigningQueries
    today: Callable[[], date]

    async def of(self, terms: Terms) -> list[Candidate]:
        """All approved nominations of the body, or those for the role, by name."""
        body = next((each for each in await self.bodies.all() if each.id == terms.body_id), None)
        if body is None:
            return []
        where: dict[str, Any] = {"state": State.APPROVED.value, "body_id": body.id}
        if terms.role:
            where["role"] = terms.role
        found = await self.store.find(NOMINATIONS, where, sort=[("_id", 1)], limit=MOST_ITEMS + 1)
        nominations = [to_nomination(document) for document in found]
        known = await self._known(body, nominations, begins=terms.valid_from or self.today())
        return sorted(
            (known.candidate(each) for each in nominations), key=lambda each: alphabetical(each.nomination.person_name)
        )

    async def numbers(self) -> Mapping[str, int]:
        """How many approved nominations there are in each body."""
        stages: list[dict[str, Any]] = [
            {"$match": {"state": State.APPROVED.value}},
            {"$group": {"_id": "$body_id", "number": {"$sum": 1}}},
        ]
        return {row["_id"]: row["number"] for row in await self.store.aggregate(NOMINATIONS, stages)}

    async def bodies_with(self, numbers: Mapping[str, int]) -> list[Body]:
        """All bodies, the one with most approved nominations first."""
        return sorted(await self.bodies.all(), key=lambda body: -numbers.get(body.id, 0))

    async def approved(self, terms: Terms) -> Sequence[Subject]:
        """Those without a draft, as a batch takes them; what else is in the way is said when it is tried."""
        return [
            Subject(each.nomination.id, each.nomination.person_name, each.role)
            for each in await self.of(terms)
            if each.obstacle != _IS_DRAFTED
        ]

    async def drafts(self, letter_ids: Sequence[str]) -> Sequence[Subject]:
        """Return the letters with these ids, in this order; unknown ones are left out."""
        return await self.signing.by_id(letter_ids)

    async def numbered_outside(self) -> Collection[str]:
        """Return the series of which each letter gets its number from the office automation."""
        return await self.signing.chancery.numbered_outside()

    async def to_sign(self, person_id: str) -> Sequence[Subject]:
        """Return all drafts that wait for a signature and that this person may sign."""
        return await self.signing.all_of(person_id, limit=MOST_ITEMS + 1)

    async def _known(self, body: Body, nominations: Sequence[Nomination], *, begins: date) -> "_Known":
        people = sorted({each.person_id for each in nominations})
        offices = {key for each in nominations for key in each.office_ids}
        drafts = [each.decree_id for each in nominations if each.decree_id]
        standing = await self.store.find(DECREES, {"_id": {"$in": drafts}, "state": LetterState.DRAFT.value})
        # A membership that is over before the new one begins is not in its way.
        lasting = {"$or": [{"valid_until": None}, {"valid_until": {"$gte": begins.isoformat()}}]}
        where = {"body_id": body.id, "person_id": {"$in": people}, "active": True, **lasting}
        members = await self.store.find(MEMBERSHIPS, where)
        wanted = Wanted(among=sorted(offices))
        return _Known(
            body=body,
            people=await self.people.by_id(people),
            offices={each.id: each for each in await self.offices.some(wanted, today=self.today())},
            today=self.today(),
            drafts=frozenset(str(each["_id"]) for each in standing),
            members=frozenset(str(each["person_id"]) for each in members),
        )


@dataclass(frozen=True, slots=True)
class _Known:
    body: Body
    people: Mapping[str, Person]
    offices: Mapping[str, Office]
    drafts: frozenset[str]
    members: frozenset[str]
    today: date

    def candidate(self, nomination: Nomination) -> Candidate:
        """The nomination with what is known of it."""
        names = [self.offices[key].name if key in self.offices else key for key in nomination.office_ids]
        return Candidate(nomination, names, self.body.shown_role(nomination.role), self._obstacle(nomination))

    def _obstacle(self, nomination: Nomination) -> str:
        person = self.people.get(nomination.person_id)
        offices = [self.offices.get(key) for key in nomination.office_ids]
        closed = next((each for each in offices if each and each.is_closed_on(self.today)), None)
        if nomination.decree_id in self.drafts:
            return _IS_DRAFTED
        if person is None or person.merged_into:
            return _IS_MERGED
        if not person.has_form_of_address:
            return _NOT_ADDRESSED
        if closed:
            return _("%(office)s بسته شده است.", office=closed.name)
        if None in offices:
            return _NO_OFFICE
        return _IS_MEMBER if nomination.person_id in self.members else ""

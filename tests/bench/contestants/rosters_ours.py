"""Rosters of a large county: how long their pages take with so many offices, people and memberships."""

from datetime import date, timedelta

from services.membership.accounts.domain import Contact, Person, PersonId
from services.membership.accounts.mongo import MongoPersonRepository
from services.membership.bodies.domain import Body, BodyId
from services.membership.main import Parts
from services.membership.members.domain import Membership, MembershipId
from services.membership.members.mongo import MongoMembershipRepository
from services.membership.offices.domain import Office, OfficeId
from services.membership.offices.mongo import MongoOfficeRepository
from tests.bench.contestants.life import play
from tests.bench.contestants.membership_alone import p95s
from tests.membership.county import ROLES, SETUP, office

_BODIES = ("council", "media_hq", "youth", "culture", "crisis")
_AT_ONCE = 200
_FAMILIES = ("رحمانی", "کاوه‌ای", "دلاوری", "پارسایی", "وثوقی", "بهرامی", "دانشور", "کشتکار", "سروستانی")
_TERM = timedelta(days=180)
_FIRST_DAY = date(2024, 3, 20)


async def measure(
    mongo_url: str, amqp_url: str, people: int, offices: int, paths: list[str], times: int
) -> dict[str, float]:
    """Return the 95th percentile in milliseconds for each path."""
    return await p95s(mongo_url, amqp_url, lambda parts: _fill(parts, people, offices), paths, times)


async def _fill(parts: Parts, people: int, offices: int) -> None:
    """Everybody has sat in a body for a term; one in five terms lasts today."""
    store = parts.platform.store
    for key in _BODIES:
        await parts.body_directory.register(Body(BodyId(key), f"نهاد {key}", "committee", ROLES), by=SETUP)
    kept_offices, kept_people = MongoOfficeRepository(store), MongoPersonRepository(store)
    kept = MongoMembershipRepository(store)
    for first in range(0, people, _AT_ONCE):
        async with store.transaction():
            for number in range(first, min(first + _AT_ONCE, people)):
                if number < offices:
                    facts = office(f"office-{number}", f"اداره شماره {number}")
                    await kept_offices.save(Office(OfficeId(facts.id), facts))
                name = f"{_FAMILIES[number % len(_FAMILIES)]} {number}"
                person = Person(PersonId(f"p-{number}"), f"p{number}", name, "جناب آقای", "جنابعالی", Contact(), "")
                await kept_people.save(person)
                await kept.save(_membership(number, name, offices))


def _membership(number: int, name: str, offices: int) -> Membership:
    term = number // offices % 5
    membership = Membership(
        id=MembershipId(f"m-{number:06}"),
        body_id=_BODIES[number % len(_BODIES)],
        person_id=f"p-{number}",
        person_name=name,
        office_ids=(f"office-{number % offices}",),
        role="member",
        valid_from=_FIRST_DAY + term * _TERM,
        valid_until=None if term == 4 else _FIRST_DAY + (term + 1) * _TERM,
        decree_id=f"d-{number}",
        decree_no=f"1405/ق/{number:05}",
    )
    membership.end_with_term()
    return membership


if __name__ == "__main__":
    play(measure)

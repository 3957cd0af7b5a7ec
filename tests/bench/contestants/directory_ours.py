"""The directory with so many offices and people, and fifty holdings for each office: how long its pages take."""

from datetime import date, timedelta

from services.membership.accounts.domain import Contact, Person, PersonId
from services.membership.accounts.mongo import PEOPLE, MongoPersonRepository
from services.membership.main import Parts
from services.membership.offices.domain import Office, OfficeId
from services.membership.offices.mongo import MongoOfficeRepository
from services.membership.posts.domain import Holding, Place, Post, Role
from services.membership.posts.mongo import MongoPostRepository
from shared.store.gathering import gathering
from tests.bench.contestants.life import play
from tests.bench.contestants.membership_alone import p95s
from tests.membership.county import SETUP, office

_ROLES: tuple[Role, ...] = ("pr_manager", "head_of_office", "deputy", "liaison")
_HOLDINGS = 50
"""Of each office, in all of its posts: the present holders and those before."""
_FIRST_DAY = date(2014, 3, 21)
_TERM = timedelta(days=360)
_FAMILIES = ("رحمانی", "کاوه‌ای", "دلاوری", "پارسایی", "وثوقی", "بهرامی", "دانشور", "کشتکار", "سروستانی")
_AT_ONCE = 500
_WORDS = ("آب", "راهداری", "بهزیستی", "بانک", "دانشگاه", "آموزش", "بهداشت", "کشاورزی")


async def measure(
    mongo_url: str, amqp_url: str, offices: int, people: int, paths: list[str], times: int
) -> dict[str, float]:
    """Return the 95th percentile in milliseconds for each path."""
    return await p95s(mongo_url, amqp_url, lambda parts: _fill(parts, offices, people), paths, times)


async def _fill(parts: Parts, offices: int, people: int) -> None:
    store = parts.platform.store
    await parts.directory.register(office("first", "اداره نخست"), by=SETUP)
    kept_people = MongoPersonRepository(store)
    for first in range(0, people, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, people))
        async with gathering(store) as work:
            await work.foresee(PEOPLE, [f"p-{number}" for number in numbers])
            for number in numbers:
                name = f"{_FAMILIES[number % len(_FAMILIES)]} {number}"
                person = Person(PersonId(f"p-{number}"), f"p{number}", name, "جناب آقای", "جنابعالی", Contact(), "")
                await kept_people.save(person)
    for number in range(offices):
        async with gathering(store):
            await _open(parts, number, people)


async def _open(parts: Parts, number: int, people: int) -> None:
    """One office, with everybody who has held its posts; one in twenty has no PR manager today."""
    store = parts.platform.store
    kept_offices, kept_posts = MongoOfficeRepository(store), MongoPostRepository(store)
    name = f"اداره {_WORDS[number % len(_WORDS)]} شماره {number}"
    facts = office(f"office-{number}", name, phones=("۰۵۹-۴۲۲۱۰۱۰",))
    await kept_offices.save(Office(OfficeId(facts.id), facts))
    for place, role in enumerate(_ROLES):
        terms = range(_HOLDINGS // len(_ROLES) + (place < _HOLDINGS % len(_ROLES)))
        *past, present = [_holding(f"p-{(number * _HOLDINGS + place * 13 + term) % people}", term) for term in terms]
        is_vacant = role == "pr_manager" and number % 20 == 0
        key = Place(office_id=facts.id).post_id(role, present.person_id)
        holder = None if is_vacant else Holding(present.person_id, present.since)
        await kept_posts.save(Post(key, role, office_id=facts.id, holder=holder, past=tuple(past)))


def _holding(person_id: str, term: int) -> Holding:
    since = _FIRST_DAY + term * _TERM
    return Holding(person_id, since, until=since + _TERM - timedelta(days=1))


if __name__ == "__main__":
    play(measure)

"""The directory with so many offices and people, and fifty holdings for each office: how long its pages take."""

import io
import time
from contextlib import redirect_stdout
from datetime import date, timedelta
from statistics import quantiles

from httpx import ASGITransport, AsyncClient

from services.membership.accounts.domain import Contact, Person, PersonId
from services.membership.accounts.mongo import PEOPLE, MongoPersonRepository
from services.membership.main import FEATURES, Parts, create_membership
from services.membership.offices.domain import Office, OfficeId
from services.membership.offices.mongo import MongoOfficeRepository
from services.membership.posts.domain import Holding, Place, Post, Role
from services.membership.posts.mongo import MongoPostRepository
from shared.runtime.logging import configure_logging
from shared.store.gathering import gathering
from tests.bench.contestants.life import play
from tests.bench.contestants.membership_alone import membership_parts
from tests.identity import COOKIE, SECRETARY, token_of, trust
from tests.membership.county import SETUP, office

_WARM = 5
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
    """Return the 95th percentile in milliseconds for each path; between the caller and the service is only ASGI."""
    parts = membership_parts(mongo_url, amqp_url)
    store = parts.platform.store
    with redirect_stdout(io.StringIO()):
        configure_logging("membership")
        await store.prepare(*(feature.indexes for feature in FEATURES))
        await trust(store)
        await _fill(parts, offices, people)
        headers = {"Cookie": f"{COOKIE}={token_of(SECRETARY, seconds=7_200)}"}
        transport = ASGITransport(create_membership(parts))
        async with AsyncClient(transport=transport, base_url="http://ravabet.test", headers=headers) as client:
            found = {path: await p95(client, path, times) for path in paths}
    await store.close()
    return found


async def p95(client: AsyncClient, path: str, times: int) -> float:
    """The 95th percentile of a path, in milliseconds."""
    taken = []
    for number in range(times + _WARM):
        began = time.perf_counter()
        answer = await client.get(path)
        took = time.perf_counter() - began
        assert answer.status_code == 200, (path, answer.status_code)
        if number >= _WARM:
            taken.append(took * 1000)
    return quantiles(taken, n=100)[94]


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

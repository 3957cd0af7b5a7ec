"""Documents of the release before: both releases read them before, during and after each migration."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest

from services.membership.accounts.mongo import PEOPLE
from services.membership.main import OWN, Parts, real_parts
from services.membership.members.mongo import MEMBERSHIPS
from services.membership.members.queries import Wanted
from services.membership.offices.mongo import OFFICES, to_office
from services.membership.settings import Settings
from shared.store.migrations.migration import Migration
from shared.store.migrations.run import left
from shared.store.store import Store
from tests.membership import release_before
from tests.migrating import migrate, migrations_of, one_run

MIGRATIONS = migrations_of(OWN)
TODAY = date(2026, 5, 1)


@pytest.fixture
async def parts(own_mongo_url: str, settings: Settings) -> AsyncIterator[Parts]:
    """The parts of this release over a database that only the release before has used."""
    parts = real_parts(settings.model_copy(update={"mongo_url": own_mongo_url}))
    await release_before.fill(parts.platform.store)
    yield parts
    await parts.platform.store.close()


@pytest.fixture
def store(parts: Parts) -> Store:
    return parts.platform.store


async def read_by_this_release(parts: Parts) -> list[object]:
    """What people, offices and memberships are to this release."""
    store = parts.platform.store
    people = [await parts.people.one(each["_id"]) for each in await store.find(PEOPLE, {}, sort=[("_id", 1)])]
    offices = [to_office(each) for each in await store.find(OFFICES, {}, sort=[("_id", 1)])]
    memberships = [
        await parts.members.one(each["_id"]) for each in await store.find(MEMBERSHIPS, {}, sort=[("_id", 1)])
    ]
    return [people, offices, [replace(each, person_name="") for each in memberships]]


async def names_of_roster(parts: Parts, words: str = "") -> list[str]:
    found = await parts.members.roster(Wanted(["media_hq"], TODAY, words=words))
    return [each.person_id for each in found]


async def test_both_releases_read_all_of_it_before_during_and_after(parts: Parts, store: Store) -> None:
    """Each batch holds one document and is followed by a new run, as after a kill."""
    before = release_before.as_json(release_before.its_documents())
    as_now = await read_by_this_release(parts)
    batches = 0

    for migration in MIGRATIONS:
        is_done = False
        while not is_done:
            is_done = await one_run(store, replace(migration, batch=1), one_batch=True)
            batches += not is_done
            assert release_before.as_json(await release_before.reads(store)) == before
            assert await read_by_this_release(parts) == as_now

    assert batches == 10
    assert [await left(store, each) for each in MIGRATIONS] == [0, 0, 0, 0]


async def test_what_was_not_found_is_found_afterwards(parts: Parts, store: Store) -> None:
    assert await parts.people.some("کاظمی نیا", limit=9) == []
    assert await names_of_roster(parts, "کاظمی نیا") == []

    await migrate(store, *MIGRATIONS)

    assert [each.id for each in await parts.people.some("کاظمی نیا", limit=9)] == ["p-gas"]
    assert [each["_id"] for each in await store.find(PEOPLE, {"alike": "email:mahsa@bahardasht.example"})] == ["p-gas"]
    assert await names_of_roster(parts, "کاظمی نیا") == ["p-gas"]
    assert await names_of_roster(parts) == ["p-bank", "p-gas", "p-left", "p-nobody"]
    assert [each["_id"] for each in await store.find(OFFICES, {"words": "گاز"})] == ["gas"]
    assert [each.id for each in await parts.kinds.all()] == ["office", "bank"]


async def test_a_kind_that_was_defined_meanwhile_stays(store: Store) -> None:
    bank = {"_id": "bank", "name": "بانک‌ها و بیمه‌ها", "order": 2, "executive": False, "version": 5}
    await store.driver.collection("office_kinds").insert_one(bank)

    await migrate(store, *MIGRATIONS)

    assert await store.get("office_kinds", "bank") == bank


async def test_versions_stay_so_that_nobody_is_refused_who_has_a_page_open(parts: Parts, store: Store) -> None:
    person = await parts.people.one(release_before.its_documents()[PEOPLE][0]["_id"])
    await migrate(store, *MIGRATIONS)

    person.name = "مهسا کاظمی"
    await parts.accounts.people.save(person)

    assert [each.id for each in await parts.people.some("مهسا کاظمی", limit=9)] == ["p-gas"]


@pytest.mark.parametrize(
    "migration", [each for each in MIGRATIONS if each.collection == PEOPLE], ids=lambda each: each.name
)
async def test_whom_the_release_before_stores_after_the_run_is_found_by_the_next(
    parts: Parts, store: Store, migration: Migration
) -> None:
    await migrate(store, migration)
    await release_before.rename(store, "p-gas", "مهسا بهار")
    assert await left(store, migration) == 1

    await migrate(store, migration)

    assert [each.id for each in await parts.people.some("بهار", limit=9)] == ["p-gas"]
    assert (await parts.people.one((await store.find(PEOPLE, {"_id": "p-gas"}))[0]["_id"])).name == "مهسا بهار"

"""Members are suspended, leave and expire; rosters on any day; all over the real database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from services.membership.accounts.domain import PersonId
from services.membership.decrees.granting_domain import NewDecree
from services.membership.main import FEATURES, Parts, real_parts
from services.membership.members.domain import Membership
from services.membership.members.migrations_mongo import MIGRATIONS
from services.membership.members.queries import Standing, Wanted
from services.membership.members.usecases import Roll
from services.membership.posts.domain import PostId
from services.membership.settings import Settings
from shared.runtime.ids import new_id
from shared.runtime.stale import Stale
from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, SECRETARY, bearer
from tests.membership.county import fill
from tests.membership.test_decrees import a_registered_one, told
from tests.migrating import migrate

START = datetime(2026, 11, 28, 8, tzinfo=UTC)


class Calendar:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Calendar:
    return Calendar()


@pytest.fixture
async def county(settings: Settings, clock: Callable[[], datetime]) -> AsyncIterator[Parts]:
    """Membership's parts with a county in them, on a day of the test's choice."""
    parts = real_parts(settings, now=clock)
    store = parts.platform.store
    await store.prepare(*(feature.indexes for feature in FEATURES))
    await fill(parts)
    yield parts
    await store.close()


async def grant(parts: Parts, person: str = "p-water", office: str = "water", **changes: Any) -> Membership:
    facts: dict[str, Any] = {"valid_from": date(2026, 3, 21), "valid_until": date(2026, 12, 20)} | changes
    store = parts.platform.store
    new = NewDecree(person, (office,), "media_hq", "member", **facts)
    drafted = await store.run_again(lambda: parts.secretariat.draft(new, by=SECRETARY))
    await store.run_again(lambda: parts.registry.sign(drafted.id, by=GOVERNOR))
    (document,) = await store.find("memberships", {"decree_id": drafted.id, "active": True})
    return await parts.members.one(document["_id"])


async def test_a_term_ends_by_itself_and_is_announced_once(county: Parts, clock: Calendar) -> None:
    await grant(county)
    await grant(county, "p-roads", "roads", valid_until=None)
    store = county.platform.store

    await county.term_keeper.look()
    await county.term_keeper.look()
    (announced,) = await told(store, "membership.expiring.v1")
    assert (announced["person_id"], announced["valid_until"]) == ("p-water", "2026-12-20")
    assert await told(store, "membership.ended.v1") == []

    clock.now = datetime(2027, 1, 9, tzinfo=UTC)
    await county.term_keeper.look()
    await county.term_keeper.look()
    (ended,) = await told(store, "membership.ended.v1")
    assert (ended["reason"], ended["ended_on"]) == ("expired", "2026-12-20")
    assert "p-water" in [each["person_id"] for each in await told(store, "tokens.revoked.v1")]


async def test_a_suspended_member_has_no_part_in_the_body_until_the_suspension_ends(
    county: Parts, clock: Calendar
) -> None:
    membership = await grant(county)
    person = await county.people.one(PersonId(membership.person_id))
    powers = county.reception.powers
    assert "media_hq" in (await powers.of(person)).bodies

    await county.roll_keeper.suspend(membership.id, "مرخصی", until=date(2026, 12, 1), by=SECRETARY)
    assert "media_hq" not in (await powers.of(person)).bodies
    await county.term_keeper.look()
    assert await told(county.platform.store, "membership.resumed.v1") == []

    clock.now = datetime(2026, 12, 2, 8, tzinfo=UTC)
    await county.term_keeper.look()
    (resumed,) = await told(county.platform.store, "membership.resumed.v1")
    assert resumed["resumed_on"] == "2026-12-02"
    assert "media_hq" in (await powers.of(person)).bodies


async def test_a_seat_by_post_ends_with_the_post(county: Parts) -> None:
    membership = await grant(county, seat="by_post")
    assert (membership.seat, membership.post_ids) == ("by_post", ("office/water:pr_manager",))
    store = county.platform.store
    roll = Roll(county.roll_keeper.memberships, county.roll_keeper.now, new_id)

    async with store.transaction():
        left = await roll.leave_post("office/water:pr_manager", "p-water", office_id="water", on=date(2026, 11, 28))

    assert [each.id for each in left] == [membership.id]
    (ended,) = await told(store, "membership.ended.v1")
    assert ended["reason"] == "transferred"
    assert await county.members.of_person("p-water", on=date(2026, 11, 28)) == []
    assert len(await county.members.of_person("p-water", on=date(2026, 11, 27))) == 1


async def test_a_new_holder_of_the_post_ends_the_seat_in_the_same_unit(county: Parts) -> None:
    await grant(county, seat="by_post")
    store = county.platform.store
    post = PostId("office/water:pr_manager")

    await county.personnel.succeed(post, "p-roads", since=date(2026, 11, 28), by=SECRETARY)

    assert await county.members.of_person("p-water", on=date(2026, 11, 28)) == []
    (ended,) = await told(store, "membership.ended.v1")
    assert (ended["person_id"], ended["ended_on"]) == ("p-water", "2026-11-28")


async def test_memberships_of_the_version_before_are_sorted_and_found_by_name(county: Parts, clock: Calendar) -> None:
    await grant(county)
    last = await grant(county, "p-roads", "roads")
    memberships = county.platform.store.driver.collection("memberships")
    everything = Wanted(("media_hq",), clock.now.date())
    bahram = Wanted(("media_hq",), clock.now.date(), words="بهرام")
    for lacking in ({"name_tokens": ""}, {"name_tokens": "", "person_name": ""}):
        await memberships.update_one({"_id": last.id}, {"$unset": lacking})
        assert await county.members.roster(bahram) == []

        for _ in range(2):
            await migrate(county.platform.store, *MIGRATIONS)

        assert [each.person_id for each in await county.members.roster(bahram)] == ["p-roads"]
        names = [each.person_name for each in await county.members.roster(everything)]
        assert names == ["بهرام سپیدرو", "سارا مهرگان‌پور"]


@pytest.mark.parametrize("days_ahead", [-1, 0, 5], ids=["closed before", "closes today", "closes later"])
async def test_a_seat_by_post_that_ends_with_its_office_says_so(
    county: Parts, clock: Calendar, days_ahead: int
) -> None:
    await grant(county, seat="by_post")
    store, last_day = county.platform.store, START.date() + timedelta(days=days_ahead)

    await county.directory.close("water", on=last_day, by=SECRETARY)
    clock.now = START + timedelta(days=6)
    await county.post_turner.turn_all()

    (ended,) = await told(store, "membership.ended.v1")
    assert (ended["reason"], ended["ended_on"]) == ("office_closed", str(last_day + timedelta(days=1)))


async def test_who_leaves_before_the_office_closes_was_transferred(county: Parts, clock: Calendar) -> None:
    await grant(county, seat="by_post")
    await county.directory.close("water", on=START.date() + timedelta(days=5), by=SECRETARY)
    await county.personnel.vacate(PostId("office/water:pr_manager"), last_day=START.date(), by=SECRETARY)

    clock.now = START + timedelta(days=6)
    await county.post_turner.turn_all()

    (ended,) = await told(county.platform.store, "membership.ended.v1")
    assert (ended["reason"], ended["ended_on"]) == ("transferred", "2026-11-29")


async def test_a_renewed_seat_ends_with_the_post_before_its_last_day(county: Parts) -> None:
    await grant(county, seat="by_post")
    await grant(county, seat="by_post", valid_from=date(2026, 12, 21), valid_until=date(2027, 12, 20))
    assert len(await county.members.of_person("p-water", on=date(2026, 12, 1))) == 1
    post = PostId("office/water:pr_manager")

    await county.personnel.succeed(post, "p-roads", since=date(2026, 11, 28), by=SECRETARY)

    for day in (date(2026, 11, 28), date(2026, 12, 1), date(2026, 12, 20), date(2027, 1, 1)):
        assert await county.members.of_person("p-water", on=day) == [], day
    assert len(await county.members.of_person("p-water", on=date(2026, 11, 27))) == 1


async def test_a_personal_seat_stays_when_the_post_goes(county: Parts) -> None:
    await grant(county, seat="personal")
    roll = Roll(county.roll_keeper.memberships, county.roll_keeper.now, new_id)

    async with county.platform.store.transaction():
        assert await roll.leave_post("office/water:pr_manager", "p-water", on=date(2026, 11, 28)) == []


async def test_documents_from_before_are_read_and_do_not_get_in_the_way(county: Parts) -> None:
    """The version before kept no seats, no names and no suspensions."""
    store = county.platform.store
    for key in ("a", "b"):
        document = {
            "_id": f"old-{key}",
            "body_id": "media_hq",
            "person_id": f"p-{key}",
            "office_ids": ["water"],
            "role": "member",
            "valid_from": "2026-03-21",
            "valid_until": None,
            "decree_id": f"d-{key}",
            "decree_no": "1405/ق/090",
            "active": True,
            "ended_on": None,
            "end_reason": None,
            "version": 1,
        }
        await store.driver.collection("memberships").insert_one(document)

    membership = await grant(county)

    assert [each.id for each in await county.members.of_person("p-a", on=date(2026, 11, 1))] == ["old-a"]
    assert membership.sole_seats == ("member/water",)
    assert {each["person_id"] for each in await told(store, "membership.ended.v1")} == {"p-a", "p-b"}


async def test_the_roster_of_any_day_is_read_over_http(membership: AsyncClient, store: Store) -> None:
    first = await a_registered_one(membership)
    await a_registered_one(membership, person_id="p-roads", office_ids=["roads"])
    (document,) = await store.find("memberships", {"decree_id": first["id"]})
    path = f"/api/membership/members/{document['_id']}"

    for by, status in ((MANAGER, 403), (GOVERNOR, 403), (SECRETARY, 200)):
        answer = await membership.post(f"{path}/suspension", json={"reason": "مرخصی"}, headers=bearer(by))
        assert answer.status_code == status
    assert answer.json()["state"] == "suspended"
    again = await membership.post(f"{path}/suspension", json={"reason": "دلیل دیگر"}, headers=bearer(SECRETARY))
    assert again.status_code == 409

    async def listed(**asked: str) -> list[tuple[str, bool]]:
        params = {"body": "media_hq"} | asked
        found = await membership.get("/api/membership/members", params=params, headers=bearer(SECRETARY))
        assert found.status_code == 200, found.text
        return [(each["person_id"], each["is_suspended"]) for each in found.json()["items"]]

    assert await listed() == [("p-roads", False), ("p-water", True)]
    assert await listed(on="2026-03-20") == []
    assert await listed(limit="1", after="1") == [("p-water", True)]
    ended = await membership.post(f"{path}/ending", json={"reason": "resigned"}, headers=bearer(SECRETARY))
    assert (ended.json()["state"], ended.json()["end_reason"]) == ("ended", "resigned")
    assert await listed() == [("p-roads", False)]
    assert ("p-water", False) in await listed(on="2026-04-01")
    refused = await membership.get("/api/membership/members?on=%DB%B1%DB%B4", headers=bearer(SECRETARY))
    assert refused.status_code == 422


async def test_the_roster_knows_who_was_suspended_on_any_day(county: Parts, clock: Calendar) -> None:
    membership = await grant(county)
    await grant(county, "p-roads", "roads")
    await county.roll_keeper.suspend(membership.id, "مرخصی", by=SECRETARY)
    clock.now = datetime(2026, 12, 3, 8, tzinfo=UTC)

    async def members(standing: Standing, day: date) -> list[str]:
        found = await county.members.roster(Wanted(["media_hq"], day, standing=standing))
        return [each.person_id for each in found]

    before, first, last, after = (date(2026, 11, 27), date(2026, 11, 28), date(2026, 12, 2), date(2026, 12, 3))
    assert [await members("suspended", day) for day in (before, last, after)] == [[], ["p-water"], ["p-water"]]
    await county.roll_keeper.resume(membership.id, by=SECRETARY)

    days = (before, first, last, after)
    assert [await members("suspended", day) for day in days] == [[], ["p-water"], ["p-water"], []]
    everybody = ["p-roads", "p-water"]
    assert [await members("active", day) for day in days] == [everybody, ["p-roads"], ["p-roads"], everybody]


async def test_two_people_who_suspend_at_once_are_one(county: Parts) -> None:
    membership = await grant(county)
    store = county.platform.store

    async def suspend() -> object:
        try:
            return await store.run_again(lambda: county.roll_keeper.suspend(membership.id, "مرخصی", by=SECRETARY))
        except Stale as stale:
            return stale

    await asyncio.gather(*(suspend() for _ in range(5)))

    assert len(await told(store, "membership.suspended.v1")) == 1


async def test_offices_without_a_member_are_those_that_are_open_that_day(county: Parts) -> None:
    await grant(county)

    number, offices = await county.members.offices_without("media_hq", on=date(2026, 11, 28))
    assert (number, [str(office.id) for office in offices]) == (2, ["roads", "governorate"])
    assert (await county.members.offices_without("media_hq", on=date(2026, 11, 28), words="راهداری"))[0] == 1
    assert (await county.members.offices_without("media_hq", on=date(2020, 1, 1)))[0] == 0

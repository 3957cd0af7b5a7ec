"""The notices at the desk: each person's own, once, until they are read."""

import asyncio
from datetime import timedelta
from typing import Any

from httpx import Response

from services.notifier.recipients.domain import PersonId
from services.notifier.recipients.mongo import MongoRecipientRepository
from shared.events.membership import PeopleMerged, PeopleMergeUndone
from shared.runtime.viewer import Viewer
from tests.identity import COOKIE, MANAGER, OPERATOR, SECRETARY, bearer, csrf_for, token_of
from tests.notifier.conftest import World
from tests.notifier.events import NOON, decree_issued, published, report_submitted
from tests.notifier.test_following import follow
from tests.parked import park_one


async def see(world: World, path: str, viewer: Viewer = MANAGER) -> Response:
    return await world.client.get(path, headers={"Cookie": f"{COOKIE}={token_of(viewer)}"})


async def send(world: World, path: str, viewer: Viewer = MANAGER, **fields: str) -> Response:
    cookie = {"Cookie": f"{COOKIE}={token_of(viewer)}"}
    return await world.client.post(path, data={"csrf": csrf_for(viewer)} | fields, headers=cookie)


async def mine(world: World, viewer: Viewer = MANAGER, **query: Any) -> Any:
    return (await world.client.get("/api/notifier/notices", params=query, headers=bearer(viewer))).json()


async def told_of_decrees(world: World, *decrees: str) -> list[str]:
    """The manager, of whom no address is known, is told; the ids, newest first."""
    for number, decree in enumerate(decrees, 1):
        await world.tell(decree_issued("p-water", decree))
        await world.kept("desk_notices", number, person_id="p-water")
    return [item["id"] for item in (await mine(world))["items"]]


async def test_a_person_without_any_address_is_told_at_the_desk_once_however_often_it_comes(world: World) -> None:
    for _ in range(3):
        await world.tell(decree_issued("p-water"))
    await world.tell(decree_issued("p-water"), replay=True)
    await world.tell(decree_issued("p-water", "old"), replay=True)
    await world.kept("desk_notices")
    # It is expanded again and again, since the contact may still come.
    (notice,) = await world.kept("notices", _id="decree:d1", not_before={"$gt": world.store.now()})
    await world.store.driver.collection("notices").update_one({"_id": "decree:d1"}, {"$set": {"not_before": NOON}})
    await world.kept("notices", _id="decree:d1", not_before={"$gt": notice["not_before"]})
    await world.tell(decree_issued("p-water", "d2"))
    await world.kept("desk_notices", 2)

    told = await mine(world)

    assert [(item["kind"], item["path"], item["read_at"]) for item in told["items"]] == [
        ("decree.issued", "/v/83472210", None)
    ] * 2
    assert await world.store.count("desk_notices", {}) == 2
    assert told["unread"] == 2


async def test_the_secretariat_is_told_of_a_report_at_the_desk_too_and_followers_are_not(world: World) -> None:
    await follow(world)
    await world.tell(published("a1"))
    await world.kept("deliveries", state="sent", notice="news:a1")
    await world.tell(report_submitted())
    (notice,) = await world.kept("desk_notices")

    assert (notice["person_id"], notice["path"]) == ("p-desk", "/reporting/1405-08/water")
    page = (await see(world, "/notifier/notices", SECRETARY)).text
    assert "گزارش آبان ۱۴۰۵ اداره آب و فاضلاب رسید" in page
    assert "خوانده‌نشده</span>" in page


async def test_whoever_follows_a_notice_has_read_it(world: World) -> None:
    first, second = await told_of_decrees(world, "d1", "d2")

    followed = await see(world, f"/notifier/notices/{first}")

    assert (followed.status_code, followed.headers["location"]) == (303, "/v/83472210")
    told = await mine(world)
    assert [(item["id"], item["read_at"] is None) for item in told["items"]] == [(first, False), (second, True)]
    read_at = told["items"][0]["read_at"]
    await see(world, f"/notifier/notices/{first}")
    assert (await mine(world))["items"][0]["read_at"] == read_at


async def test_a_notice_leads_nowhere_but_here(world: World) -> None:
    (notice,) = await told_of_decrees(world, "d1")
    for path in ("//evil.example/", "https://evil.example/", "/\\evil.example", ""):
        await world.store.driver.collection("desk_notices").update_one({"_id": notice}, {"$set": {"path": path}})
        assert (await see(world, f"/notifier/notices/{notice}")).headers["location"] == "/notifier/notices"


async def test_the_notices_of_others_are_not_there(world: World) -> None:
    (notice,) = await told_of_decrees(world, "d1")

    assert (await see(world, f"/notifier/notices/{notice}", OPERATOR)).status_code == 404
    marked = await world.client.post("/api/notifier/notices/reading", json={"ids": [notice]}, headers=bearer(OPERATOR))
    assert marked.status_code == 404
    assert (await mine(world, OPERATOR)) == {"items": [], "unread": 0, "next_page": None}
    await send(world, "/notifier/notices/reading", OPERATOR, until=world.store.now().isoformat())
    assert (await mine(world))["unread"] == 1
    assert "هنوز اعلانی برای شما نیست" in (await see(world, "/notifier/notices", OPERATOR)).text


async def test_all_that_was_shown_is_read_and_what_came_since_is_not(world: World) -> None:
    await told_of_decrees(world, "d1", "d2")
    shown_at = (await world.store.find("desk_notices", {}, sort=[("at", 1)]))[0]["at"].isoformat()

    answer = await send(world, "/notifier/notices/reading", until=shown_at)
    assert (answer.status_code, answer.headers["location"]) == (303, "/notifier/notices")
    assert (await mine(world))["unread"] == 1

    await send(world, "/notifier/notices/reading", until=(world.store.now() + timedelta(days=1)).isoformat())
    assert (await mine(world))["unread"] == 0
    assert "همه را خوانده‌اید" in (await see(world, "/notifier/notices")).text


async def test_a_form_without_its_token_marks_nothing(world: World) -> None:
    await told_of_decrees(world, "d1")

    answer = await send(world, "/notifier/notices/reading", csrf="wrong", until=world.store.now().isoformat())

    assert answer.status_code == 403
    assert (await mine(world))["unread"] == 1


async def test_programs_mark_some_or_all(world: World) -> None:
    first, *_ = await told_of_decrees(world, "d1", "d2", "d3")
    path = "/api/notifier/notices/reading"

    some = await world.client.post(path, json={"ids": [first]}, headers=bearer(MANAGER))
    assert some.json() == {"unread": 2}
    assert (await world.client.post(path, headers=bearer(MANAGER))).json() == {"unread": 0}


async def test_old_notices_are_on_the_next_page(world: World) -> None:
    (notice,) = await told_of_decrees(world, "d1")
    (document,) = await world.store.find("desk_notices", {"_id": notice})
    older = [document | {"_id": f"n{n:02}", "at": document["at"] - timedelta(hours=n + 1)} for n in range(30)]
    await world.store.add_new("desk_notices", older)

    first = await see(world, "/notifier/notices")
    second = await see(world, "/notifier/notices?page=2")

    assert 'href="/notifier/notices?page=2"' in first.text
    assert (first.text.count("todo-icon"), second.text.count("todo-icon")) == (30, 1)
    assert 'href="/notifier/notices" rel="prev"' in second.text
    assert (await mine(world))["next_page"] == 2
    assert (await mine(world, page=2))["items"][0]["id"] == "n29"


async def test_what_is_unread_waits_on_the_desk_and_what_did_not_arrive_for_whoever_sees_the_ledger(
    world: World,
) -> None:
    await told_of_decrees(world, "d1", "d2", "d3", "d4")
    part = (await see(world, "/notifier/desk-part")).text
    assert "<!--desk week 4-->" in part
    assert part.count(">دیدن</a>") == 3
    assert "۱ اعلان دیگر" in part
    assert "پیام از دیروز" not in part

    await world.store.driver.collection("deliveries").insert_one(
        {"_id": "x", "channel": "email", "state": "rejected", "not_before": world.store.now()}
    )
    assert "۱ پیام از دیروز تاکنون نرسیده است" in (await see(world, "/notifier/desk-part", OPERATOR)).text
    await send(world, "/notifier/notices/reading", until=world.store.now().isoformat())
    assert (await see(world, "/notifier/desk-part")).text.strip() == ""


async def test_parked_events_wait_for_an_operator(world: World) -> None:
    await park_one(world.store)

    assert "۱ دسته رویداد مانده در پیام‌ها" in (await see(world, "/notifier/desk-part", OPERATOR)).text
    assert "رویداد مانده" not in (await see(world, "/notifier/desk-part", SECRETARY)).text


async def test_what_was_told_to_a_merged_person_lies_at_the_desk_of_the_one_who_stays(world: World) -> None:
    await told_of_decrees(world, "d1")

    await world.tell(PeopleMerged(person_id="p-desk", merged_id="p-water"), seq=2)
    await world.kept("desk_notices", person_id="p-desk")
    await world.tell(decree_issued("p-water", "d2"))
    await world.kept("desk_notices", 2, person_id="p-desk")

    assert len((await mine(world, SECRETARY))["items"]) == 2
    assert (await mine(world))["items"] == []
    await world.tell(PeopleMergeUndone(person_id="p-desk", merged_id="p-water"), seq=3)
    await world.kept("desk_notices", 2, person_id="p-water")
    assert [len((await mine(world, viewer))["items"]) for viewer in (MANAGER, SECRETARY)] == [2, 0]


async def test_a_notice_goes_back_by_the_merges_through_which_it_came(world: World) -> None:
    """Also one that arrived after both of them."""
    mover, store = world.parts.desk_mover, world.store
    await mover.merge(PeopleMerged(person_id="p-roads", merged_id="p-water"))
    await mover.merge(PeopleMerged(person_id="p-desk", merged_id="p-roads"))
    await world.tell(decree_issued("p-water", "d1"))
    await world.kept("desk_notices", person_id="p-desk")

    await mover.undo(PeopleMergeUndone(person_id="p-desk", merged_id="p-roads"))
    assert await store.count("desk_notices", {"person_id": "p-roads"}) == 1
    await mover.undo(PeopleMergeUndone(person_id="p-roads", merged_id="p-water"))
    assert await store.count("desk_notices", {"person_id": "p-water"}) == 1


async def test_an_undo_that_comes_late_neither_catches_the_expander_nor_undoes_the_next_merge(world: World) -> None:
    await told_of_decrees(world, "d1")
    mover = world.parts.desk_mover
    people = world.parts.desk_mover.recipients
    assert isinstance(people, MongoRecipientRepository)
    await mover.merge(PeopleMerged(person_id="p-desk", merged_id="p-water"))
    await mover.merge(PeopleMerged(person_id="p-water", merged_id="p-desk"))
    async with asyncio.timeout(5):
        assert await people.who_stay({PersonId("p-water")}) == {"p-water"}

    await mover.undo(PeopleMergeUndone(person_id="p-desk", merged_id="p-water"))
    assert await people.who_stay({PersonId("p-desk")}) == {"p-water"}

    await mover.merge(PeopleMerged(person_id="p-third", merged_id="p-water"))
    await mover.undo(PeopleMergeUndone(person_id="p-desk", merged_id="p-water"))

    assert await people.who_stay({PersonId("p-desk"), PersonId("p-water")}) == {"p-third"}
    await world.kept("desk_notices", person_id="p-third")

"""Many changes in one unit of work."""

import pytest

from shared.runtime.actor import Actor, acting
from shared.store.flush import Conflict
from shared.store.gathering import gathering
from shared.store.store import Store


async def _keep(store: Store, *things: dict[str, object]) -> None:
    async with store.unit_of_work() as work:
        for thing in things:
            await work.put("things", thing)


async def test_writes_are_kept_together_and_seen_inside_the_unit(store: Store) -> None:
    await _keep(store, {"_id": "one", "version": 1}, {"_id": "gone", "version": 1})

    async with gathering(store) as work:
        await work.foresee("things", ["one", "two", "gone"])
        assert await work.get("things", "two") is None
        assert await work.replace("things", {"_id": "one", "version": 1}, {"_id": "one", "version": 2})
        assert await work.replace("things", {}, {"_id": "two", "version": 1}, insert=True)
        assert not await work.replace("things", {}, {"_id": "two", "version": 1}, insert=True)
        assert not await work.replace("things", {"_id": "one", "version": 1}, {"_id": "one", "version": 3})
        await work.delete("things", "gone")
        assert await store.get("things", "gone") is None
        assert await store.count("things", {}) == 2
        await work.put("things", {"_id": "two", "version": 5})

    kept = await store.find("things", {}, sort=[("_id", 1)])
    assert [(each["_id"], each["version"]) for each in kept] == [("one", 2), ("two", 5)]


async def test_a_failed_unit_keeps_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError):
        await _keep_and_fail(store)

    assert await store.find("things", {}) == []


async def _keep_and_fail(store: Store) -> None:
    async with gathering(store) as work:
        await work.put("things", {"_id": "one"})
        await work.send()
        raise RuntimeError


async def test_somebody_else_who_was_faster_is_a_conflict(store: Store) -> None:
    with pytest.raises(Conflict):
        await _add_after_another(store)

    (kept,) = await store.find("things", {})
    assert kept["by"] == "another"


async def _add_after_another(store: Store) -> None:
    await _keep(store, {"_id": "one", "by": "another"})
    async with gathering(store) as work:
        work._known["things", "one"] = None  # read before the other one came
        assert await work.replace("things", {}, {"_id": "one", "by": "me"}, insert=True)


async def test_the_trail_notes_what_was_before_and_after(store: Store) -> None:
    await _keep(store, {"_id": "one", "name": "old"})

    with acting(lambda: Actor("POST /things", person_id="p-1")):
        async with gathering(store) as work:
            await work.foresee("things", ["one", "two"])
            await work.put("things", {"_id": "one", "name": "new"})
            await work.put("things", {"_id": "two", "name": "two"})

    notes = {note["key"]: note for note in await store.find("audit_waiting", {})}
    assert {key: (note["kind"], note["person_id"]) for key, note in notes.items()} == {
        "one": ("changed", "p-1"),
        "two": ("added", "p-1"),
    }


async def test_what_is_foreseen_to_be_absent_is_not_asked_for_again_until_it_is_written(store: Store) -> None:
    await _keep(store, {"_id": "one", "of": "there"})

    async with gathering(store) as work:
        await work.foresee_absence("things", "of", {"there", "nowhere"})
        await _keep_outside(store, {"_id": "later", "of": "nowhere"})
        assert await work.find("things", {"of": "nowhere"}) == []
        assert len(await work.find("things", {"of": "there"})) == 1
        await work.put("things", {"_id": "two", "of": "nowhere"})
        assert [each["_id"] for each in await work.find("things", {"of": "nowhere"})] == ["two"]


async def test_the_trail_notes_once_what_a_unit_changed_twice(store: Store) -> None:
    await _keep(store, {"_id": "one", "name": "old"})

    with acting(lambda: Actor("POST /things", person_id="p-1")):
        async with gathering(store) as work:
            await work.put("things", {"_id": "one", "name": "newer"})
            assert await work.find("things", {"name": "newer"})
            await work.put("things", {"_id": "one", "name": "newest"})

    (note,) = await store.find("audit_waiting", {})
    assert note["kind"] == "changed"


async def _keep_outside(store: Store, thing: dict[str, object]) -> None:
    await store.driver.collection("things").insert_one(thing)

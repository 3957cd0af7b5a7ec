"""Migrations: batch by batch beside others who write, killed and gone on with, one run at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from pymongo.errors import AutoReconnect, ExecutionTimeout, PyMongoError

from shared.store.driver import Document
from shared.store.lease import Lease
from shared.store.migrations import records
from shared.store.migrations import run as running
from shared.store.migrations.migration import Change, Migration, in_order
from shared.store.migrations.records import Record, records_of
from shared.store.migrations.run import (
    LEASE_SECONDS,
    AlwaysMore,
    CannotChange,
    Interrupted,
    Refused,
    RunElsewhere,
    Runner,
    left,
    preview,
)
from shared.store.migrations.watch import MigrationWatch
from shared.store.store import Store


async def upper(_: Store, documents: Sequence[Document]) -> Sequence[Change]:
    return [Change({"upper": each["name"].upper()}) for each in documents]


UPPER = Migration(
    name="0001-upper",
    says="Keeps names in capitals, too.",
    collection="things",
    left={"upper": {"$exists": False}},
    change=upper,
    batch=10,
)


class Killed(BaseException):
    """Strikes the process down: nothing that it would do at its end is done."""


@dataclass
class Operator:
    """Somebody who runs a migration; `at_batch` is called after each batch."""

    store: Store
    at_batch: Callable[[], None] = lambda: None
    is_to_end: bool = False
    is_killed: bool = False
    changed: list[int] = field(default_factory=list)

    async def run(self, migration: Migration = UPPER) -> Record:
        lease = Lease(self.store, "migrations", seconds=LEASE_SECONDS)
        runner = Runner(self.store, lease, report=self._report, is_to_end=lambda: self.is_to_end)
        try:
            return await runner.run(migration)
        finally:
            if not self.is_killed:
                await lease.give_back()

    def _report(self, changed: int) -> None:
        self.changed.append(changed)
        self.at_batch()


async def add(store: Store, *keys: str, **fields: object) -> None:
    things = store.driver.collection("things")
    await things.insert_many([{"_id": key, "name": f"n-{key}", "version": 3} | fields for key in keys])


async def test_every_document_is_changed_and_the_record_says_so(store: Store) -> None:
    await add(store, *(f"{number:03}" for number in range(25)))
    await add(store, "new", upper="kept")
    operator = Operator(store)

    record = await operator.run()

    assert operator.changed == [10, 20, 25]
    assert (record.looked, record.changed) == (25, 25)
    assert record.done_at is not None
    assert (await records_of(store))["0001-upper"].release
    things = {each["_id"]: each for each in await store.find("things", {})}
    assert things["007"] == {"_id": "007", "name": "n-007", "version": 3, "upper": "N-007"}
    assert things["new"]["upper"] == "kept"


async def test_a_second_run_has_nothing_to_do(store: Store) -> None:
    await add(store, "a")
    await Operator(store).run()

    again = await Operator(store).run()

    assert (again.looked, again.changed) == (1, 1)
    assert again.done_at is not None


async def test_a_killed_run_is_gone_on_with_at_its_batch(store: Store) -> None:
    """It is killed after the second batch; the next run reads none of the twenty again."""
    await add(store, *(f"{number:03}" for number in range(35)))
    killed = Operator(store)

    def kill() -> None:
        if len(killed.changed) == 2:
            killed.is_killed = True
            raise Killed

    killed.at_batch = kill
    with pytest.raises(Killed):
        await killed.run()
    await store.driver.collection("leases").delete_many({})
    assert (await records_of(store))["0001-upper"].position == "019"

    after = Operator(store)
    record = await after.run()

    assert after.changed == [10, 15]
    assert (record.looked, record.changed) == (35, 35)


@pytest.mark.parametrize("step", ["before the writes", "before the position"])
async def test_a_run_that_is_killed_within_a_batch_loses_nothing(
    store: Store, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(store, *(f"{number:03}" for number in range(15)))

    async def strike(*_: object, **__: object) -> int:
        raise Killed

    with monkeypatch.context() as struck:
        if step == "before the writes":
            struck.setattr(running, "_write", strike)
        else:
            struck.setattr(records, "move", strike)
        with pytest.raises(Killed):
            await Operator(store, is_killed=True).run()
    await store.driver.collection("leases").delete_many({})

    await Operator(store).run()

    assert await left(store, UPPER) == 0
    assert await store.count("things", {"upper": {"$regex": "^N-0"}}) == 15


async def test_what_somebody_changes_meanwhile_is_not_written_over_and_is_tried_again(store: Store) -> None:
    """A service of the release before renames while the migration computes: no capitals of the former name remain."""
    await add(store, "a", "b")
    renamed = False

    async def slowly(store: Store, documents: Sequence[Document]) -> Sequence[Change]:
        nonlocal renamed
        if not renamed:
            renamed = True
            now = {"_id": "a", "name": "another", "version": 4}
            await store.driver.collection("things").replace_one({"_id": "a", "version": 3}, now)
        return await upper(store, documents)

    record = await Operator(store).run(replace(UPPER, change=slowly))

    assert await store.get("things", "a") == {"_id": "a", "name": "another", "version": 4, "upper": "ANOTHER"}
    assert (record.looked, record.changed) == (3, 2)


@pytest.mark.parametrize("odd", [{"$gt": 1}, "$name", {"a.b": 1}, [None, {"x": 1.5}]])
async def test_documents_are_compared_as_they_are_whatever_is_in_them(store: Store, odd: object) -> None:
    await add(store, "a", odd=odd)
    del_version = {"$unset": {"version": ""}}
    await store.driver.collection("things").update_one({"_id": "a"}, del_version)

    await Operator(store).run()

    assert await store.get("things", "a") == {"_id": "a", "name": "n-a", "odd": odd, "upper": "N-A"}


async def test_what_came_behind_the_position_is_found_in_the_next_pass(store: Store) -> None:
    await add(store, *(f"{number:03}" for number in range(15)))
    operator = Operator(store)
    before: list[int] = []

    async def with_a_late_one(store: Store, documents: Sequence[Document]) -> Sequence[Change]:
        before.append(len(documents))
        if len(before) == 2:
            await add(store, "000-late")
        return await upper(store, documents)

    await operator.run(replace(UPPER, change=with_a_late_one))

    assert before == [10, 5, 1]


async def test_a_done_migration_is_run_again_for_what_came_later(store: Store) -> None:
    await add(store, "a")
    await Operator(store).run()
    await add(store, "b")

    record = await Operator(store).run()

    assert (record.looked, record.changed) == (2, 2)


async def test_a_faulty_document_holds_up_no_other(store: Store) -> None:
    await add(store, "a", "c")
    await add(store, "b", name=7)

    with pytest.raises(CannotChange) as raised:
        await Operator(store).run()

    assert raised.value.refused == [Refused("b", "AttributeError")]
    assert await store.count("things", {"upper": {"$exists": True}}) == 2
    assert (await records_of(store))["0001-upper"].done_at is None


async def test_fields_go_and_documents_beside_it_come_only_once(store: Store) -> None:
    await add(store, "a", "b", kind="bank")
    await store.driver.collection("others").insert_one({"_id": "office", "name": "kept"})

    async def split(_: Store, documents: Sequence[Document]) -> Sequence[Change]:
        beside = [("others", {"_id": each, "name": "new"}) for each in ("bank", "office")]
        return [Change({"upper": ""}, without=("kind",), beside=beside) for _ in documents]

    await Operator(store).run(replace(UPPER, change=split))

    assert await store.count("things", {"kind": {"$exists": True}}) == 0
    found = {each["_id"]: each["name"] for each in await store.find("others", {})}
    assert found == {"bank": "new", "office": "kept"}


@pytest.mark.parametrize("error", [AutoReconnect("the primary stepped down"), ExecutionTimeout("too busy")])
async def test_a_database_that_is_away_for_a_while_is_waited_for(
    store: Store, error: PyMongoError, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(store, *(f"{number:03}" for number in range(15)))
    monkeypatch.setattr(running, "_PATIENCE_SECONDS", (0, 0))
    write, errors = running._write, [error, error]

    async def after_two_errors(*words: Any) -> int:
        if errors:
            raise errors.pop()
        return await write(*words)

    monkeypatch.setattr(running, "_write", after_two_errors)
    operator = Operator(store)
    record = await operator.run()

    assert (operator.changed, record.changed, record.looked) == ([10, 15], 15, 15)
    await add(store, "later")
    errors += [error] * 3
    with pytest.raises(type(error)):
        await operator.run()


async def test_two_operators_do_not_run_it_at_once(store: Store) -> None:
    await add(store, "a")
    other = Lease(store, "migrations", seconds=LEASE_SECONDS)
    assert await other.hold()

    with pytest.raises(RunElsewhere):
        await Operator(store).run()

    assert await records_of(store) == {}


async def test_who_asks_it_to_end_waits_for_one_batch(store: Store) -> None:
    await add(store, *(f"{number:03}" for number in range(25)))
    operator = Operator(store, is_to_end=True)

    with pytest.raises(Interrupted):
        await operator.run()

    assert operator.changed == [10]
    assert await left(store, UPPER) == 15


async def test_a_service_that_undoes_it_again_and_again_is_noticed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_MOST_PASSES", 3)
    await add(store, "a")

    async def nothing(_: Store, documents: Sequence[Document]) -> Sequence[Change]:
        return [Change({"name": "still"}) for _ in documents]

    with pytest.raises(AlwaysMore):
        await Operator(store).run(replace(UPPER, change=nothing))


async def test_a_preview_writes_nothing_and_shows_what_would_change(store: Store) -> None:
    await add(store, *(f"{number:03}" for number in range(25)))
    await add(store, "x", name=None)

    found = await preview(store, UPPER)

    assert (found.documents, found.fields, found.examples) == (25, {"upper"}, ["000", "001", "002", "003", "004"])
    assert found.refused == [Refused("x", "AttributeError")]
    assert await left(store, UPPER) == 26
    assert await records_of(store) == {}


async def test_it_notes_nothing_in_the_audit_trail(store: Store) -> None:
    await add(store, "a")

    await Operator(store).run()

    assert await store.count("audit_waiting", {}) == 0
    assert await store.count("outbox", {}) == 0


async def test_in_a_new_database_all_are_recorded_as_done(store: Store) -> None:
    watch = MigrationWatch(store, [UPPER])
    assert watch.says == "not looked at yet"

    await watch.look()

    record = (await records_of(store))["0001-upper"]
    assert watch.says == "ok"
    assert record.done_at is not None
    assert (record.looked, record.changed) == (0, 0)


async def test_a_missing_one_is_told_until_a_run_has_ended(store: Store) -> None:
    await add(store, "a")
    watch = MigrationWatch(store, [replace(UPPER, name="0002-later"), UPPER])
    await watch.look()
    assert watch.says == "missing: 0001-upper, 0002-later; run: ravabet migrate news"
    assert not watch.is_hindering

    await Operator(store).run()
    await Operator(store).run(replace(UPPER, name="0002-later"))
    await watch.look()

    assert watch.says == "ok"


async def test_what_the_release_before_stores_later_is_missed_after_ten_minutes(store: Store) -> None:
    watch = MigrationWatch(store, [UPPER])
    await watch.look()
    await watch.look()
    await add(store, "late")

    await watch.look()
    assert watch.says == "ok"
    begun = store.now()
    store.now = lambda: begun + timedelta(minutes=11)
    await watch.look()

    assert watch.says.startswith("missing: 0001-upper;")


async def test_one_that_must_be_done_hinders_until_it_is_known_to_be_done(store: Store) -> None:
    await add(store, "a")
    needed = replace(UPPER, must_be_done=True)
    watch = MigrationWatch(store, [needed])
    assert watch.is_hindering

    await watch.look()
    assert watch.is_hindering
    await Operator(store).run(needed)
    await watch.look()

    assert not watch.is_hindering


def test_two_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two migrations are named 0001-upper"):
        in_order([UPPER, replace(UPPER, says="Another.")])

"""What is noted of a change: all of it that counts, nothing that is secret, nothing without the change."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.store.audit.notes import AUDIT_WAITING, NOT_AUDITED, all_but
from shared.store.batch import Task, run_batch
from shared.store.driver import DriverName
from shared.store.errors import AlreadyExists
from shared.store.store import Store
from shared.store.transaction import Transaction
from tests.shared.store.audited import SARA, a_request, keep

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
async def store(mongo_url: str, driver: DriverName) -> AsyncIterator[Store]:
    """A store with one audited collection, one that is not, and one that nobody has named."""
    audited = {"things": all_but("secret", "owner.phone"), "tries": NOT_AUDITED}
    opened = Store.open(mongo_url, service="news", now=lambda: AT, driver=driver, audited=[audited])
    await opened.prepare({"things": [], "tries": [], "others": []})
    yield opened
    await opened.close()


async def notes(store: Store) -> list[dict[str, Any]]:
    return await store.find(AUDIT_WAITING, {}, sort=[("_id", 1)])


async def test_a_note_says_who_did_what_when_from_where_and_how_it_changed(store: Store) -> None:
    await keep(store, "one", state="draft", owner={"name": "سارا"}, tags=["آب", "برق"])

    with a_request():
        async with store.unit_of_work() as work:
            thing = await work.get("things", "one")
            assert thing is not None
            changed = thing | {"state": "signed", "owner": {"name": "مینا"}, "tags": ["برق", "گاز"]}
            assert await work.replace("things", {"_id": "one"}, changed)

    (note,) = await notes(store)
    del note["_id"]
    assert note == {
        "at": AT,
        "person_id": SARA.person_id,
        "roles": ["pr_manager"],
        "address": SARA.address,
        "deed": "POST /things/{key}",
        "correlation_id": "req-1",
        "collection": "things",
        "key": "one",
        "kind": "changed",
        "changes": [
            {"field": "state", "before": "draft", "after": "signed"},
            {"field": "owner.name", "before": "سارا", "after": "مینا"},
            {"field": "tags", "before": ["آب"], "after": ["گاز"]},
        ],
    }


async def test_added_changed_and_removed_are_told_apart_and_one_unit_is_one_note(store: Store) -> None:
    with a_request():
        await keep(store, "one", n=1)
        async with store.unit_of_work() as work:
            assert await work.replace("things", {"_id": "two"}, {"_id": "two", "n": 1}, insert=True)
            assert not await work.replace("things", {"_id": "two"}, {"_id": "two", "n": 9}, insert=True)
            await work.put("things", {"_id": "two", "n": 2})
            await work.put("things", {"_id": "two", "n": 3})
        async with store.unit_of_work() as work:
            assert not await work.replace("things", {"_id": "one", "n": 7}, {"_id": "one", "n": 8})
            await work.put("things", {"_id": "one", "n": 1})
            await work.delete("things", "two")
            await work.delete("things", "never there")

    told = [(note["key"], note["kind"], note["changes"]) for note in await notes(store)]
    assert told == [
        ("one", "added", [{"field": "n", "before": None, "after": 1}]),
        ("two", "added", [{"field": "n", "before": None, "after": 3}]),
        ("two", "removed", [{"field": "n", "before": 3, "after": None}]),
    ]


async def test_secrets_are_told_as_changed_and_long_texts_are_cut(store: Store) -> None:
    with a_request():
        await keep(store, "one", secret="argon2-1", owner={"name": "ن", "phone": "0912-1"}, text="آ" * 5_000)
        await keep(store, "one", secret="argon2-2", owner=None, text="", people=[{"phone": "0912-2"}])

    first, second = ({change["field"]: change for change in note["changes"]} for note in await notes(store))
    assert (first["secret"]["before"], first["secret"]["after"]) == (None, "•")
    assert (second["secret"]["before"], second["secret"]["after"]) == ("•", "•")
    assert first["owner.phone"]["after"] == second["owner.phone"]["before"] == "•"
    assert "argon2" not in str(await notes(store))
    assert "0912-1" not in str(await notes(store))
    assert first["text"]["after"].startswith("آ" * 200 + "… [5000, sha256:")
    assert len(first["text"]["after"]) < 320


async def test_neither_a_change_without_its_note_nor_a_note_without_its_change(store: Store) -> None:
    async def keep_and_fail() -> None:
        async with store.transaction():
            await keep(store, "one")
            raise RuntimeError

    with a_request(), pytest.raises(RuntimeError):
        await keep_and_fail()
    assert (await store.count("things", {}), await notes(store)) == (0, [])

    # A note that cannot be kept: its change is not kept, either.
    await store.driver.collection(AUDIT_WAITING).create_index("person_id", unique=True)
    with a_request():
        await keep(store, "one")
        with pytest.raises(AlreadyExists):
            await store.run_again(lambda: keep(store, "two"))
    assert await store.get("things", "two") is None


async def test_events_and_jobs_leave_no_note(store: Store) -> None:
    """They have an archive of their own; the correlation id leads from the request to them."""
    await keep(store, "one")
    await run_batch(store, [Task("lane", f"h:{number}", lambda: keep(store, "two")) for number in range(3)])

    assert await notes(store) == []
    assert await store.count("things", {}) == 2


async def test_what_is_not_worth_auditing_leaves_no_note(store: Store) -> None:
    with a_request():
        async with store.unit_of_work() as work:
            await work.put("tries", {"_id": "somebody"})
            await work.next_number("register")

    assert await notes(store) == []
    assert store.auditing.unnamed == set()


async def test_a_collection_that_nobody_named_is_noted_without_values(store: Store) -> None:
    with a_request():
        async with store.unit_of_work() as work:
            await work.put("others", {"_id": "x", "password": "unknown"})

    (note,) = await notes(store)
    assert note["changes"] == [{"field": "password", "before": None, "after": "•"}]
    assert store.auditing.unnamed == {"others"}


async def test_a_document_that_was_read_is_not_read_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: Counter[str] = Counter()
    get = Transaction.get

    async def counting(work: Transaction, collection: str, key: Any) -> Any:
        reads[collection] += 1
        return await get(work, collection, key)

    monkeypatch.setattr(Transaction, "get", counting)
    await keep(store, "one", n=1)
    assert reads == {}, "without a request behind it nothing is read for the audit"

    with a_request():
        async with store.unit_of_work() as work:
            (thing,) = await work.find("things", {"n": 1})
            thing["n"] = 2
            await work.put("things", thing)
    assert reads == {}

    with a_request():
        await keep(store, "one", n=3)
    assert reads == {"things": 1}
    assert [note["changes"][0]["before"] for note in await notes(store)] == [1, 2]


async def test_many_requests_at_once_do_not_contend_for_the_audit(store: Store) -> None:
    runs = []

    async def change(number: int) -> None:
        runs.append(number)
        await keep(store, f"t{number}")

    with a_request():
        await asyncio.gather(*(store.run_again(lambda n=number: change(n)) for number in range(40)))  # type: ignore[misc]

    assert len(runs) == len(await notes(store)) == 40

"""The register over the real database: entered with each signature, found, printed, checked."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from bson import json_util
from httpx import AsyncClient

from services.membership.decrees.granting_domain import NewDecree
from services.membership.decrees.migrations_mongo import MIGRATIONS
from services.membership.main import Parts, create_membership, real_parts
from services.membership.register.domain import ROWS_OF_A_PAGE, Book, Broken, Fault, Volume, VolumeName
from services.membership.register.mongo import ROWS, VOLUMES, MongoRegisterRepository, to_row
from services.membership.register.queries import Wanted
from services.membership.register.usecases import RegisterBook
from services.membership.settings import Settings
from shared.persian.jalali import jalali_of
from shared.store.migrations.run import left
from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, SECRETARY, bearer
from tests.membership.county import PASSWORD, SETUP, fill, office, person
from tests.membership.test_decrees import a_registered_one, do, draft, sign
from tests.membership.test_register_rules import a_remark, an_entry
from tests.migrating import migrate, one_run
from tests.services import running_service

BOOK = Book(1405, "ق")
_AWARE = json_util.JSONOptions(tz_aware=True, tzinfo=UTC)
BEFORE = json_util.loads(Path(__file__).with_name("decrees_before.json").read_text("utf-8"), json_options=_AWARE)


async def enter(store: Store, *numbers: int, **changes: object) -> None:
    """Enter letters by the use case, each in a transaction of its own."""
    book = RegisterBook(MongoRegisterRepository(store))
    for number in numbers:
        async with store.transaction():
            await book.enter(an_entry(number, **changes))


async def listed(membership: AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    answer = await membership.get("/api/membership/register", params=asked, headers=bearer(SECRETARY))
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def numbers_of(membership: AsyncClient, words: str) -> list[int]:
    return [each["number"] for each in await listed(membership, q=words)]


async def some_people(parts: Parts, number: int) -> list[str]:
    people = [f"p-{place}" for place in range(number)]
    for key in people:
        await parts.directory.register(office(f"o-{key}", f"اداره {key}"), by=SETUP)
        await parts.accounts.open(person(key, f"شخص {key}"), password=PASSWORD, by=SETUP)
    return people


async def test_a_signature_a_revocation_and_an_amendment_stand_in_the_register(
    membership: AsyncClient, parts: Parts
) -> None:
    await draft(membership)
    assert await listed(membership) == []
    first = await a_registered_one(membership)
    amendment = (await do(membership, first["id"], "amendment", by=SECRETARY, note="نام درست شد")).json()["id"]
    await sign(membership, amendment)
    for _ in range(2):
        await do(membership, first["id"], "revocation", by=GOVERNOR, reason="پایان مأموریت")

    second, one = await listed(membership)

    assert (one["register_no"], one["kind"], second["kind"]) == (first["register_no"], "decree", "amendment")
    assert one["recipients"] == ["سرکار خانم سارا مهرگان‌پور"]
    assert one["offices"] == ["اداره آب و فاضلاب"]
    assert one["signatory"].startswith("نادر فرهمند، فرماندار")
    assert one["jalali_date"] == first["jalali_date"]
    said = [(each["word"], each["text"]) for each in one["remarks"]]
    assert said == [("amended", second["register_no"]), ("revoked", "پایان مأموریت")]
    assert [each["word"] for each in second["remarks"]] == ["revoked"]
    (verdict,) = await parts.register_checks.all()
    assert (verdict.rows, verdict.broken, verdict.missing) == (5, None, 0)


async def test_twenty_signatures_at_once_leave_one_whole_chain(membership: AsyncClient, parts: Parts) -> None:
    people = await some_people(parts, 20)
    drafts = [(await draft(membership, person_id=key, office_ids=[f"o-{key}"])).json()["id"] for key in people]

    answers = await asyncio.gather(*(sign(membership, each) for each in drafts))

    assert {answer.status_code for answer in answers} == {200}
    rows = [to_row(each) for each in await parts.platform.store.find(ROWS, {}, sort=[("position", 1)])]
    assert [row.position for row in rows] == [row.entry.number for row in rows if row.entry] == list(range(1, 21))
    (verdict,) = await parts.register_checks.all()
    assert (verdict.rows, verdict.broken, verdict.missing) == (20, None, 0)


async def test_letters_and_remarks_of_several_replicas_do_not_break_the_chain(parts: Parts, store: Store) -> None:
    """Replicas know nothing of one another's turn; a revocation takes no number, and so meets others at the volume."""
    await store.prepare()
    book = RegisterBook(MongoRegisterRepository(store))

    async def add(number: int) -> None:
        async with store.transaction():
            await book.enter(an_entry(number)) if number % 2 else await book.remark(a_remark(number - 1))

    await asyncio.gather(*(store.run_again(lambda each=number: add(each)) for number in range(1, 25)))  # type: ignore[misc]

    verdict = await parts.register_checks.book(BOOK)
    assert (verdict.rows, verdict.broken) == (24, None)


async def test_a_signature_that_fails_leaves_no_row(membership: AsyncClient, parts: Parts, store: Store) -> None:
    """Row, volume and number are given back together."""
    await a_registered_one(membership)
    book = RegisterBook(MongoRegisterRepository(store))

    async def fail() -> None:
        async with store.transaction():
            await book.enter(an_entry(99))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()

    assert await store.count(ROWS, {}) == 1
    (verdict,) = await parts.register_checks.all()
    assert (verdict.rows, verdict.broken) == (1, None)


async def test_whoever_changes_one_row_is_found_on_its_page(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    await enter(store, *range(1, 2 * ROWS_OF_A_PAGE + 3))
    assert (await parts.register_checks.book(BOOK)).broken is None
    rows = store.driver.collection(ROWS)
    page = await membership.get("/membership/register/check", headers=bearer(SECRETARY))
    assert (page.status_code, "سالم" in page.text) == (200, True)

    await rows.update_one({"entry.number": 30}, {"$set": {"entry.recipients": ["کسی دیگر"]}})

    assert (await parts.register_checks.book(BOOK)).broken == Broken(VolumeName.ENTERED, 2, 30, Fault.CHANGED)
    assert (await parts.register_checks.book(BOOK, last_pages=1)).broken is None
    assert (await parts.register_checks.book(BOOK, last_pages=2)).broken
    page = await membership.get("/membership/register/check", headers=bearer(SECRETARY))
    assert "زنجیره در صفحه ۲ شکسته است" in page.text


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ({"number": 3}, Broken(VolumeName.ENTERED, 1, 3, Fault.MISSING)),
        ({"number": 6}, Broken(VolumeName.ENTERED, 1, 6, Fault.CUT_OFF)),
    ],
)
async def test_a_row_that_was_removed_is_found(parts: Parts, store: Store, harm: dict[str, int], found: Broken) -> None:
    await store.prepare()
    await enter(store, *range(1, 7))

    await store.driver.collection(ROWS).delete_one({"entry.number": harm["number"]})

    verdict = await parts.register_checks.book(BOOK)
    assert verdict.broken == found
    assert verdict.missing == (1 if harm["number"] == 3 else 0)


async def test_a_row_that_nobody_entered_is_found(parts: Parts, store: Store) -> None:
    await store.prepare()
    await enter(store, 1, 2)
    volume = await MongoRegisterRepository(store).volume(BOOK, VolumeName.ENTERED)
    forged = replace(volume, version=0).add(an_entry(3))
    document = {"_id": forged.id, "volume": forged.volume, "position": 3, "hash": forged.hash, "entry": {"number": 3}}
    await store.driver.collection(ROWS).insert_one(document)

    assert (await parts.register_checks.book(BOOK)).broken == Broken(VolumeName.ENTERED, 1, 3, Fault.CUT_OFF)


async def test_it_is_searched_by_any_part_in_any_digits(membership: AsyncClient, store: Store) -> None:
    await enter(store, *range(1, 13))
    await enter(store, 112, recipients=("جناب آقای كاظم آریایی",), subject="تقدیرنامه روز ارتباطات")

    assert await numbers_of(membership, "ریای") == [112]
    assert await numbers_of(membership, "کاظم اريا") == [112]
    assert await numbers_of(membership, "ارتباطات ۱۲") == [112]
    assert await numbers_of(membership, "١٤٠٥/ق/٠١٢") == [12]
    assert await numbers_of(membership, "۱۲") == [112, 12]
    assert await numbers_of(membership, "مهرگان پور 012") == [12]
    assert await numbers_of(membership, "رسانه اي 012") == [12]
    assert await numbers_of(membership, "بات ارتبا") == await numbers_of(membership, "ققنوس") == []
    assert await numbers_of(membership, "کا ظم") == [112]
    assert await numbers_of(membership, "عضویت") == list(range(12, 0, -1))
    assert await numbers_of(membership, ".* $ ( \\") == await numbers_of(membership, "")


async def test_common_words_are_found_without_the_index(
    membership: AsyncClient, parts: Parts, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What very many letters have is met by reading the latest ones; no more than the most is listed."""
    monkeypatch.setattr("services.membership.register.queries._FEW", 3)
    monkeypatch.setattr("services.membership.register.queries.MOST_FOUND", 5)
    await enter(store, *range(1, 9))

    found = await parts.register.look(Wanted("مهرگان عضویت"), by="date", descending=True, skip=0, limit=9)
    beyond = await parts.register.look(Wanted("مهرگان"), by="date", descending=True, skip=5, limit=9)

    assert ([line.entry.number for line in found.lines], found.total, found.more) == ([8, 7, 6, 5, 4], 5, True)
    assert beyond.lines == []
    page = await membership.get("/membership/register?q=مهرگان&page=9", headers=bearer(SECRETARY))
    assert (page.status_code, "بیش از ۵ نامه" in page.text) == (200, True)


@pytest.mark.parametrize("far", [0, 500])
async def test_a_list_is_read_from_either_end_by_date_and_number(
    parts: Parts, store: Store, monkeypatch: pytest.MonkeyPatch, far: int
) -> None:
    """Far from both ends the index alone is walked over."""
    monkeypatch.setattr("services.membership.register.queries._FAR", far)
    await store.prepare()
    await enter(store, *range(1, 8))
    await enter(store, *range(1, 4), year=1404, at=datetime(2025, 11, 1, tzinfo=UTC), letter_id="old")

    async def page(skip: int, *, by: str = "date", descending: bool = True, **wanted: Any) -> list[tuple[int, int]]:
        found = await parts.register.look(
            Wanted(**wanted),
            by=by,  # type: ignore[arg-type]
            descending=descending,
            skip=skip,
            limit=3,
        )
        assert found.total == (7 if wanted.get("year") == 1405 else 10)
        return [(line.entry.year % 100, line.entry.number) for line in found.lines]

    assert await page(0) == [(5, 7), (5, 6), (5, 5)]
    assert await page(6) == [(5, 1), (4, 3), (4, 2)]
    assert await page(9) == [(4, 1)]
    assert await page(12) == []
    assert await page(0, by="number", descending=False) == [(4, 1), (4, 2), (4, 3)]
    assert await page(6, by="number", descending=False, series="ق") == [(5, 4), (5, 5), (5, 6)]
    assert await page(6, year=1405, series="ق") == [(5, 1)]
    assert await page(3, year=1405) == [(5, 4), (5, 3), (5, 2)]


async def test_the_page_shows_the_gaps_of_a_book(membership: AsyncClient, store: Store) -> None:
    empty = await membership.get("/membership/register", headers=bearer(SECRETARY))
    assert "دفتر هنوز سطری ندارد" in empty.text
    await enter(store, 1, 2, 5, 9)

    page = await membership.get("/membership/register?year=1405&sort=number", headers=bearer(GOVERNOR))

    text = page.text
    assert page.status_code == 200
    places = [text.index("۱۴۰۵/ق/۰۰۲"), text.index("شماره‌های ۳ تا ۴ در دفتر نیست"), text.index("۱۴۰۵/ق/۰۰۵")]
    assert places == sorted(places)
    assert "شماره‌های ۶ تا ۸ در دفتر نیست" in text
    unknown = await membership.get("/membership/register?year=1399&page=99", headers=bearer(GOVERNOR))
    assert (unknown.status_code, "۱۴۰۵/ق/۰۰۹" in unknown.text) == (200, True)


async def test_it_is_printed_as_a_book_with_the_hashes_of_its_pages(membership: AsyncClient, store: Store) -> None:
    missing = await membership.get("/membership/register/book", headers=bearer(SECRETARY))
    assert missing.status_code == 404
    await enter(store, *range(1, ROWS_OF_A_PAGE + 2))
    async with store.transaction():
        await RegisterBook(MongoRegisterRepository(store)).remark(a_remark(3))

    printed = await membership.get("/membership/register/book?year=1405&series=ق", headers=bearer(SECRETARY))

    (closing,) = await store.find(ROWS, {"position": ROWS_OF_A_PAGE})
    assert printed.status_code == 200
    assert printed.text.count('class="book-page"') == 2
    assert printed.text.count(closing["hash"]) == 2
    assert printed.text.count("پایان مأموریت") == 2
    second = await membership.get("/membership/register/book?page=2", headers=bearer(SECRETARY))
    assert second.text.count('class="book-page"') == 1
    for unfit in ("page=0", "year=12", "volume=third"):
        refused = await membership.get(f"/membership/register/book?{unfit}", headers=bearer(SECRETARY))
        assert refused.status_code == 422


async def test_it_is_for_secretariat_governor_and_auditor(membership: AsyncClient) -> None:
    for path in ("/api/membership/register", "/membership/register", "/membership/register/check"):
        assert (await membership.get(path, headers=bearer(MANAGER))).status_code == 403
        assert (await membership.get(path)).status_code in {303, 401}


async def test_a_new_year_begins_a_new_book(settings: Settings) -> None:
    clock = [datetime(2027, 3, 20, 20, 29, tzinfo=UTC)]
    parts = real_parts(settings, now=lambda: clock[0])
    async with running_service(create_membership(parts)):
        await fill(parts)
        new = [
            NewDecree(f"p-{place}", (place,), "media_hq", "member", date(2026, 3, 21)) for place in ("water", "roads")
        ]
        drafts = [(await parts.secretariat.draft(each, by=SECRETARY)).id for each in new]
        run_again, sign_one = parts.platform.store.run_again, parts.registry.sign
        await run_again(lambda: sign_one(drafts[0], by=GOVERNOR))
        clock[0] = datetime(2027, 3, 20, 20, 31, tzinfo=UTC)
        await run_again(lambda: sign_one(drafts[1], by=GOVERNOR))
        await run_again(lambda: parts.registry.revoke(drafts[0], "پایان مأموریت", by=GOVERNOR))

        assert [jalali_of(each).year for each in (datetime(2027, 3, 20, 20, 29, tzinfo=UTC), clock[0])] == [1405, 1406]
        store = parts.platform.store
        assert await parts.register.books() == [Book(1406, "ق"), Book(1405, "ق")]
        verdicts = await parts.register_checks.all()
        assert [(each.rows, each.broken) for each in verdicts] == [(1, None), (2, None)]
        (row,) = await store.find(ROWS, {"volume": Book(1406, "ق").volume(VolumeName.ENTERED)})
        assert (row["position"], row["previous"]) == (1, "0" * 64)


async def test_decrees_of_the_release_before_are_transferred_in_order(own_mongo_url: str, settings: Settings) -> None:
    parts = real_parts(settings.model_copy(update={"mongo_url": own_mongo_url}))
    store = parts.platform.store
    for name, documents in BEFORE.items():
        await store.driver.collection(name).insert_many(documents)
    # This release signs before the migration is run, and revokes one that it did not sign.
    await enter(store, 5)
    (migration,) = MIGRATIONS
    assert await left(store, migration) == 4

    while not await one_run(store, replace(migration, batch=1), one_batch=True):
        pass

    assert await left(store, migration) == 0
    rows = [to_row(each) for each in await store.find(ROWS, {"volume": BOOK.volume(VolumeName.TRANSFERRED)})]
    assert [row.entry.number for row in rows if row.entry] == [1, 2, 3, 4]
    assert [(row.remark.word, row.remark.number) for row in rows if row.remark] == [("amended", 2), ("revoked", 3)]
    found = await parts.register.look(Wanted(), by="number", descending=False, skip=0, limit=9)
    assert ([line.entry.number for line in found.lines], found.total) == ([1, 2, 3, 4, 5], 5)
    verdict = await parts.register_checks.book(BOOK)
    assert (verdict.rows, verdict.broken, verdict.missing) == (7, None, 0)
    # The release before stores another state of a decree, as it did: without the field.
    changed = {
        "state": "revoked",
        "revocation": {"at": datetime(2026, 11, 29, tzinfo=UTC), "by": "p-gov", "reason": "ر"},
    }
    where = {"registration.number": 1}
    await store.driver.collection("decrees").update_one(where, {"$set": changed, "$unset": {"in_register": ""}})

    await migrate(store, migration)

    (line, *_) = (await parts.register.look(Wanted(), by="number", descending=False, skip=0, limit=1)).lines
    assert [remark.word for remark in line.remarks] == ["revoked"]
    assert (await parts.register_checks.book(BOOK)).broken is None
    assert Volume.new(BOOK, VolumeName.TRANSFERRED).id in {each["_id"] for each in await store.find(VOLUMES, {})}
    await store.close()

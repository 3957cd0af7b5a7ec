"""Imports as people and programs run them, over the real service."""

import io
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from openpyxl import load_workbook

from services.membership.desk.waiting_pages import OwnWaiting
from services.membership.handovers.mongo import HANDOVERS
from services.membership.imports.deciding_domain import PostChange
from services.membership.imports.domain import Contended, ImportId, Refused, State
from services.membership.imports.jobs import ImportRunner
from services.membership.imports.known_domain import Held
from services.membership.imports.queries import ImportView
from services.membership.imports.usecases import Upload
from services.membership.imports.waiting_pages import WaitingImports
from services.membership.main import FEATURES, Parts
from services.membership.posts.domain import Holding, Place, PostId
from shared.events.heartbeats import HEARTBEATS
from shared.events.open_work import MembershipOpenWorkListed
from shared.persian.jalali import day_of
from shared.store.driver import Document
from shared.store.store import Store
from shared.store.transaction import Transaction
from shared.store.work import Filter
from tests.eventually import eventually
from tests.identity import COOKIE, MANAGER, SECRETARY, bearer, csrf_for, token_of, trust
from tests.membership.county import SETUP, SINCE, fill, person
from tests.membership.spreadsheets import OFFICES, PEOPLE, POSTS, Rows, csv_text, xlsx
from tests.membership.test_pages import post, see

GAS = [OFFICES, ["gas", "اداره گاز", "اداره‌ها", "023"]]
COUNTY: dict[str, Rows] = {
    "سمت‌ها": [
        POSTS,
        ["اداره گاز", "مدیر روابط عمومی", "نیما رضوی", "nima@x.example", "1404/1/1", None, None],
        ["اداره راهداری", "مدیر روابط عمومی", "نیما رضوی", "nima@x.example", "1405/2/1", None, "بله"],
        ["اداره کاز", "رئیس دستگاه", "نیما رضوی", None, "1404/1/1", None, None],
    ],
    "اشخاص": [PEOPLE, ["نیما رضوی", "جناب آقای", "جنابعالی", "nima@x.example", "09121234567", "اداره گاز"]],
    "دستگاه‌ها": [*GAS, ["water", "اداره آب و فاضلاب", None, "۰۲۳۴۵"], [None, "بانک نمونه", "اداره‌ها", None]],
}


async def send(
    membership: AsyncClient, content: bytes, name: str = "county.xlsx", *, dry: bool = False, by: Any = SECRETARY
) -> Response:
    path = "/api/membership/imports" + ("?dry_run=1" if dry else "")
    return await membership.post(path, files={"file": (name, content)}, headers=bearer(by))


async def result(membership: AsyncClient, import_id: str, *states: str) -> dict[str, Any]:
    """The import, once it is in one of these states."""

    async def look() -> dict[str, Any] | None:
        seen = await membership.get(f"/api/membership/imports/{import_id}", headers=bearer(SECRETARY))
        view: dict[str, Any] = seen.json()
        return view if view["state"] in states else None

    found = await eventually(look)
    assert found
    return found


async def brought_in(membership: AsyncClient, content: bytes, name: str = "county.xlsx") -> dict[str, Any]:
    """A file that was taken to its end."""
    begun = await send(membership, content, name)
    assert begun.status_code == 202, begun.text
    return await result(membership, begun.json()["id"], "done", "failed")


def counts(view: dict[str, Any]) -> tuple[int, int, int, int]:
    return view["created"], view["changed"], view["unchanged"], view["error_count"]


async def told(store: Store) -> list[tuple[str, str]]:
    """The events of the import; the service's own answer to a handover and its heartbeat come at any time."""
    others = [MembershipOpenWorkListed.type, HEARTBEATS["membership"].type]
    rows = await store.find("outbox", {"type": {"$nin": others}}, sort=[("at", 1), ("_id", 1)])
    return sorted((row["type"], row["subject"]) for row in rows)


async def test_a_county_is_looked_through_then_taken_and_the_same_again_changes_nothing(
    membership: AsyncClient, store: Store
) -> None:
    before = await told(store)
    begun = await send(membership, xlsx(**COUNTY), dry=True)
    assert begun.headers["location"] == f"/api/membership/imports/{begun.json()['id']}"

    checked = await result(membership, begun.json()["id"], "checked")
    assert counts(checked) == (5, 1, 0, 1)
    assert (checked["rows"], checked["done"], checked["dry_run"]) == (7, 7, True)
    (error,) = checked["errors"]
    assert error == {
        "sheet": "سمت‌ها",
        "row": 4,
        "field": "office",
        "sentence": "دستگاهی با نام «اداره کاز» ثبت نشده است.",
        "suggestion": "اداره گاز",
    }
    assert await told(store) == before

    confirmed = await membership.post(
        f"/api/membership/imports/{begun.json()['id']}/confirmation", headers=bearer(SECRETARY)
    )
    assert confirmed.status_code == 202
    done = await result(membership, begun.json()["id"], "done")
    assert counts(done) == (5, 1, 0, 1)
    new = Counter(await told(store)) - Counter(before)
    gas, roads = "post/office/gas:pr_manager", "post/office/roads:pr_manager"
    assert {("office.registered.v1", "office/gas"), ("office.updated.v1", "office/water")} <= set(new)
    assert {("post.holder.changed.v1", gas), ("post.holder.changed.v1", roads)} <= set(new)
    (person,) = await store.find("people", {"contact.email": "nima@x.example"})
    assert ("member.contact.changed.v1", f"person/{person['_id']}") in new
    assert (person["password_hash"], person["honorific"]) == ("", "جناب آقای")
    post = await store.get("posts", "office/roads:pr_manager")
    assert post
    assert (post["holder"]["person_id"], post["holder"]["acting"]) == (person["_id"], True)
    assert post["past"][-1]["person_id"] == "p-roads"
    assert {each["facts"]["short_name"] for each in await store.find("offices", {})} >= {"اداره گاز", "بانک نمونه"}

    again = await brought_in(membership, xlsx(**COUNTY))
    assert counts(again) == (0, 0, 6, 1)
    assert Counter(await told(store)) - Counter(before) == new


async def test_the_trail_names_who_started_the_import(membership: AsyncClient, store: Store) -> None:
    await brought_in(membership, xlsx(one=GAS))

    async def noted() -> dict[str, Any] | None:
        where = {"collection": "offices", "key": "gas"}
        found = await store.find("audit", where) or await store.find("audit_waiting", where)
        return found[0] if found else None

    note = await eventually(noted)
    assert note
    assert (note["person_id"], note["deed"], note["kind"]) == ("p-desk", "POST /api/membership/imports", "added")
    assert note["correlation_id"]
    rows = await store.find("outbox", {"subject": "office/gas"})
    assert [row["correlation_id"] for row in rows] == [note["correlation_id"]]
    assert not store.auditing.unnamed


async def test_text_in_the_code_page_of_windows_is_taken(membership: AsyncClient, store: Store) -> None:
    content = csv_text([("نام دستگاه", "نوع"), ("اداره كار", "اداره ها")], ";").encode("cp1256")

    done = await brought_in(membership, content, "offices.csv")

    assert counts(done) == (1, 0, 0, 0)
    assert await store.count("offices", {"facts.name": "اداره کار"}) == 1


@pytest.mark.parametrize(
    ("content", "status", "part"),
    [(b"%PDF-1.4\0", 422, "صفحه‌گسترده نیست"), (b"", 422, "خالی"), (b"a" * (10 * 1024 * 1024 + 1), 413, "۱۰ مگابایت")],
)
async def test_a_file_that_cannot_be_read_is_refused_at_once(
    membership: AsyncClient, store: Store, content: bytes, status: int, part: str
) -> None:
    refused = await send(membership, content, "x.xlsx")

    assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
    assert part in refused.json().get("detail", refused.json()["title"])
    assert await store.count("imports", {}) == 0


async def test_too_many_rows_are_refused(membership: AsyncClient) -> None:
    content = csv_text([("نام دستگاه", "نوع"), *(("گاز", "اداره") for _ in range(50_001))]).encode()

    refused = await send(membership, content, "x.csv")

    assert refused.status_code == 422
    assert "۵۰٬۰۰۰" in refused.json()["detail"]


async def test_only_the_secretariat_imports(membership: AsyncClient) -> None:
    assert (await send(membership, xlsx(one=GAS), by=MANAGER)).status_code == 403
    assert (await see(membership, "/membership/imports", MANAGER)).status_code == 403


async def test_an_unknown_import_is_not_found(membership: AsyncClient) -> None:
    for path in ("", "/confirmation", "/cancellation"):
        ask = membership.post if path else membership.get
        assert (await ask(f"/api/membership/imports/nothing{path}", headers=bearer(SECRETARY))).status_code == 404


# What follows runs the importer by hand, so that it can be struck down between two batches.


@pytest.fixture
async def quiet(parts: Parts) -> Parts:
    """Membership with its county, and no job that runs."""
    await parts.platform.store.prepare(*(feature.indexes for feature in FEATURES))
    await trust(parts.platform.store)
    await fill(parts)
    return parts


def small(parts: Parts, size: int = 3) -> ImportRunner:
    """A runner with small batches, as another replica would have one."""
    runner = parts.import_runner
    return replace(runner, importer=replace(runner.importer, size=size))


def many(number: int) -> bytes:
    return xlsx(one=[OFFICES, *[[f"o-{each}", f"دستگاه شماره {each}", "اداره‌ها", None] for each in range(number)]])


async def uploaded(parts: Parts, content: bytes, *, dry: bool = False) -> ImportId:
    one = await parts.import_desk.take(Upload("f.xlsx", content), is_dry_run=dry, by=SECRETARY)
    return one.id


class Killed(BaseException):
    """The process is gone."""


def dying_after(batches: int) -> Callable[[], Awaitable[bool]]:
    left = batches

    async def go_on() -> bool:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        return True

    return go_on


async def test_whoever_is_killed_in_the_middle_is_followed_by_another_and_nothing_is_doubled(quiet: Parts) -> None:
    store = quiet.platform.store
    import_id = await uploaded(quiet, many(10))
    one = await quiet.import_runner.imports.get(import_id)
    with pytest.raises(Killed):
        await small(quiet).importer.carry_on(one, dying_after(2))
    seen = await quiet.import_queries.one(import_id)
    assert (seen.one.state, seen.progress.done) == (State.TAKING, 6)
    assert await store.count("offices", {"_id": {"$regex": "^o-"}}) == 6

    await small(quiet).run_all()

    seen = await quiet.import_queries.one(import_id)
    assert (seen.one.state, seen.progress.done, seen.progress.of("created")) == (State.DONE, 10, 10)
    assert await store.count("offices", {"_id": {"$regex": "^o-"}}) == 10
    assert await store.count("outbox", {"type": "office.registered.v1", "subject": {"$regex": "^office/o-"}}) == 10


async def test_a_batch_that_fails_leaves_neither_offices_nor_progress(quiet: Parts) -> None:
    import_id = await uploaded(quiet, many(4))
    store = quiet.platform.store

    class Broken:
        async def write(self, change: Any, *, by: Any) -> None:
            await quiet.import_runner.importer.clerk.write(change, by=by)
            if change.facts.id == "o-2":
                raise Killed

    runner = small(quiet, 4)
    one = await runner.imports.get(import_id)
    with pytest.raises(Killed):
        await replace(runner.importer, clerk=Broken()).carry_on(one, dying_after(9))

    assert await store.count("offices", {"_id": {"$regex": "^o-"}}) == 0
    assert (await quiet.import_queries.one(import_id)).progress.done == 0


async def test_an_import_is_stopped_midway_and_resumed(quiet: Parts) -> None:
    import_id = await uploaded(quiet, many(9))
    runner = small(quiet)
    number = 0

    async def cancel_in_between() -> bool:
        nonlocal number
        number += 1
        if number == 2:
            await quiet.import_desk.cancel(import_id, by=SECRETARY)
            await quiet.import_desk.cancel(import_id, by=SECRETARY)
        return True

    await runner.importer.carry_on(await runner.imports.get(import_id), cancel_in_between)
    await runner.run_all()
    seen = await quiet.import_queries.one(import_id)
    assert (seen.one.state, seen.progress.done) == (State.CANCELLED, 3)
    (entry,) = await _imports_of(quiet.waiting).entries(SECRETARY, quiet.platform.store.now())
    assert (entry.button, "۶" in entry.text) == ("ادامه", True)
    assert await _imports_of(quiet.waiting).entries(MANAGER, quiet.platform.store.now()) == []

    await quiet.import_desk.confirm(import_id, by=SECRETARY)
    await runner.run_all()

    seen = await quiet.import_queries.one(import_id)
    assert (seen.one.state, seen.progress.of("created")) == (State.DONE, 9)
    assert await _imports_of(quiet.waiting).entries(SECRETARY, quiet.platform.store.now()) == []


async def test_whoever_was_overtaken_by_another_writes_nothing_more(quiet: Parts) -> None:
    """The lease was lost unnoticed: another replica has gone on from the same row."""
    import_id = await uploaded(quiet, many(12))
    one, number = await quiet.import_runner.imports.get(import_id), 0

    async def overtaken() -> bool:
        nonlocal number
        number += 1
        if number == 2:
            with pytest.raises(Killed):
                await small(quiet).importer.carry_on(one, dying_after(2))
        return True

    await small(quiet).importer.carry_on(one, overtaken)

    seen = await quiet.import_queries.one(import_id)
    assert (seen.one.state, seen.progress.done, number) == (State.TAKING, 9, 2)
    await small(quiet).run_all()
    seen = await quiet.import_queries.one(import_id)
    assert (seen.one.state, seen.progress.of("created"), seen.progress.of("unchanged")) == (State.DONE, 12, 0)


async def test_what_another_person_resumed_is_not_written_under_the_name_of_the_first(quiet: Parts) -> None:
    import_id = await uploaded(quiet, many(9))
    one, number = await quiet.import_runner.imports.get(import_id), 0

    async def resumed() -> bool:
        nonlocal number
        number += 1
        if number == 2:
            await quiet.import_desk.cancel(import_id, by=SECRETARY)
            await quiet.import_desk.confirm(import_id, by=replace(SECRETARY, person_id="p-other"))
        return True

    await small(quiet).importer.carry_on(one, resumed)

    seen = await quiet.import_queries.one(import_id)
    assert (seen.one.state, seen.progress.done) == (State.TAKING, 3)


async def test_two_imports_of_the_same_run_one_after_the_other(quiet: Parts) -> None:
    first, second = await uploaded(quiet, many(5)), await uploaded(quiet, many(5))

    await small(quiet).run_all()

    one, two = await quiet.import_queries.one(first), await quiet.import_queries.one(second)
    assert (one.progress.of("created"), two.progress.of("created"), two.progress.of("unchanged")) == (5, 0, 5)


async def test_a_row_that_somebody_else_changes_at_the_same_moment_is_taken_alone(quiet: Parts) -> None:
    """The batch is tried row by row; only the row that stays contended is refused."""
    import_id = await uploaded(quiet, many(4))
    runner = small(quiet, 4)
    real = runner.importer.batches

    class Contending:
        async def run(self, changes: Any, write: Any) -> Any:
            if any(change.facts.id == "o-1" for change in changes):
                raise Contended
            return await real.run(changes, write)

    one = await runner.imports.get(import_id)
    await replace(runner.importer, batches=Contending()).carry_on(one, dying_after(9))

    view = await quiet.import_queries.view(import_id)
    assert (view.state, view.created, view.error_count) == (State.DONE, 3, 1)
    assert [(error.row, "همین لحظه" in error.sentence) for error in view.errors] == [(3, True)]


async def test_what_the_directory_refuses_is_a_fault_of_its_row(quiet: Parts) -> None:
    """The office was closed after the file had been checked."""
    content = xlsx(one=[OFFICES, ["water", "شرکت آب", None, None], ["gas", "اداره گاز", "اداره‌ها", None]])
    import_id = await uploaded(quiet, content, dry=True)
    runner = small(quiet)
    await runner.run_all()
    await quiet.import_desk.confirm(import_id, by=SECRETARY)
    real = runner.importer.directory

    class Before:
        async def known(self) -> Any:
            known = await real.known()
            await quiet.directory.close("water", on=datetime(2026, 5, 1).date(), by=SECRETARY)  # noqa: DTZ001
            return known

    one = await runner.imports.get(import_id)
    await replace(runner.importer, directory=Before()).carry_on(one, dying_after(9))

    view: ImportView = await quiet.import_queries.view(import_id)
    assert (view.created, view.changed, view.error_count) == (1, 0, 1)
    assert "بسته شده" in view.errors[0].sentence


async def test_a_refused_row_of_a_post_has_written_nothing(quiet: Parts) -> None:
    """The successor comes later and for a while; a second row wants an end before the beginning."""
    clerk, post_id = quiet.import_runner.importer.clerk, PostId("office/water:pr_manager")
    since, until = date(2027, 3, 21), date(2027, 9, 22)
    place, before = Place(office_id="water"), await quiet.personnel.get(post_id)

    with pytest.raises(Refused):
        await clerk.write(PostChange("pr_manager", place, Held("p-roads", since, until=SINCE)), by=SECRETARY)
    assert await quiet.personnel.get(post_id) == before

    await clerk.write(PostChange("pr_manager", place, Held("p-roads", since, until=until)), by=SECRETARY)
    post = await quiet.personnel.get(post_id)
    assert post.holder
    assert post.holder.until == since - timedelta(days=1)
    assert post.planned == (Holding("p-roads", since, until=until),)


async def test_a_row_of_somebody_who_was_merged_meanwhile_is_refused(quiet: Parts) -> None:
    await quiet.accounts.open(person("p-twin", "بهرام سپیدرو"), by=SETUP)
    await quiet.merging.merge("p-roads", "p-twin", by=SECRETARY)
    change = PostChange("head_of_office", Place(office_id="water"), Held("p-twin", SINCE))

    with pytest.raises(Refused, match="ادغام شده است"):
        await quiet.import_runner.importer.clerk.write(change, by=SECRETARY)


async def test_a_pack_that_waits_goes_to_an_imported_holder_and_no_other_post_asks_for_one(
    quiet: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    post_id = PostId("office/water:pr_manager")
    today = day_of(datetime.now(UTC))
    await quiet.personnel.vacate(post_id, last_day=today - timedelta(days=1), by=SECRETARY)
    asked: list[Any] = []
    find = Transaction.find

    async def noted(self: Transaction, collection: str, where: Filter, **how: Any) -> list[Document]:
        asked.extend([where["post_id"]] if collection == HANDOVERS else [])
        return await find(self, collection, where, **how)

    monkeypatch.setattr(Transaction, "find", noted)
    rows = [
        ["اداره آب و فاضلاب", "مدیر روابط عمومی", "بهرام سپیدرو", None, today, None, None],
        ["اداره راهداری", "رئیس دستگاه", "بهرام سپیدرو", None, today, None, None],
    ]
    import_id = await uploaded(quiet, xlsx(posts=[POSTS, *rows]))
    await quiet.import_runner.run_all()

    assert (await quiet.import_queries.one(import_id)).progress.of("created") == 2
    (waiting,) = await quiet.platform.store.find(HANDOVERS, {"post_id": post_id})
    assert waiting["coming"]["person_id"] == "p-roads"
    assert asked == [post_id]


class Watched:
    """A store that counts the documents that are read as a whole."""

    def __init__(self, store: Store) -> None:
        self.store, self.read = store, 0

    async def find(self, *asked: Any, **options: Any) -> list[Any]:
        found = await self.store.find(*asked, **options)
        self.read += len(found)
        return found

    async def aggregate(self, *asked: Any) -> list[Any]:
        return await self.store.aggregate(*asked)


async def test_a_late_page_of_faulty_rows_reads_neither_the_earlier_ones_nor_all_for_the_notes(quiet: Parts) -> None:
    bad = [[None, f"دستگاه {each}", "ناشناخته", None] for each in range(30)]
    good = [[None, f"اداره {each}", "اداره‌ها", None] for each in range(4)]
    import_id = await uploaded(quiet, xlsx(one=[OFFICES, *bad, *good]), dry=True)
    await small(quiet).run_all()
    watched: Any = Watched(quiet.platform.store)
    queries = replace(quiet.import_queries, store=watched)
    seen = await quiet.import_queries.one(import_id)

    assert [each.error.row for each in await queries.faulty(seen, skip=25, limit=2)] == [27, 28]
    assert watched.read == 2
    assert [each.error.row for each in await queries.faulty(seen, skip=29, limit=9)] == [31]
    assert await queries.faulty(seen, skip=30, limit=9) == []
    before = watched.read
    assert [each[:7] for each in await queries.notes(seen, limit=3)] == ["office-"] * 3
    assert watched.read == before


async def test_a_file_that_breaks_off_within_fails_with_a_sentence(quiet: Parts) -> None:
    import_id = await uploaded(quiet, many(3))
    store = quiet.platform.store
    await store.driver.collection("import_files").update_many({}, {"$set": {"bytes": b"PK\x03\x04 cut"}})

    await small(quiet).run_all()

    view = await quiet.import_queries.view(import_id)
    assert (view.state, "خوانده نمی‌شود" in view.why) == (State.FAILED, True)


async def test_our_own_fault_ends_the_import_and_not_the_job(quiet: Parts) -> None:
    broken, sound = await uploaded(quiet, many(3)), await uploaded(quiet, many(2))
    runner = small(quiet)

    class Faulty:
        async def write(self, change: Any, *, by: Any) -> None:
            if change.facts.id == "o-2":
                raise ZeroDivisionError
            await runner.importer.clerk.write(change, by=by)

    await replace(runner, importer=replace(runner.importer, clerk=Faulty())).run_all()

    assert (await quiet.import_queries.one(broken)).one.state is State.FAILED
    assert (await quiet.import_queries.one(sound)).one.state is State.DONE


async def test_files_and_faulty_rows_are_forgotten_a_week_after_the_end(quiet: Parts) -> None:
    done = await uploaded(quiet, xlsx(one=[*GAS, [None, "بانک", "چه", None]]))
    waits = await uploaded(quiet, many(1), dry=True)
    runner, store = small(quiet), quiet.platform.store
    await runner.run_all()
    assert await store.count("import_results", {"import_id": done}) == 1

    later = replace(runner.importer, now=lambda: store.now() + timedelta(days=8))
    await later.forget_old()

    assert await store.count("import_files", {"import_id": done}) == 0
    assert await store.count("import_results", {"import_id": done}) == 0
    assert await store.count("import_files", {"import_id": waits}) == 1
    assert not (await quiet.import_queries.one(done)).one.is_file_kept
    much_later = replace(runner.importer, now=lambda: store.now() + timedelta(days=31))
    await much_later.forget_old()
    assert await store.count("import_files", {}) == 0
    assert not (await quiet.import_queries.one(waits)).one.can_be_confirmed


async def test_nothing_is_confirmed_twice_or_after_the_end(membership: AsyncClient) -> None:
    done = await brought_in(membership, xlsx(one=GAS))

    for deed in ("confirmation", "cancellation"):
        refused = await membership.post(f"/api/membership/imports/{done['id']}/{deed}", headers=bearer(SECRETARY))
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:ravabet:problem:import-not-now")


# The pages.


async def upload_by_page(membership: AsyncClient, content: bytes, name: str = "فهرست.xlsx") -> Response:
    return await membership.post(
        "/membership/imports",
        data={"csrf": csrf_for(SECRETARY)},
        files={"file": (name, content)},
        headers={"Cookie": f"{COOKIE}={token_of(SECRETARY)}"},
    )


async def test_the_secretariat_looks_at_the_rows_and_takes_them(membership: AsyncClient, store: Store) -> None:
    empty = await see(membership, "/membership/imports", SECRETARY)
    assert "هنوز فایلی بارگذاری نشده است" in empty.text

    sent = await upload_by_page(membership, xlsx(**COUNTY))
    here = sent.headers["location"]
    await result(membership, here.rpartition("/")[2], "checked")

    page = await see(membership, here, SECRETARY)
    assert "ثبت ۶ ردیف…" in page.text
    assert "۱ ردیف ایراد دارد و ثبت نمی‌شود." in page.text
    assert "منظورتان «اداره گاز» است؟" in page.text
    assert "hx-trigger" not in page.text.partition('id="import"')[2][:200]
    desk = await see(membership, "/desk", SECRETARY)
    assert "۶ ردیف آماده ثبت است" in desk.text

    confirmed = await post(membership, f"{here}/confirmation", SECRETARY)
    assert confirmed.headers["location"] == here
    await result(membership, here.rpartition("/")[2], "done")
    assert "ثبت پایان یافت" in (await see(membership, here, SECRETARY)).text
    assert await store.count("offices", {"_id": "gas"}) == 1
    assert "فهرست.xlsx" in (await see(membership, "/membership/imports", SECRETARY)).text


async def test_a_bad_file_shows_the_form_again_with_a_sentence(membership: AsyncClient) -> None:
    refused = await upload_by_page(membership, b"%PDF-1.4\0")

    assert refused.status_code == 422
    assert "این فایل صفحه‌گسترده نیست" in refused.text
    assert 'name="file"' in refused.text


async def test_a_form_without_its_token_is_refused(membership: AsyncClient, store: Store) -> None:
    refused = await membership.post(
        "/membership/imports",
        files={"file": ("x.xlsx", xlsx(one=GAS))},
        headers={"Cookie": f"{COOKIE}={token_of(SECRETARY)}"},
    )

    assert refused.status_code == 403
    assert await store.count("imports", {}) == 0


async def test_faulty_rows_are_downloaded_mended_and_taken(membership: AsyncClient) -> None:
    rows = [*GAS, [None, "=1+1", "اداره‌ها", None], ["bank", "بانک نمونه", "نادرست", "5"]]
    done = await brought_in(membership, xlsx(one=rows))
    assert done["error_count"] == 2

    download = await see(membership, f"/membership/imports/{done['id']}/faulty.xlsx", SECRETARY)

    book = load_workbook(io.BytesIO(download.content))
    (sheet,) = book.worksheets
    head, _formula, bank = list(sheet.iter_rows(values_only=True))
    assert head[-2:] == ("ایراد", "پیشنهاد")
    assert bank[:3] == ("bank", "بانک نمونه", None) or bank[1] == "بانک نمونه"
    assert bank[-2] == "نوع «نادرست» شناخته نشد."
    sheet.cell(3, head.index("نوع") + 1).value = "اداره‌ها"
    sheet.delete_rows(2)
    written = io.BytesIO()
    book.save(written)
    assert counts(await brought_in(membership, written.getvalue())) == (1, 0, 0, 0)


async def test_the_template_is_filled_in_and_taken_as_it_is(membership: AsyncClient) -> None:
    download = await see(membership, "/membership/imports/template.xlsx", SECRETARY)
    book = load_workbook(io.BytesIO(download.content))
    assert book.sheetnames == ["دستگاه‌ها", "اشخاص", "سمت‌ها", "راهنما"]
    heads = {name: [cell.value for cell in next(book[name].iter_rows())] for name in book.sheetnames}
    assert "اداره‌ها" in [cell.value for cell in book["راهنما"]["E"]]
    lists = book["دستگاه‌ها"].data_validations.dataValidation
    assert any("راهنما" in str(each.formula1) for each in lists)
    values = {"نام دستگاه": "اداره گاز", "نوع": "اداره‌ها", "شناسه": "gas", "هفته کاری": "جمعه تعطیل"}
    below = {**values, "نام دستگاه": "گاز بالاوند", "شناسه": "gas-2", "دستگاه بالادست": "اداره گاز", "گنجایش سالن": 80}
    for each in (values, below):
        book["دستگاه‌ها"].append([each.get(str(head)) for head in heads["دستگاه‌ها"]])
    written = io.BytesIO()
    book.save(written)

    assert counts(await brought_in(membership, written.getvalue())) == (2, 0, 0, 0)
    taken = (await membership.get("/api/membership/offices/gas-2")).json()
    assert (taken["parent_id"], taken["hall_capacity"], taken["work_week"]) == ("gas", 80, "fri")
    for kind in ("offices", "people", "posts"):
        text = await see(membership, f"/membership/imports/template.csv?kind={kind}", SECRETARY)
        assert text.content.startswith(b"\xef\xbb\xbf")


@pytest.mark.slow("reads twenty thousand rows twice")
async def test_three_thousand_bad_rows_among_twenty_thousand(membership: AsyncClient) -> None:
    names = [f"دستگاه نمونه {number * 7919}" for number in range(1_000)]
    rows = [OFFICES, *[[f"n-{place}", name, "اداره‌ها", None] for place, name in enumerate(names)]]
    people = [PEOPLE] + [[f"شخص {n}", "جناب آقای", "جنابعالی", f"p{n}@x.example", None, None] for n in range(16_000)]
    bad = [PEOPLE] + [[f"بد {n}", None, None, None, None, names[n % 1_000][:-1] + "؟x"] for n in range(3_000)]
    begun = await send(membership, xlsx(one=rows, two=people, three=bad), dry=True)

    view = await result(membership, begun.json()["id"], "checked")

    assert counts(view) == (17_000, 0, 0, 3_000)
    assert len(view["errors"]) == 500
    assert all(error["suggestion"] for error in view["errors"])
    page = await see(membership, f"/membership/imports/{view['id']}?page=150", SECRETARY)
    assert "ردیف ۳٬۰۰۱" in page.text or "ردیف ۳۰۰۱" in page.text


def _imports_of(waiting: OwnWaiting) -> WaitingImports:
    """The part of the desk that is about imports."""
    (found,) = (each for each in waiting.features if isinstance(each, WaitingImports))
    return found

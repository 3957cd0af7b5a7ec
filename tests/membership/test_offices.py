"""The directory of offices as programs and people meet it."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from openpyxl import load_workbook

from services.membership.main import Parts
from services.membership.office_kinds.domain import KindInUse
from services.membership.office_kinds.usecases import KindFacts
from services.membership.offices import feature as offices
from services.membership.offices.domain import NoParent, NoSuccessor, OfficeId, UnknownKind
from services.membership.offices.usecases import GivenFacts
from services.membership.posts.domain import Place
from shared.persian.jalali import day_of
from shared.runtime.clock import utc_now
from shared.store.driver import Document
from shared.store.store import Store
from shared.web.desk_section import Entry
from tests.eventually import eventually
from tests.identity import MANAGER, SECRETARY, bearer
from tests.membership.county import SETUP, office
from tests.membership.test_pages import post, see
from tests.migrating import migrate
from tests.places import PROFILE

TODAY = day_of(utc_now())
GAS: dict[str, Any] = {"id": "gas", "name": "اداره گاز", "kind": "office"}
_API = "/api/membership/offices"
Deed = Callable[[], Awaitable[object]]


async def send(membership: AsyncClient, path: str = "", **body: Any) -> Response:
    return await membership.post(f"{_API}{path}", json=body, headers=bearer(SECRETARY))


async def put(membership: AsyncClient, body: Mapping[str, Any], **headers: str) -> Response:
    return await membership.put(f"{_API}/gas", json=body, headers=bearer(SECRETARY) | headers)


async def ids(membership: AsyncClient, **query: str) -> list[str]:
    return [each["id"] for each in (await membership.get(_API, params=query)).json()["items"]]


async def told(store: Store, subject: str) -> list[str]:
    return [row["type"] for row in await store.find("outbox", {"subject": subject}, sort=[("seq", 1)])]


async def test_a_program_registers_an_office_with_the_least_body(membership: AsyncClient, store: Store) -> None:
    made, again = await send(membership, **GAS), await send(membership, **GAS)

    assert (made.status_code, made.headers["location"]) == (201, "/api/membership/offices/gas")
    view = made.json()
    assert (view["short_name"], view["kind_name"], view["active_from"]) == ("اداره گاز", "اداره‌ها", str(TODAY))
    assert (view["has_pr_manager"], view["phones"], view["version"]) == (False, [], 1)
    assert again.json() == view
    assert await told(store, "office/gas") == ["office.registered.v1"]
    other = await send(membership, **GAS | {"name": "شرکت گاز"})
    assert (other.status_code, other.json()["type"]) == (409, "urn:ravabet:problem:office-taken")
    assert (await membership.get(f"{_API}/gas")).json() == view
    assert (await membership.get(f"{_API}/nothing")).status_code == 404


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "school"}, "اداره‌ها (office)"),
        ({"name": "ا" * 200}, "حداکثر ۱۵۰ نویسه"),
        ({"id": "دستگاه"}, "حرف کوچک لاتین"),
        ({"id": "new"}, "حرف کوچک لاتین"),
        ({"parent_id": "nothing"}, "بالادست ثبت نشده"),
        ({"hall_capacity": 2**70}, "حداکثر"),
        ({"colour": "red"}, "شناخته‌شده نیست"),
        ({"name": None}, "متن"),
    ],
)
async def test_a_wrong_body_is_refused_with_a_sentence(
    membership: AsyncClient, change: dict[str, Any], said: str
) -> None:
    refused = await send(membership, **GAS | change)

    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    assert said in refused.text
    assert (await membership.post(_API, json=GAS, headers=bearer(MANAGER))).status_code == 403
    assert (await membership.post(_API, json=GAS)).status_code == 401


async def test_a_change_keeps_the_former_name_and_refuses_an_old_version(membership: AsyncClient) -> None:
    first = await send(membership, **GAS)

    changed = await put(membership, GAS | {"name": "شرکت گاز", "aliases": ["گازرسانی"], "version": 1})

    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert changed.json()["former_names"] == [{"name": "اداره گاز", "until": str(TODAY)}]
    late = await put(membership, GAS, **{"If-Match": first.headers["etag"]})
    assert (late.status_code, late.json()["type"]) == (409, "urn:ravabet:problem:stale-office")
    assert (await put(membership, GAS, **{"If-Match": '"none"'})).status_code == 409
    assert (await put(membership, changed.json() | {"address": "میدان"}, **{"If-Match": "*"})).status_code == 200
    for words in ("شرکت گاز", "اداره گاز", "گازرساني", "gas"):
        assert await ids(membership, q=words) == ["gas"], words


async def test_the_list_is_narrowed_and_read_in_pieces(membership: AsyncClient) -> None:
    for key, name in (("gas", "گاز"), ("oil", "نفت"), ("abc", "پست")):
        await send(membership, id=key, name=name, kind="office", active_from="2026-05-01")
    await send(membership, "/oil/closing", on="2026-06-01", successor="gas")

    everything = await ids(membership)
    assert everything == ["governorate", "water", "roads", "abc", "gas", "oil"]
    assert await ids(membership, on="2026-05-31", kind="office", q="نفت") == ["oil"]
    assert await ids(membership, on="2026-06-01", q="نفت") == []
    assert await ids(membership, on="2026-04-30") == ["governorate", "water", "roads"]
    read: list[str] = []
    after: dict[str, str] = {}
    for _ in range(3):
        page = (await membership.get(_API, params={"limit": "2", **after})).json()
        read += [each["id"] for each in page["items"]]
        after = {"after": page["next"]}
    assert (read, page["next"]) == (everything, None)
    assert (await membership.get(_API, params={"after": "nothing"})).status_code == 422


async def test_closing_ends_the_posts_and_reopening_takes_it_back(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    yesterday = TODAY - timedelta(days=1)
    for _ in range(2):
        closed = await send(membership, "/water/closing", on=str(yesterday), successor="roads")

    assert (closed.status_code, closed.json()["closed_on"], closed.json()["successor_id"]) == (
        200,
        str(yesterday),
        "roads",
    )
    (held,) = await parts.platform.store.find("posts", {"_id": "office/water:pr_manager"})
    assert (held["holder"], held["past"][-1]["until"]) == (None, str(yesterday))
    assert (await told(store, "post/office/water:pr_manager"))[-1] == "post.holder.changed.v1"
    assert "tokens.revoked.v1" in await told(store, "person/p-water")
    refused = await send(membership, "/water/closing", on=str(TODAY))
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:ravabet:problem:office-closed")
    reopened = await send(membership, "/water/reopening")
    assert (reopened.json()["closed_on"], reopened.json()["has_pr_manager"]) == (None, False)
    assert (await told(store, "office/water"))[1:] == ["office.closed.v1", "office.reopened.v1"]


async def test_a_closing_to_come_leaves_the_holders_until_then(membership: AsyncClient, parts: Parts) -> None:
    later = TODAY + timedelta(days=30)
    await send(membership, "/water/closing", on=str(later))

    assert "water" in await parts.offices.posts.offices_with("pr_manager")
    (held,) = await parts.platform.store.find("posts", {"_id": "office/water:pr_manager"})
    assert held["holder"]["until"] == str(later)


async def test_two_closings_that_name_each_other_do_not_both_come_through(
    parts: Parts, membership: AsyncClient
) -> None:
    answers = await asyncio.gather(
        send(membership, "/water/closing", on=str(TODAY + timedelta(days=5)), successor="roads"),
        send(membership, "/roads/closing", on=str(TODAY + timedelta(days=5)), successor="water"),
    )

    assert sorted(answer.status_code for answer in answers) in ([200, 409], [200, 422])
    water, roads = [await parts.offices.one(key) for key in ("water", "roads")]
    assert {water.successor_id, roads.successor_id} in ({"roads", None}, {"water", None})


async def during(store: Store, first: Deed, second: Deed) -> BaseException | None:
    """Begin the second deed while the first one is done and not yet committed; return how the second one failed."""
    is_first_done, tries = asyncio.Event(), 0

    async def again() -> None:
        nonlocal tries
        tries += 1
        await second()

    async def wait() -> None:
        await is_first_done.wait()
        await store.run_again(again)

    async def is_done_or_tried_again() -> bool:
        return waiting.done() or tries > 1

    waiting = asyncio.create_task(wait())
    async with store.transaction():
        await first()
        is_first_done.set()
        await eventually(is_done_or_tried_again)
    (result,) = await asyncio.gather(waiting, return_exceptions=True)
    return result


@pytest.mark.usefixtures("membership")
async def test_an_office_is_not_registered_with_a_kind_that_is_removed_meanwhile(parts: Parts, store: Store) -> None:
    await parts.kind_directory.add("bank", KindFacts(name="بانک‌ها"), by=SECRETARY)
    bank = GivenFacts(name="بانک ملت", kind="bank")

    failure = await during(
        store,
        lambda: parts.kind_directory.remove("bank", by=SECRETARY),
        lambda: parts.directory.enter("mellat", bank, by=SECRETARY),
    )

    assert isinstance(failure, UnknownKind)
    await parts.kind_directory.add("bank", KindFacts(name="بانک‌ها"), by=SECRETARY)
    failure = await during(
        store,
        lambda: parts.directory.enter("mellat", bank, by=SECRETARY),
        lambda: parts.kind_directory.remove("bank", by=SECRETARY),
    )
    assert isinstance(failure, KindInUse)


@pytest.mark.usefixtures("membership")
async def test_a_kind_that_is_renamed_meanwhile_is_renamed_in_the_new_office_too(parts: Parts, store: Store) -> None:
    await parts.kind_directory.add("bank", KindFacts(name="بانک‌ها"), by=SECRETARY)
    mellat, water = (GivenFacts(name=name, kind="bank") for name in ("بانک ملت", "اداره آب و فاضلاب"))

    def rename(name: str) -> Deed:
        return lambda: parts.kind_directory.change("bank", KindFacts(name=name), by=SECRETARY)

    def enter() -> Awaitable[object]:
        return parts.directory.enter("mellat", mellat, by=SECRETARY)

    def change() -> Awaitable[object]:
        return parts.directory.change("water", water, by=SECRETARY)

    assert await during(store, enter, rename("بانک و بیمه")) is None
    assert (await parts.offices.one(OfficeId("mellat"))).facts.kind_name == "بانک و بیمه"
    assert await during(store, change, rename("بانک")) is None
    assert (await parts.offices.one(OfficeId("water"))).facts.kind_name == "بانک"


@pytest.mark.usefixtures("membership")
async def test_two_offices_are_not_put_under_each_other_at_once(parts: Parts, store: Store) -> None:
    """Nor on a longer way: each of the two changes alone would be right."""

    def put_under(office_id: str, parent: str) -> Deed:
        return lambda: parts.directory.update(office(office_id, office_id, parent_id=parent), by=SETUP)

    failure = await during(store, put_under("water", "roads"), put_under("roads", "water"))
    assert isinstance(failure, NoParent)

    for key in ("gas", "gas-east", "power", "power-east"):
        await parts.directory.register(office(key, key, parent_id=key[:-5] if "-" in key else None), by=SETUP)
    failure = await during(store, put_under("gas", "power-east"), put_under("power", "gas-east"))
    assert isinstance(failure, NoParent)


@pytest.mark.usefixtures("membership")
async def test_closings_do_not_lead_in_a_circle_over_other_offices(parts: Parts, store: Store) -> None:
    for key in ("gas", "power"):
        await parts.directory.register(office(key, key), by=SETUP)

    def close(office_id: str, successor: str, *, on: date = TODAY + timedelta(days=9)) -> Deed:
        return lambda: parts.directory.close(office_id, on=on, successor_id=successor, by=SETUP)

    await close("water", "roads", on=TODAY + timedelta(days=20))()
    await close("gas", "power", on=TODAY + timedelta(days=20))()

    failure = await during(store, close("roads", "gas"), close("power", "water"))

    assert isinstance(failure, NoSuccessor)


async def test_an_office_of_the_release_before_is_found_after_the_migration(
    membership: AsyncClient, parts: Parts
) -> None:
    store = parts.platform.store
    await send(membership, **GAS)
    await store.driver.collection("offices").update_one(
        {"_id": "gas"},
        {
            "$unset": {
                "words": "", "former_names": "", "facts.phones": "", "facts.aliases": "", "facts.work_week": "",
                "facts.can_host": "", "facts.hall_capacity": "", "facts.parent_id": "", "facts.email": "",
            }
        },
    )  # fmt: skip
    await store.driver.collection("office_kinds").delete_one({"_id": "office"})
    assert await ids(membership, q="گاز") == []

    await migrate(store, *offices.FEATURE.migrations)
    await migrate(store, *offices.FEATURE.migrations)

    assert await ids(membership, q="گاز") == ["gas"]
    assert "office" in [kind.id for kind in await parts.kinds.all()]
    assert (await parts.offices.one("gas")).facts.work_week == "thu_fri"


async def test_kinds_are_kept_by_programs(membership: AsyncClient) -> None:
    path = "/api/membership/office-kinds"
    headers = bearer(SECRETARY)
    made = await membership.post(path, json={"id": "bank", "name": "بانك‌ها", "executive": False}, headers=headers)
    assert (made.status_code, made.json()["name"]) == (201, "بانک‌ها")
    await send(membership, id="melli", name="بانک ملی", kind="bank")

    renamed = await membership.put(f"{path}/bank", json={"name": "بانک‌ها و بیمه‌ها", "version": 1}, headers=headers)
    assert renamed.status_code == 200
    assert (await membership.get(f"{_API}/melli")).json()["kind_name"] == "بانک‌ها و بیمه‌ها"
    late = await membership.put(f"{path}/bank", json={"name": "بانک‌ها", "version": 1}, headers=headers)
    assert (late.status_code, late.json()["type"]) == (409, "urn:ravabet:problem:stale-kind")
    assert (await membership.delete(f"{path}/bank", headers=headers)).status_code == 409
    assert (await membership.delete(f"{path}/none", headers=headers)).status_code == 404
    assert [kind["id"] for kind in (await membership.get(path)).json()["items"]][-1] == "bank"


async def test_the_secretariat_keeps_offices_on_pages(membership: AsyncClient) -> None:
    form = {"id": "gas", "name": "اداره گاز", "kind": "office", "executive": "yes", "phones": "۱\n۲"}
    wrong = await post(membership, "/membership/offices/new", SECRETARY, **form | {"id": "گاز", "active_from": "فردا"})
    assert wrong.status_code == 422
    assert 'value="اداره گاز"' in wrong.text
    assert 'value="فردا"' in wrong.text
    assert "حرف کوچک لاتین" in wrong.text

    made = await post(membership, "/membership/offices/new", SECRETARY, **form)
    assert (made.status_code, made.headers["location"].partition("?")[0]) == (303, "/membership/offices/gas")
    taken = await post(membership, "/membership/offices/new", SECRETARY, **form | {"name": "دیگری"})
    assert (taken.status_code, 'value="دیگری"' in taken.text) == (409, True)

    card = (await see(membership, "/membership/offices/gas", MANAGER)).text
    assert "اداره گاز" in card
    assert "/edit" not in card
    card = (await see(membership, "/membership/offices/water", SECRETARY)).text
    for said in (
        "/membership/posts/new?office=water",
        "/membership/posts/succession?post=office/water",
        "دبیرخانه شورا",
    ):
        assert said in card, said
    assert "frozenset" not in card


async def test_a_parent_that_has_closed_is_kept_by_the_form(membership: AsyncClient) -> None:
    await send(membership, **GAS | {"id": "parent", "name": "اداره بالادست"})
    await send(membership, **GAS | {"parent_id": "parent"})
    await send(membership, "/parent/closing", on=str(TODAY))

    form = (await see(membership, "/membership/offices/gas/edit", SECRETARY)).text

    assert '<option value="parent" selected>' in form


async def test_of_two_who_edit_an_office_the_second_keeps_what_was_typed(membership: AsyncClient) -> None:
    await send(membership, **GAS)
    form = {"name": "اداره گاز", "kind": "office", "version": "1", "executive": "yes"}

    first = await post(membership, "/membership/offices/gas/edit", SECRETARY, **form | {"address": "خیابان یک"})
    second = await post(membership, "/membership/offices/gas/edit", SECRETARY, **form | {"address": "خیابان دو"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert "شخص دیگری تغییر داده است" in second.text
    assert 'value="خیابان دو"' in second.text


async def test_an_office_is_closed_on_its_page_with_a_successor(membership: AsyncClient) -> None:
    path = "/membership/offices/water"
    itself = await post(membership, f"{path}/closing", SECRETARY, on="۱۴۰۵/۹/۱", successor="water")
    assert (itself.status_code, "جانشین خودش" in itself.text, "۱۴۰۵/۹/۱" in itself.text) == (422, True, True)
    assert (await post(membership, f"{path}/closing", SECRETARY, on="هیچ")).status_code == 422

    await post(membership, f"{path}/closing", SECRETARY, on="۱۴۰۴/۹/۱", successor="roads")
    card = (await see(membership, path, SECRETARY)).text
    assert "این دستگاه بسته است" in card
    assert 'href="/membership/offices/roads"' in card
    assert "سارا مهرگان‌پور" in card
    assert 'href="/membership/offices/water"' in (await see(membership, "/membership/offices/roads", MANAGER)).text
    again = await post(membership, f"{path}/edit", SECRETARY, name="آب", kind="office", executive="yes")
    assert (again.status_code, "بسته شده است" in again.text) == (409, True)
    assert (await post(membership, f"{path}/reopening", SECRETARY)).status_code == 303


async def test_the_directory_is_searched_filtered_and_taken_along(membership: AsyncClient) -> None:
    await send(membership, **GAS | {"aliases": ["گازرسانی"], "phones": ["=1+1"], "executive": False})
    await send(membership, "/roads/closing", on="2026-01-01")

    async def names(query: str) -> str:
        return (await see(membership, f"/membership/offices?{query}", MANAGER)).text.partition("<tbody>")[2]

    assert "اداره راهداری" in await names("")
    assert "اداره راهداری" not in await names("state=open")
    assert "اداره گاز" in await names("q=گازرساني")
    without = await names("state=open&manager=none")
    assert ("اداره گاز" in without, "اداره آب و فاضلاب" in without) == (True, False)
    assert "یافت نشد" in (await see(membership, "/membership/offices?q=ققنوس", MANAGER)).text

    book = await see(membership, "/membership/offices/list.xlsx?executive=no", MANAGER)
    rows = list(load_workbook(io.BytesIO(book.content)).worksheets[0].iter_rows(values_only=True))
    assert [row[1] for row in rows] == ["نام", "اداره گاز"]
    assert "=1+1" in rows[1]
    text = (await see(membership, "/membership/offices/list.csv?q=آب", MANAGER)).content.decode("utf-8-sig")
    assert "سارا مهرگان‌پور" in text
    assert text.count("\r\n") == 2


@asynccontextmanager
async def profiled(parts: Parts, collection: str) -> AsyncIterator[list[Document]]:
    """Collect what the database did in a collection, as its profiler tells it, until the block ends."""
    database = parts.platform.store.driver.collection(collection).database
    done: list[Document] = []
    await database.command("profile", 2)
    try:
        yield done
    finally:
        await database.command("profile", 0)
        done += await database[PROFILE].find({"ns": f"{database.name}.{collection}"}).to_list(None)
        await database[PROFILE].drop()


async def test_the_directory_comes_in_the_order_of_an_index(membership: AsyncClient, parts: Parts) -> None:
    async with profiled(parts, "offices") as done:
        for order in ("kind", "-kind", "name", "-name"):
            await see(membership, f"/membership/offices?sort={order}", MANAGER)

    lists = [each for each in done if "sort" in each["command"]]
    assert [each.get("hasSortStage", False) for each in lists] == [False] * 4


async def test_the_directory_looks_once_for_offices_without_a_manager(membership: AsyncClient, parts: Parts) -> None:
    async with profiled(parts, "posts") as done:
        page = await see(membership, "/membership/offices?manager=none", MANAGER)

    (looked,) = [each for each in done if "pipeline" in each["command"]]
    assert "فرمانداری شهرستان بهاردشت" in page.text
    assert looked["docsExamined"] == 0


async def test_the_directory_is_for_those_who_have_signed_in(membership: AsyncClient) -> None:
    assert (await see(membership, "/membership/offices")).status_code == 303
    assert (await see(membership, "/membership/offices/new", MANAGER)).status_code == 403


async def test_kinds_are_kept_on_pages(membership: AsyncClient) -> None:
    path = "/membership/office-kinds"
    wrong = await post(membership, path, SECRETARY, id="x", name="بانک‌ها", order="زیاد")
    assert (wrong.status_code, 'value="بانک‌ها"' in wrong.text) == (422, True)
    assert (await post(membership, path, SECRETARY, id="bank", name="بانک‌ها")).status_code == 303
    taken = await post(membership, path, SECRETARY, id="bank2", name="بانک‌ها")
    assert (taken.status_code, "همین نام" in taken.text) == (409, True)

    late = await post(membership, f"{path}/bank", SECRETARY, name="بیمه‌ها", order="۳", version="9")
    assert (late.status_code, 'value="بیمه‌ها"' in late.text) == (409, True)
    assert (await post(membership, f"{path}/bank", SECRETARY, name="بیمه‌ها", version="1")).status_code == 303
    assert "بیمه‌ها" in (await see(membership, path, SECRETARY)).text
    used = await post(membership, f"{path}/office/removal", SECRETARY)
    assert (used.status_code, "دستگاه از این نوع" in used.text) == (409, True)
    assert (await post(membership, f"{path}/bank/removal", SECRETARY)).status_code == 303


async def test_the_desk_of_the_secretariat_counts_the_offices_without_manager(
    membership: AsyncClient, parts: Parts
) -> None:
    async def entries() -> list[Entry]:
        found = await parts.waiting.entries(SECRETARY, utc_now())
        return [each for each in found if each.href.startswith("/membership/offices")]

    (entry,) = await entries()
    assert (entry.stands_for, entry.text) == (1, "فرمانداری شهرستان بهاردشت")
    await parts.personnel.appoint(
        "p-gov", "pr_manager", Place(office_id="governorate"), since=date(2025, 3, 21), by=SECRETARY
    )
    assert await entries() == []
    await parts.directory.register(office("gas", "گاز"), by=SETUP)
    await parts.directory.close("gas", on=TODAY, by=SETUP)
    assert await entries() == []
    assert await parts.waiting.entries(MANAGER, utc_now()) == []
    assert (await parts.directory.offices.get(OfficeId("gas"))).closed_on == TODAY
    assert (await see(membership, "/desk", SECRETARY)).status_code == 200

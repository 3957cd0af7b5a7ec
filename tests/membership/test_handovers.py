"""Handovers as they happen: a post changes, the services answer, the next holder takes over."""

import asyncio
import json
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response

from services.membership.handovers.domain import Handover, HandoverId, State
from services.membership.main import Parts
from services.membership.posts.domain import Place
from shared.persian.jalali import day_of
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.eventually import eventually
from tests.identity import MANAGER, OPERATOR, SECRETARY, bearer
from tests.membership.county import SETUP, SINCE, person
from tests.membership.leaving import DRAFT, REPORT, SECOND_DRAFT, TODAY, a_handover, a_post, answer, change
from tests.membership.test_decrees import a_registered_one, draft
from tests.membership.test_pages import post, see

NEXT = Viewer("p-roads", "بهرام سپیدرو", frozenset({"pr_manager"}), frozenset({"roads", "water"}))
HERE = "/membership/handovers"
API = "/api/membership/handovers"


async def told(store: Store, event_type: str) -> list[dict[str, Any]]:
    rows = await store.find("outbox", {"type": event_type}, sort=[("_id", 1)])
    return [json.loads(row["body"])["data"] for row in rows]


async def read(membership: AsyncClient, handover: str | None, *, by: Viewer = NEXT) -> dict[str, Any]:
    answered = await membership.get(f"{API}/{handover}", headers=bearer(by))
    assert answered.status_code == 200, answered.text
    found: dict[str, Any] = answered.json()
    return found


async def accept(membership: AsyncClient, handover: str, number: int, *, by: Viewer = NEXT, **body: str) -> Response:
    return await membership.post(f"{API}/{handover}/items/{number}/acceptance", json=body or None, headers=bearer(by))


async def refuse(membership: AsyncClient, handover: str, number: int, *, by: Viewer = NEXT) -> Response:
    path = f"{API}/{handover}/items/{number}/refusal"
    return await membership.post(path, json={"remark": "این از ما نیست."}, headers=bearer(by))


async def kept(parts: Parts, handover: str | None) -> Handover:
    assert handover
    found = await parts.handover_desk.handovers.find(HandoverId(handover))
    assert found
    return found


async def test_a_change_of_the_holder_is_told_to_every_service_and_membership_answers_by_the_same_way(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    """Through the broker and back: nothing of membership is asked in another way than the others."""
    await a_registered_one(membership)
    opened = await change(parts, "p-water", "p-roads")

    (event,) = await told(store, "handover.opened.v1")
    assert event == {
        "handover_id": opened,
        "post_id": "office/water:pr_manager",
        "office_id": "water",
        "body_id": None,
        "role": "pr_manager",
        "from_person_id": "p-water",
        "to_person_id": "p-roads",
        "since": "2026-11-22",
    }
    handover = await eventually(lambda: _answered(membership, opened, "membership"))
    assert handover

    assert handover["unanswered"] == ["news", "reporting", "notifier"]
    (item,) = handover["items"]
    assert (item["service"], item["title"], item["href"]) == (
        "membership",
        "عضویت در قرارگاه رسانه‌ای شهرستان",
        "/bodies/media_hq",
    )
    assert (handover["leaving"]["name"], handover["coming"]["name"]) == ("سارا مهرگان‌پور", "بهرام سپیدرو")
    assert (handover["place"], handover["since"]) == ("اداره آب و فاضلاب", "2026-11-22")


async def test_a_seat_by_post_has_ended_with_the_post_and_a_personal_one_has_not(
    membership: AsyncClient, parts: Parts
) -> None:
    """The next manager has to know both: for the first one somebody has to be named, the second one goes on."""
    await a_registered_one(membership, body_id="council", seat="by_post")
    await a_registered_one(membership, body_id="media_hq", seat="personal")
    today = day_of(parts.handover_desk.now())

    succession = await parts.platform.store.run_again(
        lambda: parts.personnel.succeed(a_post().id, "p-roads", since=today, by=SETUP)
    )
    handover = await eventually(lambda: _answered(membership, succession.handover, "membership"))

    assert handover
    assert {item["href"]: item["note"] for item in handover["items"]} == {
        "/bodies/council": "با سمت پایان یافت؛ دستگاه باید جانشین معرفی کند",
        "/bodies/media_hq": "عضویت حقیقی است و با سمت پایان نمی‌یابد",
    }


async def _answered(membership: AsyncClient, handover: str | None, service: str) -> dict[str, Any] | None:
    found = await read(membership, handover)
    return None if service in found["unanswered"] else found


async def test_the_next_holder_takes_over_item_by_item_and_that_is_told(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    opened = await a_handover(parts)

    first = (await accept(membership, opened, 1)).json()
    assert [item["state"] for item in first["items"]] == ["accepted", "waiting", "waiting"]
    assert first["items"][0]["decision"]["by"] == {"person_id": "p-roads", "name": "بهرام سپیدرو"}
    await accept(membership, opened, 2)
    assert await told(store, "handover.completed.v1") == []
    last = (await accept(membership, opened, 3, remark="تا فردا ارسال می‌شود.")).json()

    assert (last["state"], last["items"][2]["decision"]["remark"]) == ("completed", "تا فردا ارسال می‌شود.")
    (event,) = await told(store, "handover.completed.v1")
    assert (event["handover_id"], event["to_person_id"], event["office_id"]) == (opened, "p-roads", "water")


async def test_two_people_accept_the_same_item_and_different_ones_at_the_same_instant(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    opened = await a_handover(parts)

    answers = await asyncio.gather(
        *(accept(membership, opened, number, by=by) for number in (1, 2, 3) for by in (NEXT, SECRETARY))
    )

    assert {answered.status_code for answered in answers} == {200}
    handover = await read(membership, opened)
    assert handover["state"] == "completed"
    assert len(await told(store, "handover.completed.v1")) == 1


async def test_only_whom_it_concerns_reads_it(membership: AsyncClient, parts: Parts) -> None:
    """Whoever left has no page any more; to others it does not exist."""
    opened = await a_handover(parts)

    for stranger in (MANAGER, OPERATOR):
        assert (await membership.get(f"{API}/{opened}", headers=bearer(stranger))).status_code == 404
        assert (await accept(membership, opened, 1, by=stranger)).status_code == 404
        assert (await membership.get(API, headers=bearer(stranger))).json()["items"] == []
        assert (await see(membership, f"{HERE}/{opened}", stranger)).status_code == 404
        assert (await see(membership, f"{HERE}/{opened}/record", stranger)).status_code == 404
    for reader in (NEXT, SECRETARY):
        assert [each["id"] for each in (await membership.get(API, headers=bearer(reader))).json()["items"]] == [opened]


async def test_a_refused_item_is_the_secretariats(membership: AsyncClient, parts: Parts) -> None:
    opened = await a_handover(parts)
    await accept(membership, opened, 2)
    await accept(membership, opened, 3)

    assert (await refuse(membership, opened, 1)).json()["items"][0]["state"] == "refused"
    assert "۱ مورد پذیرفته نشده است" in (await see(membership, "/desk", SECRETARY)).text
    unexplained = await accept(membership, opened, 1, by=SECRETARY)
    assert (unexplained.status_code, unexplained.json()["type"]) == (422, "urn:ravabet:problem:remark-missing")
    settled = (await accept(membership, opened, 1, by=SECRETARY, remark="به دستگاه دیگر داده شد.")).json()

    assert (settled["state"], settled["items"][0]["decision"]["in_place"]) == ("completed", True)
    assert "مورد پذیرفته نشده است" not in (await see(membership, "/desk", SECRETARY)).text
    over = await refuse(membership, opened, 1)
    assert (over.status_code, over.json()["type"]) == (409, "urn:ravabet:problem:handover-over")


@pytest.mark.parametrize("number", ["0", "99", "99999999999999999999"])
async def test_there_is_no_such_item(membership: AsyncClient, parts: Parts, number: str) -> None:
    opened = await a_handover(parts)
    answered = await membership.post(f"{API}/{opened}/items/{number}/acceptance", headers=bearer(NEXT))

    assert answered.status_code in {404, 422}
    assert (await see(membership, f"{HERE}/{opened}/items/{number}", NEXT)).status_code in {404, 422}


async def test_an_answer_twice_or_for_nothing_changes_nothing(membership: AsyncClient, parts: Parts) -> None:
    """A service that was away answers when it is back; what is sent again, or for what nobody knows, is ignored."""
    opened = await change(parts, "p-water", "p-roads")
    assert opened
    await answer(parts, opened, "news", DRAFT)
    await accept(membership, opened, 1)

    await answer(parts, opened, "news", DRAFT, SECOND_DRAFT, more=7)
    await answer(parts, "0000000000000000", "news", DRAFT)

    handover = await read(membership, opened)
    assert [(item["title"], item["state"]) for item in handover["items"]] == [(DRAFT.title, "accepted")]
    assert (handover["more"], "reporting" in handover["unanswered"]) == ({}, True)
    await answer(parts, opened, "reporting", REPORT, more=2)
    assert (await read(membership, opened))["more"] == {"reporting": 2}


async def test_a_pack_waits_at_the_secretariat_until_the_post_has_a_holder(
    membership: AsyncClient, parts: Parts
) -> None:
    opened = await change(parts, "p-water", None)
    assert opened
    await answer(parts, opened, "news", DRAFT, SECOND_DRAFT)
    assert "سمت خالی است" in (await see(membership, "/desk", SECRETARY)).text
    assert (await membership.get(f"{API}/{opened}", headers=bearer(NEXT))).status_code == 404
    await accept(membership, opened, 1, by=SECRETARY)

    assert await change(parts, None, "p-roads") == opened

    assert (await read(membership, opened))["coming"]["name"] == "بهرام سپیدرو"
    assert (await accept(membership, opened, 2)).status_code == 200
    assert "۱ مورد مانده" not in (await see(membership, "/desk", SECRETARY)).text


async def test_when_the_next_holder_leaves_too_what_is_left_goes_to_the_one_after(
    membership: AsyncClient, parts: Parts
) -> None:
    await parts.accounts.open(person("p-mina", "مینا آذری"), by=SETUP)
    mina = Viewer("p-mina", "مینا آذری", frozenset({"pr_manager"}), frozenset({"water"}))
    first = await change(parts, "p-water", "p-roads")
    assert first
    await answer(parts, first, "news", DRAFT, SECOND_DRAFT)
    await accept(membership, first, 1)

    second = await change(parts, "p-roads", "p-mina", on=TODAY + timedelta(days=3))
    assert second
    await answer(parts, second, "news", SECOND_DRAFT)
    await answer(parts, first, "reporting", REPORT)

    before = await read(membership, first, by=SECRETARY)
    assert (before["state"], before["passed_on_to"]) == ("passed_on", second)
    assert [(item["title"]) for item in (await read(membership, second, by=mina))["items"]] == [SECOND_DRAFT.title]
    assert (await membership.get(f"{API}/{first}", headers=bearer(NEXT))).status_code == 404
    assert [each["id"] for each in (await membership.get(API, headers=bearer(mina))).json()["items"]] == [second]
    assert "تحویل و تحول بعدی" in (await see(membership, f"{HERE}/{first}", SECRETARY)).text


@pytest.mark.usefixtures("membership")
async def test_nothing_is_handed_over_when_nobody_goes(parts: Parts) -> None:
    """An acting holder becomes the full one; a post is filled for the first time; a deputy has no powers to pass on."""
    assert await change(parts, "p-water", "p-water") is None
    assert await change(parts, None, "p-roads", post=a_post("roads")) is None
    assert await change(parts, None, None) is None
    assert await change(parts, "p-water", "p-roads", post=a_post(role="deputy")) is None


async def test_programs_of_a_person_end_with_the_last_post_and_not_before(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    """Nobody takes over another's token. Whoever keeps a post keeps it, with the powers of that post alone."""
    _token, secret = await parts.program_desk.make("گزارش", ["news:read"], days=30, by=MANAGER)
    second = Place(office_id="roads")
    again = parts.platform.store.run_again
    await again(lambda: parts.personnel.appoint("p-water", "head_of_office", second, since=SINCE, by=SETUP))
    exchange = "/api/membership/program-tokens/exchange"
    by_program = {"Authorization": f"Bearer {secret}"}

    await change(parts, "p-water", "p-roads")
    assert (await membership.post(exchange, headers=by_program)).status_code == 200

    head = await parts.handover_desk.posts.get(second.post_id("head_of_office", "p-water"))
    assert head
    await again(lambda: parts.personnel.vacate(a_post().id, last_day=date(2026, 11, 21), by=SETUP))
    await change(parts, "p-water", None, post=head)

    assert (await membership.post(exchange, headers=by_program)).status_code == 401
    assert [each["sign_in_id"] for each in await told(store, "tokens.revoked.v1") if each["sign_in_id"]] == [
        f"program-{_token.id}"
    ]


async def test_the_secretariat_passes_on_its_own_drafts_and_the_governor_all(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    decree = (await draft(membership)).json()["id"]
    council = Place(body_id="council")
    desk = await parts.handover_desk.posts.get(council.post_id("secretariat", "p-desk"))
    governor = await parts.handover_desk.posts.get(Place(office_id="governorate").post_id("governor", "p-gov"))
    assert desk
    assert governor

    await change(parts, "p-desk", None, post=desk)
    await change(parts, "p-gov", None, post=governor)
    await change(parts, "p-water", None)
    answers = await eventually(lambda: _three(store))

    hrefs = sorted([item["href"] for item in each["items"]] for each in answers)
    assert hrefs == [[], [f"/membership/decrees/{decree}"], [f"/membership/decrees/{decree}"]]
    assert "سارا" not in json.dumps(answers, ensure_ascii=False)


async def _three(store: Store) -> list[dict[str, Any]]:
    found = await told(store, "membership.open.work.listed.v1")
    return found if len(found) == 3 else []


async def test_the_desk_names_what_is_to_be_taken_over_and_what_does_not_go_on(
    membership: AsyncClient, parts: Parts
) -> None:
    now = parts.handover_desk.now()
    opened = await a_handover(parts)
    mine = (await see(membership, "/desk", NEXT)).text
    assert "تحویل مدیر روابط عمومی، اداره آب و فاضلاب" in mine
    assert "۳ مورد در انتظار پذیرش" in mine
    assert f'href="{HERE}/{opened}"' in mine
    assert f"{HERE}/{opened}" not in (await see(membership, "/desk", SECRETARY)).text

    slow = await a_handover(parts, at=now - timedelta(days=7, minutes=1))
    at_the_secretariat = (await see(membership, "/desk", SECRETARY)).text

    assert f'href="{HERE}/{slow}"' in at_the_secretariat
    assert f"{HERE}/{opened}" not in at_the_secretariat


async def test_the_pages_of_a_handover(membership: AsyncClient, parts: Parts) -> None:
    opened = await change(parts, "p-water", "p-roads")
    assert opened
    await answer(parts, opened, "news", DRAFT, SECOND_DRAFT, more=4)
    path = f"{HERE}/{opened}"

    shown = (await see(membership, path, NEXT)).text
    assert f'href="{DRAFT.href}"' in shown
    assert "گزارش‌ها، پیام‌ها نرسیده است" in shown
    assert "و ۴ مورد دیگر" in shown
    assert "به جای تحویل‌گیرنده می‌پذیرید" not in shown
    assert "به جای تحویل‌گیرنده می‌پذیرید" in (await see(membership, path, SECRETARY)).text

    unexplained = await post(membership, f"{path}/items/1/refusal", NEXT, remark=" ")
    assert (unexplained.status_code, "دلیل نپذیرفتن را بنویسید." in unexplained.text) == (422, True)
    long = await post(membership, f"{path}/items/1/refusal", NEXT, remark="نه " * 300)
    assert (long.status_code, "نه نه نه" in long.text) == (422, True)
    refused = await post(membership, f"{path}/items/1/refusal", NEXT, remark="این از ما نیست <b>")
    assert (refused.status_code, refused.headers["location"]) == (303, path)
    assert "این از ما نیست &lt;b&gt;" in (await see(membership, path, SECRETARY)).text

    unsettled = await post(membership, f"{path}/items/1/acceptance", SECRETARY, remark="")
    assert (unsettled.status_code, "بنویسید این مورد چگونه رسیدگی شد." in unsettled.text) == (422, True)
    assert (await post(membership, f"{path}/acceptance", NEXT, service="news")).status_code == 303
    assert (await kept(parts, opened)).item(2).is_settled
    assert not (await kept(parts, opened)).item(1).is_settled

    record = (await see(membership, f"{path}/record", NEXT)).text
    for words in ("صورت‌جلسه تحویل و تحول", "تحویل‌دهنده", "تحویل‌گیرنده", "دبیرخانه", "۱ آذر ۱۴۰۵", DRAFT.title):
        assert words in record


async def test_the_list_is_filtered_searched_and_empty(membership: AsyncClient, parts: Parts) -> None:
    assert "تحویل و تحولی در این فهرست نیست" in (await see(membership, HERE, NEXT)).text
    opened = await a_handover(parts)
    done = await a_handover(parts, news=[], reporting=[])
    handover = await kept(parts, done)
    handover.complete(at=parts.handover_desk.now())
    assert handover.state is State.COMPLETED
    await parts.handover_desk.handovers.save(handover)

    async def listed(query: str, viewer: Viewer = SECRETARY) -> set[str]:
        text = (await see(membership, HERE + query, viewer)).text
        return {each for each in (opened, done) if f'href="{HERE}/{each}"' in text}

    assert await listed("") == await listed("", NEXT) == {opened, done}
    assert await listed("?state=open") == {opened}
    assert await listed("?state=completed") == {done}
    assert await listed("?q=مهرگان پور") == await listed("?q=بهرام فاضلاب") == {opened, done}
    assert await listed("?q=گاز") == set()
    assert await listed("", MANAGER) == set()

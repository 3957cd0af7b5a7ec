"""The whole way of a decree to those who are to have it, over the real database and broker."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from joserfc import jwe
from joserfc.jwk import OKPKey

from services.membership.main import Parts
from services.membership.posts.domain import Place
from services.membership.service_records.domain import LetterKey
from services.membership.service_records.mongo import LINKS, RECORDS
from services.membership.service_records.reminding_usecases import Prompter
from shared.events.membership import DecreeIssued
from shared.persian.jalali import day_of
from shared.runtime.clock import utc_now
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.eventually import eventually
from tests.identity import COOKIE, GOVERNOR, MANAGER, SECRETARY, bearer, csrf_for, token_of
from tests.membership.county import SETUP, SINCE, person
from tests.membership.test_decrees import a_registered_one, do, draft, told
from tests.membership.test_pages import post, see

pytestmark = pytest.mark.servers
HEAD = Viewer("p-head", "ناهید کوهستانی", frozenset({"head_of_office"}), frozenset({"water"}))
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


async def with_head(parts: Parts) -> None:
    """Let the office of water have a head, who has no way to sign in yet."""
    await parts.accounts.open(person("p-head", "ناهید کوهستانی"), by=SETUP)
    await parts.personnel.appoint("p-head", "head_of_office", Place(office_id="water"), since=SINCE, by=SETUP)


async def served(membership: AsyncClient, store: Store, *, recipients: int, **changes: Any) -> str:
    """Sign a decree, and wait until its records are made."""
    decree = str((await a_registered_one(membership, **changes))["id"])

    async def all_made() -> bool:
        return await store.count(RECORDS, {"letter.id": decree}) == recipients

    await eventually(all_made)
    return decree


async def lines(membership: AsyncClient, decree: str, by: Viewer = SECRETARY) -> dict[str, dict[str, Any]]:
    answer = await membership.get(f"/api/membership/decrees/{decree}/service", headers=bearer(by))
    return {each["kind"]: each for each in answer.json()} if answer.status_code == 200 else {}


async def links(store: Store, key: OKPKey, person_id: str) -> list[str]:
    """The paths of the links that were sent to somebody, as the notifier opens them."""
    issued = [each for each in await told(store, "letter.link.issued.v1") if each["person_id"] == person_id]
    opened = [jwe.decrypt_compact(each["link"], key).plaintext or b"" for each in issued]
    return [address.decode().removeprefix("http://ravabet.test") for address in opened]


async def test_a_decree_is_served_opened_by_its_link_and_acknowledged(
    membership: AsyncClient, parts: Parts, store: Store, contact_key: OKPKey
) -> None:
    await with_head(parts)
    decree = await served(membership, store, recipients=2)

    await see(membership, "/desk", MANAGER)
    before = await lines(membership, decree)
    assert {kind: (each["to"], each["way"], each["stage"]) for kind, each in before.items()} == {
        "addressee": ("سارا مهرگان‌پور", "portal", "delivered"),
        "head": ("ناهید کوهستانی", None, "waiting"),
    }
    (link,) = await links(store, contact_key, "p-head")
    assert link.rpartition(".")[2] not in json.dumps(await store.find(LINKS, {}), default=str)

    looked = [await membership.get(link) for _ in range(2)]
    assert {answer.status_code for answer in looked} == {200}
    assert "حکم عضویت" not in looked[0].text
    assert (await lines(membership, decree))["head"]["stage"] == "waiting"

    opened = await membership.post(link)
    assert opened.status_code == 200
    assert "قرارگاه رسانه‌ای" in opened.text
    assert (await lines(membership, decree))["head"]["stage"] == "seen"
    again = await membership.post(link)
    assert (again.status_code, "پیش از این استفاده شده" in again.text) == (410, True)
    assert (await membership.get(link)).status_code == 410

    key = opened.text.partition('name="key" value="')[2].partition('"')[0]
    stolen = await membership.post(f"{link}/acknowledgement", data={"key": "x"})
    assert stolen.status_code == 410
    accepted = await membership.post(f"{link}/acknowledgement", data={"key": key})
    assert accepted.status_code == 200
    await do(membership, decree, "acknowledgement", by=MANAGER)
    await do(membership, decree, "acknowledgement", by=MANAGER)

    after = await lines(membership, decree)
    assert {each["stage"] for each in after.values()} == {"accepted"}
    assert after["head"]["way"] == "link"
    seen = {(each["to"], each["channel"]) for each in await told(store, "decree.served.v1")}
    said = [(each["to"], each["channel"]) for each in await told(store, "decree.acknowledged.v1")]
    assert seen == {("addressee", "portal"), ("head", "link")}
    assert said == [("head", "link"), ("addressee", "portal")]
    letter = await parts.letter_reader.of(LetterKey("decree", decree))
    assert letter.served_at is not None
    assert letter.acknowledged_at is not None
    assert letter.served_at <= letter.acknowledged_at


async def test_what_is_told_twice_is_served_once_and_a_link_is_its_persons(
    membership: AsyncClient, parts: Parts, store: Store, contact_key: OKPKey
) -> None:
    await served(membership, store, recipients=2)
    (issued,) = await told(store, "decree.issued.v1")
    assert issued["link_follows"]

    for _ in range(2):
        await store.run_again(lambda: parts.courier.take_issued(DecreeIssued.model_validate(issued)))

    assert await store.count(RECORDS, {}) == 2
    (link,) = await links(store, contact_key, "p-water")
    membership.cookies.set(COOKIE, token_of(replace(MANAGER, person_id="p-roads")))
    for answer in (await membership.get(link), await membership.post(link)):
        assert answer.status_code == 403
        assert "شخص دیگری" in answer.text
    membership.cookies.clear()
    assert (await membership.get(link[:-3] + "xxx")).status_code == 410
    assert (await membership.get("/l/nothing")).status_code == 410

    opened = await asyncio.gather(*(membership.post(link) for _ in range(8)))

    assert sorted({answer.status_code for answer in opened}) in ([200, 409, 410], [200, 410])
    assert sum(answer.status_code == 200 for answer in opened) == 1
    assert len(await told(store, "decree.served.v1")) == 1


async def test_an_office_without_a_head_is_served_on_paper(membership: AsyncClient, store: Store) -> None:
    decree = await served(membership, store, recipients=2)
    head = (await lines(membership, decree))["head"]
    assert (head["to"], head["stage"]) == ("اداره آب و فاضلاب", "needs_paper")
    today = utc_now()

    async def enter(
        by: Viewer = SECRETARY, *, receiver: str = "مسئول دبیرخانه", days: int = 0, scan: bytes = b""
    ) -> int:
        path = f"/api/membership/decrees/{decree}/service/{head['id']}/paper"
        typed = {"receiver": receiver, "on": (day_of(today) + timedelta(days=days)).isoformat()}
        files = {"scan": ("r.png", scan)} if scan else None
        return (await membership.post(path, data=typed, files=files, headers=bearer(by))).status_code

    assert await enter(MANAGER) == 403
    assert await enter(days=2) == 422
    assert await enter(days=-2) == 422
    assert await enter(scan=b"<html>") == 422
    assert await enter(scan=PNG) == 200
    assert await enter(scan=PNG) == 200
    assert await enter(receiver="دیگری") == 409

    now = (await lines(membership, decree))["head"]
    assert (now["stage"], now["way"], now["seen_at"]) == ("on_paper", "paper", None)
    membership.cookies.set(COOKIE, token_of(SECRETARY))
    scan = await membership.get(f"/membership/service/{head['id']}/scan")
    assert (scan.content, scan.headers["content-type"]) == (PNG, "image/png")
    assert [each["office_id"] for each in await told(store, "decree.served.v1") if each["channel"] == "paper"] == [
        "water"
    ]


async def test_acknowledged_by_two_at_once_it_is_told_once(membership: AsyncClient, store: Store) -> None:
    decree = await served(membership, store, recipients=2)

    answers = await asyncio.gather(*(do(membership, decree, "acknowledgement", by=MANAGER) for _ in range(8)))

    assert {answer.status_code for answer in answers} == {200}
    assert len(await told(store, "decree.acknowledged.v1")) == 1
    assert (await do(membership, decree, "acknowledgement", by=GOVERNOR)).status_code == 404
    await do(membership, decree, "revocation", by=GOVERNOR, reason="پایان مأموریت")


async def test_own_letters_are_seen_by_opening_them_and_by_nobody_else(membership: AsyncClient, store: Store) -> None:
    decree = await served(membership, store, recipients=2)
    record = (await lines(membership, decree))["addressee"]
    assert [each["kind"] for each in (await lines(membership, decree, MANAGER)).values()] == ["addressee"]
    assert await lines(membership, decree, replace(MANAGER, person_id="p-roads")) == {}

    membership.cookies.set(COOKIE, token_of(SECRETARY))
    assert (await membership.get(f"/membership/my-letters/{record['id']}")).status_code == 404
    assert "دیده‌نشده" in (await membership.get("/membership/service?stage=unseen")).text
    assert record["to"] in (await membership.get(f"/membership/service/{record['id']}")).text
    shown = await membership.get(f"/membership/decrees/{decree}")
    assert "سابقه ابلاغ" in shown.text
    unseen = (await lines(membership, decree))["addressee"]
    assert (unseen["delivered_at"], unseen["seen_at"]) == (None, None)

    membership.cookies.set(COOKIE, token_of(MANAGER))
    assert "دیدن و رؤیت" in (await membership.get("/desk")).text
    assert (await lines(membership, decree))["addressee"]["stage"] == "delivered"
    assert "در انتظار رؤیت شما" in (await membership.get("/membership/my-letters")).text
    assert (await membership.get(f"/membership/my-letters/{record['id']}")).status_code == 200
    assert (await lines(membership, decree))["addressee"]["stage"] == "seen"
    form = {"csrf": csrf_for(MANAGER)}
    accepted = await membership.post(f"/membership/my-letters/{record['id']}/acknowledgement", data=form)
    assert accepted.status_code == 303
    assert (await lines(membership, decree))["addressee"]["stage"] == "accepted"
    assert "دیدن و رؤیت" not in (await membership.get("/membership/my-letters")).text


async def test_who_has_not_seen_it_is_reminded_then_the_secretariat_looks_after_it(
    membership: AsyncClient, parts: Parts, store: Store, contact_key: OKPKey
) -> None:
    await with_head(parts)
    decree = await served(membership, store, recipients=2)
    await do(membership, decree, "acknowledgement", by=MANAGER)

    reminded = []
    for days in (2, 3, 3, 6, 7, 7, 20):
        await prompted(parts, days, lambda prompter: prompter.remind())
        reminded.append(len(await links(store, contact_key, "p-head")))

    assert reminded == [1, 2, 2, 2, 3, 3, 3]
    assert len(await links(store, contact_key, "p-water")) == 1
    again = {kind: each["id"] for kind, each in (await lines(membership, decree)).items()}
    for kind, status in (("addressee", 409), ("head", 303)):
        sent = await post(membership, f"/membership/service/{again[kind]}/link", SECRETARY)
        assert sent.status_code == status
    rounds = [each["reminder"] for each in await told(store, "letter.link.issued.v1") if each["person_id"] == "p-head"]
    assert rounds == [0, 1, 2, 3]
    for link in await links(store, contact_key, "p-head"):
        assert (await membership.get(link)).status_code == 200
    assert (await parts.service_queries.troubled(utc_now() + timedelta(days=9), limit=5))[0] == 0
    number, (record,) = await parts.service_queries.troubled(utc_now() + timedelta(days=11), limit=5)
    assert (number, record.person_id) == (1, "p-head")


async def test_an_end_is_told_twice_and_a_revoked_decree_asks_for_nothing(
    membership: AsyncClient, parts: Parts, store: Store
) -> None:
    until = day_of(utc_now() + timedelta(days=100))
    decree = await served(membership, store, recipients=2, valid_until=until.isoformat())

    for days in (69, 70, 71, 93, 94, 99):
        await prompted(parts, days, lambda prompter: prompter.tell_endings())

    endings = await told(store, "decree.expiring.v1")
    assert [(each["days_left"], each["person_id"]) for each in endings] == [(30, "p-water"), (7, "p-water")]
    await do(membership, decree, "revocation", by=GOVERNOR, reason="پایان مأموریت")

    async def is_over() -> bool:
        return {each["stage"] for each in (await lines(membership, decree)).values()} == {"over"}

    await eventually(is_over)
    refused = await do(membership, decree, "acknowledgement", by=MANAGER)
    assert refused.status_code == 409


async def test_the_governor_sees_at_one_glance_what_is_new_ending_and_revoked(
    membership: AsyncClient, parts: Parts
) -> None:
    soon = day_of(utc_now() + timedelta(days=20)).isoformat()
    await a_registered_one(membership, valid_until=soon)
    revoked = await a_registered_one(membership, person_id="p-roads", office_ids=["roads"])
    await do(membership, revoked["id"], "revocation", by=GOVERNOR, reason="پایان مأموریت")
    await draft(membership, body_id="council")

    sight = await parts.sight.at(utc_now())
    later = await parts.sight.at(utc_now() + timedelta(days=40))

    assert (sight.new, sight.ending, sight.revoked) == (2, 1, 1)
    assert (later.new, later.ending, later.revoked) == (0, 0, 0)
    assert "نامه‌ها در یک نگاه" in (await see(membership, "/desk", GOVERNOR)).text
    assert "نامه‌ها در یک نگاه" not in (await see(membership, "/desk", MANAGER)).text


async def prompted(parts: Parts, days: int, step: Callable[[Prompter], Awaitable[int]]) -> None:
    """Let the job do a step so many days from now, as often as it finds something."""
    later = utc_now() + timedelta(days=days, minutes=1)
    prompter = replace(parts.prompter, now=lambda: later)
    while await parts.platform.store.run_again(lambda: step(prompter)):
        pass

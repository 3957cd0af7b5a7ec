"""Invitations and answers as other programs and guests without an account handle them, over the real database."""

import asyncio
from datetime import timedelta
from typing import Any

from httpx import AsyncClient

from services.membership.invitations.mongo import ANSWERS
from shared.persian.jalali import day_of
from shared.runtime.clock import utc_now
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, SECRETARY, bearer
from tests.membership.test_decrees import told

PATH = "/api/membership/invitations"


def a_new_one(**changes: Any) -> dict[str, Any]:
    starts_at = utc_now() + timedelta(days=5)
    new = {"title": "نشست فصلی", "place": "سالن جلسات", "starts_at": starts_at.isoformat(), "host": "فرماندار"}
    guests = {"person_ids": ["p-water"], "others": ["جناب آقای علی رضایی، مدیر کتابخانه"]}
    return {**new, "answer_until": day_of(starts_at).isoformat(), **guests, **changes}


async def do(membership: AsyncClient, one: str, deed: str, *, by: Viewer, **body: Any) -> dict[str, Any]:
    answer = await membership.post(f"{PATH}/{one}/{deed}", json=body or None, headers=bearer(by))
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def a_signed_one(membership: AsyncClient, **changes: Any) -> dict[str, Any]:
    drafted = await membership.post(PATH, json=a_new_one(**changes), headers=bearer(SECRETARY))
    assert drafted.status_code == 201, drafted.text
    await do(membership, drafted.json()["id"], "check", by=SECRETARY)
    return await do(membership, drafted.json()["id"], "signature", by=GOVERNOR)


async def test_an_invitation_is_signed_verified_answered_and_revoked(membership: AsyncClient, store: Store) -> None:
    one = await a_signed_one(membership)
    code = one["verify_url"].removeprefix("http://ravabet.test")
    assert one["register_no"].endswith("/د/001")
    assert "این دعوت‌نامه معتبر است" in (await membership.get(code)).text

    for companions in (1, 1, 2):
        mine = await do(membership, one["id"], "answer", by=MANAGER, reply="accepted", companions=companions)

    assert [(each["name"], each["companions"]) for each in mine["guests"]] == [("سرکار خانم سارا مهرگان‌پور", 2)]
    assert [each["companions"] for each in await told(store, "invitation.answered.v1")] == [1, 2]
    pdf = await membership.get(f"{PATH}/{one['id']}/letter.pdf", headers=bearer(MANAGER))
    assert pdf.content[:5] == b"%PDF-"

    await do(membership, one["id"], "revocation", by=GOVERNOR, reason="به زمان دیگری موکول شد")

    late = await membership.post(f"{PATH}/{one['id']}/answer", json={"reply": "declined"}, headers=bearer(MANAGER))
    assert late.status_code == 409
    assert len(await told(store, "invitation.issued.v1", "invitation.revoked.v1")) == 2
    assert "این دعوت‌نامه لغو شده است" in (await membership.get(code)).text


async def test_a_guest_without_an_account_answers_by_an_address_that_is_kept_nowhere(
    membership: AsyncClient, store: Store
) -> None:
    one = await a_signed_one(membership)
    guest = next(each["id"] for each in one["guests"] if not each["person_id"])
    first, second = [
        (await do(membership, one["id"], f"guests/{guest}/address", by=SECRETARY))["url"] for _ in range(2)
    ]
    path = second.removeprefix("http://ravabet.test")

    shown = await membership.get(path)
    unfit = await membership.post(path, data={"reply": "substitute"})
    taken = await membership.post(path, data={"reply": "substitute", "substitute": "مینا کرمی", "companions": "۱"})
    old = await membership.get(first.removeprefix("http://ravabet.test"))

    assert "جناب آقای علی رضایی" in shown.text
    assert (unfit.status_code, taken.status_code, old.status_code) == (422, 303, 404)
    (kept,) = await store.find(ANSWERS, {})
    assert (kept["said"]["substitute"], kept["said"]["companions"]) == ("مینا کرمی", 1)
    assert path.removeprefix("/i/") not in str(kept)


async def test_two_answers_of_one_guest_at_once_are_one_of_them(membership: AsyncClient, store: Store) -> None:
    one = await a_signed_one(membership)

    answers = await asyncio.gather(
        *(
            membership.post(f"{PATH}/{one['id']}/answer", json={"reply": reply}, headers=bearer(MANAGER))
            for reply in ("accepted", "declined", "accepted", "declined")
        )
    )

    assert {each.status_code for each in answers} <= {200, 409}
    assert await store.count(ANSWERS, {}) == 1


async def test_groups_are_invited_as_a_whole_and_wrong_times_are_refused(membership: AsyncClient) -> None:
    past = a_new_one(starts_at="2020-01-01T08:00:00Z")
    nobody = a_new_one(person_ids=[], others=[], groups=["body/media_hq"])
    answers = [await membership.post(PATH, json=each, headers=bearer(SECRETARY)) for each in (past, nobody)]

    assert [each.status_code for each in answers] == [422, 422]
    stranger = await a_signed_one(membership, person_ids=["p-roads"])
    refused = await membership.get(f"{PATH}/{stranger['id']}", headers=bearer(MANAGER))
    assert refused.status_code == 404

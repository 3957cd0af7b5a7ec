"""The public pages of the bodies: only of those that say so, and at once no more when they no longer do."""

from datetime import date

import pytest
from httpx import AsyncClient

from services.membership.main import Parts
from services.membership.members.queries import Wanted, knows_why
from services.membership.posts.domain import Place
from shared.runtime.viewer import Viewer
from shared.store.store import Store
from tests.identity import MANAGER, SECRETARY, bearer
from tests.membership.county import SETUP
from tests.membership.test_decrees import a_registered_one
from tests.membership.test_memberships import a_membership
from tests.membership.test_pages import see


async def test_a_public_body_shows_its_members_and_chairs(membership: AsyncClient, parts: Parts) -> None:
    await a_registered_one(membership, body_id="council")
    await a_registered_one(membership)
    for person, since, until in (
        ("p-gov", date(2024, 3, 20), date(2025, 3, 20)),
        ("p-roads", date(2025, 3, 21), None),
    ):
        await parts.personnel.appoint(person, "chair", Place(body_id="council"), since=since, until=until, by=SETUP)

    listed, page = await membership.get("/council"), await membership.get("/council/council")

    assert "/council/council" in listed.text
    assert "/council/media_hq" not in listed.text
    for shown in ("سارا مهرگان‌پور", "اداره آب و فاضلاب", "بهرام سپیدرو", "نادر فرهمند"):
        assert shown in page.text
    assert page.text.index("بهرام سپیدرو") < page.text.index("نادر فرهمند"), "the present chair stands first"
    assert page.headers["etag"], "the page is kept"
    for closed in ("/council/media_hq", "/council/nowhere"):
        assert (await membership.get(closed)).status_code == 404


async def test_a_body_that_turns_private_is_not_found_at_once(membership: AsyncClient) -> None:
    assert (await membership.get("/council/council")).status_code == 200
    facts = {"name": "شورای هماهنگی روابط عمومی‌ها", "kind": "council", "roster_public": False}

    changed = await membership.put("/api/membership/bodies/council", json=facts, headers=bearer(SECRETARY))

    assert changed.status_code == 200
    assert (await membership.get("/council/council")).status_code == 404
    assert "/council/council" not in (await membership.get("/council")).text


async def test_who_is_suspended_is_not_on_the_public_page(membership: AsyncClient, store: Store) -> None:
    decree = await a_registered_one(membership, body_id="council")
    assert "سارا" in (await membership.get("/council/council")).text
    (document,) = await store.find("memberships", {"decree_id": decree["id"]})

    path = f"/api/membership/members/{document['_id']}/suspension"
    await membership.post(path, json={"reason": "مرخصی"}, headers=bearer(SECRETARY))

    assert "سارا" not in (await membership.get("/council/council")).text


OTHER = Viewer("p-roads", "بهرام سپیدرو", frozenset({"pr_manager"}), frozenset({"roads"}))
MEMBERS = "/api/membership/members"
PAGE = "/membership/members"


@pytest.mark.parametrize(
    ("viewer", "knows"),
    [(None, False), (OTHER, False), (MANAGER, True), (SECRETARY, True)],
    ids=["visitor", "other", "the person", "secretariat"],
)
def test_only_the_secretariat_and_the_person_are_told_why(viewer: Viewer | None, *, knows: bool) -> None:
    membership = a_membership(person_id=MANAGER.person_id)

    assert knows_why(viewer, membership) is knows
    assert Wanted.by(viewer, ["council"], date(2026, 6, 1)).hides_suspended is (viewer is not SECRETARY)


async def test_suspensions_and_ends_are_not_for_everybody(membership: AsyncClient, store: Store) -> None:
    decree = await a_registered_one(membership, body_id="council", valid_from="2026-03-21")
    (document,) = await store.find("memberships", {"decree_id": decree["id"]})
    key = document["_id"]

    async def listed(by: Viewer | None, **asked: str) -> list[dict[str, object]]:
        headers = bearer(by) if by else {}
        items: list[dict[str, object]] = (await membership.get(MEMBERS, params=asked, headers=headers)).json()["items"]
        return items

    why = {"reason": "پرونده انضباطی"}
    await membership.post(f"{MEMBERS}/{key}/suspension", json=why, headers=bearer(SECRETARY))
    assert [len(await listed(by)) for by in (None, OTHER, MANAGER, SECRETARY)] == [0, 0, 1, 1]
    assert len(await listed(None, on="2026-04-01")) == 1
    assert "سارا" not in (await see(membership, PAGE, OTHER)).text
    assert (await see(membership, f"{PAGE}/{key}", OTHER)).status_code == 404
    for by in (MANAGER, SECRETARY):
        assert "پرونده انضباطی" in (await see(membership, f"{PAGE}/{key}", by)).text

    await membership.post(f"{MEMBERS}/{key}/ending", json={"reason": "resigned"}, headers=bearer(SECRETARY))
    assert [each["end_reason"] for each in await listed(None, on="2026-04-01")] == [None]
    assert [each["ended_on"] for each in await listed(OTHER, on="2026-04-01")] == [None]
    assert [each["end_reason"] for each in await listed(SECRETARY, on="2026-04-01")] == ["resigned"]
    assert "کناره‌گیری" not in (await see(membership, f"{PAGE}/{key}", OTHER)).text
    assert "پرونده انضباطی" not in (await see(membership, f"{PAGE}/{key}", OTHER)).text
    assert "کناره‌گیری" in (await see(membership, f"{PAGE}/{key}", MANAGER)).text

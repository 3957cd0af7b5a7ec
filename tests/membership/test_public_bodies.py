"""The public pages of the bodies: only of those that say so, and at once no more when they no longer do."""

from datetime import date

from httpx import AsyncClient

from services.membership.main import Parts
from services.membership.posts.domain import Place
from shared.store.store import Store
from tests.identity import SECRETARY, bearer
from tests.membership.county import SETUP
from tests.membership.test_decrees import a_registered_one


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

"""Offices, bodies, and who holds which post."""

import json
from dataclasses import replace
from datetime import date

import pytest
from httpx import AsyncClient

from services.membership.accounts.domain import PersonNotFound
from services.membership.bodies.domain import Body, BodyId
from services.membership.main import Parts
from services.membership.offices.domain import NoSuccessor, OfficeEnded, OfficeTaken
from services.membership.posts.domain import Place, PostId
from shared.runtime.access import NotAllowed
from shared.store.store import Store
from tests.identity import MANAGER, SECRETARY
from tests.membership.county import ROLES, SETUP, SINCE, office


async def told(store: Store, subject: str) -> list[str]:
    return [row["type"] for row in await store.find("outbox", {"subject": subject}, sort=[("seq", 1)])]


async def test_everybody_reads_the_directory(membership: AsyncClient, parts: Parts) -> None:
    await parts.directory.register(office("gas", "اداره گاز", executive=False, size_class="C"), by=SETUP)

    listed = (await membership.get("/api/membership/offices")).json()

    assert listed["next"] is None
    assert [each["id"] for each in listed["items"]] == ["governorate", "water", "roads", "gas"]
    water, gas = listed["items"][1], listed["items"][3]
    assert (water["has_pr_manager"], water["publishes_directly"], water["closed_on"]) == (True, True, None)
    assert (gas["has_pr_manager"], gas["executive"], gas["size_class"]) == (False, False, "C")
    bodies = (await membership.get("/api/membership/bodies")).json()["items"]
    assert {body["id"]: body["roster_public"] for body in bodies} == {"council": True, "media_hq": False}


@pytest.mark.usefixtures("membership")
async def test_an_office_is_registered_changed_and_closed(parts: Parts, store: Store) -> None:
    directory = parts.directory
    facts = office("gas", "اداره گاز كشور")
    registered = await directory.register(facts, by=SECRETARY)
    assert registered.name == "اداره گاز کشور"
    await directory.register(facts, by=SECRETARY)
    await directory.update(office("gas", "اداره گاز", phone="۰۲۳"), by=SECRETARY)
    with pytest.raises(OfficeTaken):
        await directory.register(facts, by=SECRETARY)
    await directory.close("gas", on=date(2026, 5, 1), successor_id="water", by=SECRETARY)
    await directory.close("gas", on=date(2026, 5, 1), successor_id="water", by=SECRETARY)

    assert await told(store, "office/gas") == ["office.registered.v1", "office.updated.v1", "office.closed.v1"]
    with pytest.raises(OfficeEnded):
        await directory.update(facts, by=SECRETARY)
    with pytest.raises(NoSuccessor):
        await directory.close("water", on=date(2026, 5, 1), successor_id="none", by=SECRETARY)
    with pytest.raises(NotAllowed):
        await directory.register(office("own", "خود"), by=MANAGER)


@pytest.mark.usefixtures("membership")
async def test_a_body_tells_its_new_name_only(parts: Parts, store: Store) -> None:
    body = Body(BodyId("youth"), "کارگروه جوانان", "committee", ROLES)
    await parts.body_directory.register(body, by=SETUP)
    await parts.body_directory.register(replace(body, roster_public=True), by=SETUP)
    await parts.body_directory.register(replace(body, name="کارگروه جوانان شهرستان"), by=SETUP)

    assert await told(store, "body/youth") == ["body.registered.v1", "body.registered.v1"]


@pytest.mark.usefixtures("membership")
async def test_a_new_manager_takes_the_post_and_the_old_one_stays_in_its_history(parts: Parts, store: Store) -> None:
    water = PostId("office/water:pr_manager")
    done = await parts.personnel.succeed(water, "p-roads", since=date(2026, 5, 1), acting=True, by=SETUP)
    post = done.post

    before, since = post.holder_on(date(2026, 4, 30)), post.holder_on(date(2026, 5, 1))
    assert before
    assert since
    assert (before.person_id, since.person_id) == ("p-water", "p-roads")
    (last,) = await store.find("outbox", {"subject": f"post/{post.id}"}, sort=[("seq", -1)], limit=1)
    assert json.loads(last["body"])["data"]["acting"] is True
    held = await parts.posts.held_by("p-roads", on=date(2026, 6, 1))
    assert {each.office_id for each in held} == {"water", "roads"}
    await parts.personnel.vacate(post.id, last_day=date(2026, 7, 1), by=SETUP)
    assert "water" not in {each.office_id for each in await parts.posts.filled("pr_manager")}


@pytest.mark.usefixtures("membership")
async def test_the_secretariat_makes_no_signatory(parts: Parts) -> None:
    personnel = parts.personnel
    governorate = Place(office_id="governorate")
    with pytest.raises(NotAllowed):
        await personnel.appoint("p-roads", "governor", governorate, since=SINCE, by=SECRETARY)
    with pytest.raises(NotAllowed):
        await personnel.appoint(SECRETARY.person_id, "pr_manager", Place(office_id="roads"), since=SINCE, by=SECRETARY)
    with pytest.raises(PersonNotFound):
        await personnel.appoint("nobody", "pr_manager", Place(office_id="roads"), since=SINCE, by=SECRETARY)

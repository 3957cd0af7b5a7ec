"""People who were entered twice are merged, and two again; all over the real database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response

from services.membership.accounts.domain import OutsideAccount, OutsideLink, PersonId, PersonMerged
from services.membership.accounts.usecases import NewPerson
from services.membership.certificates.domain import Certificate, CertificateNotFound, Form
from services.membership.certificates.queries import Wanted
from services.membership.certificates.usecases import NewCertificates
from services.membership.decrees.domain import DecreeId
from services.membership.decrees.granting_domain import Correction, NewDecree
from services.membership.invitations.answers_domain import Reply, Said
from services.membership.invitations.domain import Invitation, Meeting
from services.membership.invitations.usecases import NewInvitation
from services.membership.main import FEATURES, Parts, real_parts
from services.membership.merges.domain import ChangedSince, NothingToUndo
from services.membership.nominations.domain import Scan
from services.membership.nominations.usecases import Letter, NewNomination
from services.membership.posts.domain import Place
from services.membership.service_records.domain import LetterKey
from services.membership.settings import Settings
from shared.persian.jalali import day_of
from shared.runtime.access import NotAllowed
from shared.store.store import Store
from tests.identity import GOVERNOR, MANAGER, OPERATOR, SECRETARY, bearer
from tests.membership.county import SETUP, SINCE, fill
from tests.membership.test_appointments import see, send
from tests.membership.test_decrees import told
from tests.membership.test_rolls import Calendar, grant

PEOPLE = "/api/membership/people"
KEPT = (
    "people",
    "posts",
    "memberships",
    "nominations",
    "decrees",
    "handovers",
    "certificates",
    "invitations",
    "invitation_answers",
    "service_records",
)


LINK = OutsideLink(OutsideAccount("https://sso.example", "s-1"), datetime(2026, 11, 1, tzinfo=UTC))


@pytest.fixture
def clock() -> Calendar:
    return Calendar()


@pytest.fixture
async def county(settings: Settings, clock: Calendar) -> AsyncIterator[Parts]:
    """Membership's parts on a day of the test's choice, with a second entry of the manager of the water office."""
    parts = real_parts(settings, now=clock)
    store = parts.platform.store
    await store.prepare(*(feature.indexes for feature in FEATURES))
    await fill(parts)
    await twice(parts)
    yield parts
    await store.close()


async def twice(parts: Parts) -> None:
    await parts.accounts.open(NewPerson("p-again", "سارا مهرگان پور", mobile="09121234567"), by=SETUP)


async def everything(store: Store) -> dict[str, Any]:
    """All that a merge may touch, without the versions."""
    return {
        name: [
            {key: value for key, value in each.items() if key != "version"}
            for each in await store.find(name, {}, sort=[("_id", 1)])
        ]
        for name in KEPT
    }


async def merge(client: AsyncClient, stays: str = "p-again", going: str = "p-water") -> Response:
    return await client.post(f"{PEOPLE}/{stays}/merge", json={"duplicate_id": going}, headers=bearer(SECRETARY))


async def test_everything_goes_over_and_comes_back_exactly(county: Parts) -> None:
    store, merging = county.platform.store, county.merging
    await grant(county)
    await county.personnel.appoint("p-water", "liaison", Place(office_id="roads"), since=date(2027, 1, 1), by=SETUP)
    letter = Letter("۱", date(2026, 11, 1), Scan("image/png", b"png"))
    new = NewNomination(("water",), "p-water", "council", "member", letter=letter)
    await store.run_again(lambda: county.nomination_desk.nominate(new, by=SECRETARY))
    draft = NewDecree("p-water", ("water",), "council", "member", date(2026, 12, 1))
    await store.run_again(lambda: county.secretariat.draft(draft, by=SECRETARY))
    linked = await county.people.one(PersonId("p-water"))
    linked.outside = LINK
    await merging.people.save(linked)
    before = await everything(store)

    await store.run_again(lambda: merging.merge("p-again", "p-water", by=SECRETARY))

    post = await county.posts.one("office/water:pr_manager")
    stays, gone = await county.people.one(PersonId("p-again")), await county.people.one(PersonId("p-water"))
    assert post.holder
    assert post.holder.person_id == "p-again"
    assert (await county.posts.one("office/roads:liaison")).planned[0].person_id == "p-again"
    assert (stays.username, stays.honorific, stays.contact.email) == (
        "p-water",
        "سرکار خانم",
        "p-water@bahardasht.example",
    )
    assert (stays.contact.mobile, gone.is_closed, gone.merged_into) == ("09121234567", True, "p-again")
    assert await store.count("memberships", {"person_id": "p-again", "active": True}) == 1
    assert await store.count("nominations", {"person_id": "p-again", "is_open": True}) == 1
    (letter_to,) = await store.find("decrees", {"grant.person_id": "p-again", "state": "draft"})
    assert letter_to["grant"]["person_name"] == stays.name
    assert letter_to["wording"]["recipient"] == stays.addressed
    assert (stays.outside, gone.outside) == (LINK, None)
    assert await store.count("decrees", {"grant.person_id": "p-water", "state": "registered"}) == 1
    (changed,) = (await told(store, "post.holder.changed.v1"))[-1:]
    assert (changed["person_id"], changed["previous_person_id"]) == ("p-again", "p-water")
    assert await told(store, "people.merged.v1") == [{"person_id": "p-again", "merged_id": "p-water"}]
    revoked = {(each["person_id"], each["reason"]) for each in await told(store, "tokens.revoked.v1")}
    assert {("p-water", "closed"), ("p-again", "powers_changed")} <= revoked

    await store.run_again(lambda: merging.undo("p-again", by=SECRETARY))

    assert await everything(store) == before
    (changed,) = (await told(store, "post.holder.changed.v1"))[-1:]
    assert (changed["person_id"], changed["previous_person_id"]) == ("p-water", "p-again")
    assert await told(store, "people.merge.undone.v1") == [{"person_id": "p-again", "merged_id": "p-water"}]


async def served_letters(county: Parts, clock: Calendar) -> tuple[Certificate, Invitation]:
    """A certificate of p-water and an invitation to them, signed and served; the invitation is answered."""
    store = county.platform.store
    new = NewCertificates(form=Form.APPRECIATION, occasion="هفته دولت", person_ids=("p-water",))
    (award,) = (await county.certificate_desk.draft(new, by=SECRETARY)).drafts
    meeting = Meeting("نشست", "سالن", clock() + timedelta(days=5), "فرماندار", day_of(clock()))
    call = await county.invitation_desk.draft(NewInvitation(meeting=meeting, person_ids=("p-water",)), by=SECRETARY)
    await county.certificate_registry.check(award.id, by=SECRETARY)
    await county.certificate_registry.sign(award.id, by=GOVERNOR)
    await county.invitation_registry.check(call.id, by=SECRETARY)
    await county.invitation_registry.sign(call.id, by=GOVERNOR)
    await store.run_again(lambda: county.courier.serve(LetterKey("certificate", award.id)))
    await store.run_again(lambda: county.courier.serve(LetterKey("invitation", call.id)))
    await store.run_again(lambda: county.answer_desk.answer(call.id, Said(Reply.ACCEPTED), by=MANAGER))
    return award, call


async def test_letters_their_service_and_answers_go_over_and_come_back(county: Parts, clock: Calendar) -> None:
    store, merging, stays = county.platform.store, county.merging, replace(MANAGER, person_id="p-again")
    award, call = await served_letters(county, clock)
    key = LetterKey("certificate", award.id)
    before = await everything(store)

    await store.run_again(lambda: merging.merge("p-again", "p-water", by=SECRETARY))

    assert (await county.certificates.one(award.id, stays)).award.person_id == "p-water"
    seen = await county.invitations.one(call.id, stays)
    (own,) = (await county.invitations.view(seen, stays, sees_all=False)).guests
    assert (own.person_id, own.reply) == ("p-again", Reply.ACCEPTED)
    assert await county.certificates.how_many(Wanted(person_id="p-again")) == 1
    with pytest.raises(CertificateNotFound):
        await county.certificates.one(award.id, MANAGER)
    records = await store.count("service_records", {})
    await store.run_again(lambda: county.courier.serve(key))
    await store.run_again(lambda: county.courier.serve(LetterKey("invitation", call.id)))
    assert await store.count("service_records", {}) == records
    assert len(await county.service_queries.of_letter(key, stays)) == 1
    await store.run_again(lambda: county.courier.shown(by=stays))

    await store.run_again(lambda: merging.undo("p-again", by=SECRETARY))

    after = await everything(store)
    # That it was at somebody's desk is not unsaid in the certificate itself.
    assert after["certificates"][0].pop("served_at") is not None
    before["certificates"][0].pop("served_at")
    assert after == before


async def test_what_the_one_who_stays_saw_keeps_the_merge(county: Parts, clock: Calendar) -> None:
    store, merging, stays = county.platform.store, county.merging, replace(MANAGER, person_id="p-again")
    award, _ = await served_letters(county, clock)
    await store.run_again(lambda: merging.merge("p-again", "p-water", by=SECRETARY))

    await store.run_again(lambda: county.courier.acknowledge(LetterKey("certificate", award.id), by=stays))

    with pytest.raises(ChangedSince, match="ابلاغ نامه"):
        await store.run_again(lambda: merging.undo("p-again", by=SECRETARY))


async def test_a_merge_stays_when_the_day_is_over_or_something_changed(county: Parts, clock: Calendar) -> None:
    store, merging = county.platform.store, county.merging
    await store.run_again(lambda: merging.merge("p-again", "p-water", by=SECRETARY))
    merged_at = clock.now

    clock.now = merged_at + timedelta(days=1)
    with pytest.raises(NothingToUndo):
        await merging.undo("p-again", by=SECRETARY)
    clock.now = merged_at + timedelta(hours=1)
    post_id = (await county.posts.one("office/water:pr_manager")).id
    await county.personnel.vacate(post_id, last_day=date(2027, 1, 1), by=SECRETARY)
    with pytest.raises(ChangedSince, match="مدیر روابط عمومی"):
        await merging.undo("p-again", by=SECRETARY)
    assert (await county.people.one(PersonId("p-water"))).merged_into == "p-again"


async def test_an_amendment_names_the_one_who_stays(county: Parts) -> None:
    store = county.platform.store
    membership = await grant(county)
    await store.run_again(lambda: county.merging.merge("p-again", "p-water", by=SECRETARY))
    correction = Correction("نام نهاد درست شد")
    key = DecreeId(membership.decree_id)

    drafted = await store.run_again(lambda: county.secretariat.draft_amendment(key, correction, by=SECRETARY))
    await store.run_again(lambda: county.registry.sign(drafted.id, by=GOVERNOR))

    assert await store.count("memberships", {"person_id": "p-again", "active": True}) == 1
    assert await store.count("memberships", {"person_id": "p-water", "active": True}) == 0


async def test_nothing_more_is_entered_for_the_merged_one(county: Parts) -> None:
    await county.merging.merge("p-again", "p-water", by=SECRETARY)

    with pytest.raises(PersonMerged):
        await county.accounts.reopen("p-water", by=SECRETARY)
    with pytest.raises(PersonMerged):
        await county.personnel.appoint("p-water", "deputy", Place(office_id="roads"), since=SINCE, by=SECRETARY)
    with pytest.raises(PersonMerged):
        await county.locksmith.invite("p-water", by=SECRETARY)
    assert [each.id for each in await county.people.some("سارا", limit=9)] == ["p-again"]
    assert await county.merges.likely() == []


async def test_a_way_to_sign_in_is_not_handed_to_a_signatory(county: Parts) -> None:
    merging = county.merging
    linked = await county.people.one(PersonId("p-again"))
    linked.outside = LINK
    await merging.people.save(linked)

    await county.platform.store.run_again(lambda: merging.merge("p-gov", "p-again", by=SECRETARY))

    assert [(await county.people.one(PersonId(each))).outside for each in ("p-gov", "p-again")] == [None, None]


async def test_nobody_gets_powers_by_a_merge_that_one_may_not_give(county: Parts) -> None:
    await county.personnel.succeed(
        Place(office_id="governorate").post_id("governor", ""), "p-gov", since=SINCE, by=SETUP
    )
    await county.personnel.appoint("p-roads", "council_secretary", Place(), since=SINCE, by=SETUP)

    for stays, going, by in (
        ("p-desk", "p-gov", SECRETARY),
        ("p-gov", "p-desk", SECRETARY),
        ("p-again", "p-roads", SECRETARY),
        ("p-again", "p-water", OPERATOR),
        ("p-again", "p-water", MANAGER),
    ):
        with pytest.raises(NotAllowed):
            await county.merging.merge(stays, going, by=by)
    assert await county.platform.store.count("merges", {}) == 0


async def test_two_secretaries_merge_the_same_at_once(membership: AsyncClient, parts: Parts, store: Store) -> None:
    await twice(parts)

    one, other = await asyncio.gather(merge(membership), merge(membership))

    assert (one.status_code, other.status_code) == (200, 200), (one.text, other.text)
    assert one.json() == other.json()
    assert len(await told(store, "people.merged.v1")) == 1
    crossed = await merge(membership, "p-water", "p-again")
    assert (crossed.status_code, "cannot-merge" in crossed.text) == (409, True)


async def test_programs_and_pages_find_the_one_who_stays(membership: AsyncClient, parts: Parts) -> None:
    await twice(parts)
    proposals = (await see(membership, "/membership/people/duplicates")).text
    assert "/membership/people/p-again/merge?with=p-water" in proposals
    assert "۱ تکراری احتمالی" in proposals
    # Namesakes are told apart by their posts.
    assert ("مدیر روابط عمومی اداره آب" in proposals, "بدون سمت" in proposals) == (True, True)
    assert "/membership/people/duplicates" in (await see(membership, "/membership/people")).text
    asked = (await see(membership, "/membership/people/p-again/merge?with=p-water")).text
    assert ("مدیر روابط عمومی" in asked, "p-water@bahardasht.example" in asked) == (True, True)
    chosen = (await see(membership, "/membership/people/p-again/merge")).text
    assert "/membership/people/p-again/merge?with=p-water" in chosen
    assert "مدیر روابط عمومی اداره آب" in chosen

    done = await send(membership, "/membership/people/p-again/merge", {"duplicate": "p-water"})

    assert (done.status_code, done.headers["location"]) == (303, "/membership/people/p-again")
    for where, lead in ((PEOPLE, bearer(SECRETARY)), ("/membership/people", None)):
        answer = await (
            membership.get(f"{where}/p-water", headers=lead) if lead else see(membership, f"{where}/p-water")
        )
        assert (answer.status_code, answer.headers["location"]) == (301, f"{where}/p-again")
        assert "no-store" in answer.headers["cache-control"]
    assert "بازگرداندن ادغام" in (await see(membership, "/membership/people/p-again")).text
    assert "همکار تکراری یافت نشد" in (await see(membership, "/membership/people/duplicates")).text
    back = await send(membership, "/membership/people/p-again/merge-undo", {})
    assert back.status_code == 303
    assert (await membership.get(f"{PEOPLE}/p-water", headers=bearer(SECRETARY))).status_code == 200
    again = await membership.post(f"{PEOPLE}/p-again/merge-undo", headers=bearer(SECRETARY))
    assert (again.status_code, "nothing-to-undo" in again.text) == (409, True)


async def test_a_refused_merge_shows_both_again_with_the_reason(membership: AsyncClient, parts: Parts) -> None:
    await twice(parts)
    await parts.personnel.appoint("p-again", "jury", Place(), since=SINCE, by=SETUP)

    refused = await send(membership, "/membership/people/p-water/merge", {"duplicate": "p-again"})

    assert (refused.status_code, "ابتدا دوره" in refused.text, "سارا مهرگان پور" in refused.text) == (409, True, True)
    assert (await send(membership, "/membership/people/p-water/merge", {"duplicate": "nobody"})).status_code == 404
    assert (await merge(membership, "p-water", "p-water")).status_code == 409
    assert (await membership.post(f"{PEOPLE}/p-water/merge", json={}, headers=bearer(SECRETARY))).status_code == 422

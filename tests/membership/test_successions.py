"""Who follows whom in a post: at once, on a planned day, and with two secretaries at the same time."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.membership.main import Parts, real_parts
from services.membership.offices.domain import OfficeEnded
from services.membership.posts.domain import HolderIsAnother, Place, Post, PostHeld, PostId, SeveralHold, WrongOrder
from services.membership.posts.queries import WantedPosts
from services.membership.posts.usecases import Changeover, Correction
from services.membership.settings import Settings
from shared.runtime.access import NotAllowed
from shared.runtime.stale import Stale
from shared.store.store import Store
from tests.identity import MANAGER, OPERATOR, SECRETARY
from tests.membership.county import SETUP, SINCE, fill, person

MORNING = datetime(2026, 11, 28, 6, tzinfo=UTC)
TODAY = date(2026, 11, 28)
DAY = timedelta(days=1)
WATER = PostId("office/water:pr_manager")


@dataclass
class Clock:
    """Stands still until it is moved."""

    at: datetime = MORNING

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Noted:
    """A feature that writes down what it was told."""

    changes: list[tuple[str, str | None, str | None, date]] = field(default_factory=list)
    corrections: list[tuple[str, str, str]] = field(default_factory=list)
    fails: bool = False

    async def holder_changed(self, post: Post, leaving: str | None, coming: str | None, on: date) -> str | None:
        if self.fails:
            raise RuntimeError("no handover today")
        self.changes.append((post.id, leaving, coming, on))
        return f"handover-{len(self.changes)}"

    async def holder_corrected(self, post: Post, wrong: str, right: str) -> None:
        self.corrections.append((post.id, wrong, right))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def noted() -> Noted:
    return Noted()


@pytest.fixture
async def parts(settings: Settings, clock: Clock, noted: Noted) -> AsyncIterator[Parts]:
    """The county, with a feature that is told of changes of holders."""
    made = real_parts(settings, now=clock)
    await made.platform.store.prepare()
    changeover: Changeover = replace(made.personnel.changeover, consequences=(noted,))
    calendar = replace(made.post_turner.calendar, changeover=changeover)
    parts = replace(
        made,
        personnel=replace(made.personnel, changeover=changeover),
        post_turner=replace(made.post_turner, calendar=calendar),
    )
    await fill(parts)
    await parts.accounts.open(person("p-new", "آذر جانشین"), by=SETUP)
    noted.changes.clear()
    yield parts
    await parts.platform.store.close()


async def told(store: Store, subject: str) -> list[dict[str, object]]:
    rows = await store.find("outbox", {"subject": subject}, sort=[("seq", 1)])
    return [json.loads(row["body"])["data"] for row in rows]


async def revoked(store: Store, person_id: str) -> int:
    where = {"subject": f"person/{person_id}", "type": "tokens.revoked.v1"}
    return len(await store.find("outbox", where))


async def test_a_successor_of_today_takes_over_at_once(parts: Parts, store: Store, noted: Noted) -> None:
    before = await revoked(store, "p-water")

    done = await parts.personnel.succeed(WATER, "p-new", since=TODAY, replaces="p-water", by=SECRETARY)

    assert done.handover == "handover-1"
    assert noted.changes == [(WATER, "p-water", "p-new", TODAY)]
    last = (await told(store, f"post/{WATER}"))[-1]
    assert (last["person_id"], last["previous_person_id"], last["since"]) == ("p-new", "p-water", "2026-11-28")
    assert (await revoked(store, "p-water"), await revoked(store, "p-new")) == (before + 1, 0)
    again = await parts.personnel.succeed(WATER, "p-new", since=TODAY, replaces="p-water", by=SECRETARY)
    assert (again.post.id, again.handover, len(noted.changes)) == (WATER, None, 1)


async def test_a_successor_who_can_sign_in_gets_new_tokens(parts: Parts, store: Store) -> None:
    await parts.accounts.open(person("p-signs-in", "بهار واردشده"), password="correct horse battery", by=SETUP)

    await parts.personnel.succeed(WATER, "p-signs-in", since=TODAY, by=SECRETARY)

    assert await revoked(store, "p-signs-in") == 1


async def test_a_planned_succession_is_told_on_its_day(parts: Parts, store: Store, noted: Noted, clock: Clock) -> None:
    first = TODAY + 3 * DAY
    told_before = len(await told(store, f"post/{WATER}"))

    done = await parts.personnel.succeed(WATER, "p-new", since=first, by=SECRETARY)
    await parts.post_turner.turn_all()

    assert (done.handover, noted.changes) == (None, [])
    assert len(await told(store, f"post/{WATER}")) == told_before
    assert [post.id for post in await parts.posts.held_by("p-water", on=TODAY)] == [WATER]
    clock.at = MORNING + timedelta(days=5)
    await parts.post_turner.turn_all()
    await parts.post_turner.turn_all()
    assert noted.changes == [(WATER, "p-water", "p-new", first)]
    assert [each["person_id"] for each in (await told(store, f"post/{WATER}"))[told_before:]] == ["p-new"]
    assert await parts.posts.held_by("p-water", on=TODAY + 5 * DAY) == []


async def test_after_the_last_day_nobody_acts_for_the_office_even_before_the_post_is_turned(
    parts: Parts, clock: Clock
) -> None:
    await parts.personnel.vacate(WATER, last_day=TODAY, by=SECRETARY)
    assert await parts.posts.held_by("p-water", on=TODAY)

    clock.at = MORNING + DAY

    assert await parts.posts.held_by("p-water", on=TODAY + DAY) == []


async def test_a_change_without_its_consequences_did_not_happen(parts: Parts, store: Store, noted: Noted) -> None:
    before = await told(store, f"post/{WATER}")
    noted.fails = True

    with pytest.raises(RuntimeError):
        await parts.personnel.succeed(WATER, "p-new", since=TODAY, by=SECRETARY)

    assert await told(store, f"post/{WATER}") == before
    assert [post.id for post in await parts.posts.held_by("p-water", on=TODAY)] == [WATER]


async def test_one_post_that_cannot_be_turned_keeps_no_other_waiting(
    parts: Parts, store: Store, noted: Noted, clock: Clock
) -> None:
    roads = PostId("office/roads:pr_manager")
    await parts.personnel.succeed(WATER, "p-new", since=TODAY + DAY, by=SECRETARY)
    await parts.personnel.succeed(roads, "p-new", since=TODAY + 2 * DAY, by=SECRETARY)
    await store.driver.collection("posts").update_one({"_id": WATER}, {"$set": {"role": "nonsense"}})
    clock.at = MORNING + timedelta(days=2)

    await parts.post_turner.turn_all()

    assert [each[0] for each in noted.changes] == [roads]


async def test_of_two_secretaries_at_once_one_is_refused(parts: Parts) -> None:
    await parts.accounts.open(person("p-other", "نفر دیگر"), by=SETUP)

    async def succeed(person_id: str) -> str:
        done = await parts.platform.store.run_again(
            lambda: parts.personnel.succeed(WATER, person_id, since=TODAY, replaces="p-water", by=SECRETARY)
        )
        assert done.post.holder
        return done.post.holder.person_id

    results = await asyncio.gather(succeed("p-new"), succeed("p-other"), return_exceptions=True)

    refusals = [each for each in results if isinstance(each, Exception)]
    assert len(refusals) == 1
    assert isinstance(refusals[0], HolderIsAnother | Stale)
    with pytest.raises(HolderIsAnother, match="تازه"):
        await parts.personnel.succeed(WATER, "p-roads", since=TODAY + DAY, replaces="p-water", by=SECRETARY)


async def test_a_corrected_name_is_told_for_each_post_that_is_held(parts: Parts, store: Store) -> None:
    """The other services show the name that came with the holder, and ask for no other."""
    await parts.personnel.appoint("p-water", "liaison", Place(office_id="roads"), since=SINCE, by=SECRETARY)
    await parts.personnel.succeed(WATER, "p-new", since=TODAY + DAY, by=SECRETARY)
    liaison, operator = "post/office/roads:liaison", "post/county:operator:p-ops"
    before = len(await told(store, operator))

    await parts.accounts.change("p-water", lambda known: replace(known, name="سارا مهرگان"), by=SECRETARY)

    for post in (f"post/{WATER}", liaison):
        first, last = (await told(store, post))[-2:]
        assert last == first | {"person_name": "سارا مهرگان"}
    await parts.accounts.change("p-water", lambda known: replace(known, mobile="09121234567"), by=SECRETARY)
    assert (len(await told(store, liaison)), len(await told(store, operator))) == (2, before)


async def test_a_post_that_went_to_the_wrong_person_goes_to_the_right_one_on_the_same_day(
    parts: Parts, store: Store, noted: Noted
) -> None:
    await parts.personnel.succeed(WATER, "p-new", since=TODAY, replaces="p-water", by=SECRETARY)
    before, right = await revoked(store, "p-new"), Correction("p-roads", TODAY, " اشتباه در  نام ")

    post = await parts.personnel.correct(WATER, right, replaces="p-new", by=SECRETARY)

    assert [(each.holding.person_id, each.on, each.reason) for each in post.taken_back] == [
        ("p-new", TODAY, "اشتباه در نام")
    ]
    last = (await told(store, f"post/{WATER}"))[-1]
    assert (last["person_id"], last["previous_person_id"], last["since"]) == ("p-roads", "p-new", "2026-11-28")
    assert (len(noted.changes), noted.corrections) == (1, [(WATER, "p-new", "p-roads")])
    assert await revoked(store, "p-new") == before + 1
    found = await parts.posts.found(WantedPosts(person_id="p-new"), limit=9)
    assert (found.items, await parts.posts.held_by("p-new", on=TODAY)) == ([], [])
    again = await parts.personnel.correct(WATER, right, replaces="p-new", by=SECRETARY)
    assert (again.version, len(noted.corrections)) == (post.version, 1)


async def test_who_corrects_saw_the_wrong_person_and_may_fill_the_post(parts: Parts) -> None:
    await parts.personnel.succeed(WATER, "p-new", since=TODAY + DAY, by=SECRETARY)
    right = Correction("p-roads", TODAY + DAY, "اشتباه")

    with pytest.raises(HolderIsAnother):
        await parts.personnel.correct(WATER, right, replaces="p-desk", by=SECRETARY)
    with pytest.raises(NotAllowed):
        await parts.personnel.correct(WATER, right, by=MANAGER)
    with pytest.raises(SeveralHold):
        await parts.personnel.correct(PostId("county:operator:p-ops"), right, by=OPERATOR)
    with pytest.raises(WrongOrder):
        await parts.personnel.correct(WATER, replace(right, since=SINCE), by=SECRETARY)
    assert (await parts.personnel.correct(WATER, right, replaces="p-new", by=SECRETARY)).taken_back


async def test_of_two_who_correct_at_once_one_is_refused(parts: Parts) -> None:
    await parts.personnel.succeed(WATER, "p-new", since=TODAY, replaces="p-water", by=SECRETARY)

    async def correct(person_id: str) -> None:
        right = Correction(person_id, TODAY, "اشتباه")
        await parts.platform.store.run_again(
            lambda: parts.personnel.correct(WATER, right, replaces="p-new", by=SECRETARY)
        )

    results = await asyncio.gather(correct("p-roads"), correct("p-gov"), return_exceptions=True)

    (refusal,) = [each for each in results if each]
    assert isinstance(refusal, HolderIsAnother | Stale)


async def test_a_held_post_is_given_by_succession_only(parts: Parts) -> None:
    water = Place(office_id="water")
    with pytest.raises(PostHeld, match="سارا مهرگان‌پور"):
        await parts.personnel.appoint("p-new", "pr_manager", water, since=TODAY, by=SECRETARY)
    with pytest.raises(PostHeld, match="سارا مهرگان‌پور"):
        await parts.personnel.appoint("p-new", "pr_manager", water, since=TODAY + 9 * DAY, by=SECRETARY)
    history = await parts.personnel.appoint(
        "p-new", "pr_manager", water, since=date(2020, 1, 1), until=date(2020, 12, 31), by=SECRETARY
    )

    assert [each.person_id for each in history.holdings] == ["p-new", "p-water"]
    with pytest.raises(PostHeld, match="آذر جانشین"):
        await parts.personnel.appoint(
            "p-roads", "pr_manager", water, since=date(2020, 5, 1), until=date(2021, 1, 1), by=SECRETARY
        )
    with pytest.raises(WrongOrder):
        await parts.personnel.appoint("p-new", "deputy", water, since=TODAY, until=TODAY - DAY, by=SECRETARY)


async def test_nobody_holds_a_post_of_an_office_longer_than_it_is_open(parts: Parts) -> None:
    closing, later = TODAY + 10 * DAY, TODAY + 20 * DAY
    await parts.directory.close("water", on=closing, by=SECRETARY)
    with pytest.raises(OfficeEnded):
        await parts.personnel.succeed(WATER, "p-new", since=later, by=SECRETARY)
    with pytest.raises(OfficeEnded):
        await parts.personnel.appoint("p-new", "deputy", Place(office_id="water"), since=later, by=SECRETARY)

    await parts.personnel.succeed(WATER, "p-new", since=TODAY + DAY, by=SECRETARY)
    called_off = await parts.personnel.call_off(WATER, since=TODAY + DAY, by=SECRETARY)
    left = await parts.personnel.vacate(WATER, last_day=later, by=SECRETARY)
    deputy = await parts.personnel.appoint("p-new", "deputy", Place(office_id="water"), since=TODAY + DAY, by=SECRETARY)

    for post in (called_off, left, deputy):
        assert {each.until for each in post.holdings} == {closing}
    await parts.directory.reopen("water", by=SECRETARY)
    assert (await parts.posts.one(WATER)).holdings[-1].until is None


async def test_a_vacant_post_that_was_filled_meanwhile_is_not_taken_away(parts: Parts) -> None:
    with pytest.raises(HolderIsAnother):
        await parts.personnel.succeed(WATER, "p-new", since=TODAY + DAY, replaces="", by=SECRETARY)


async def test_a_person_with_two_offices_who_loses_one_keeps_the_other(parts: Parts) -> None:
    roads = PostId("office/roads:pr_manager")
    await parts.personnel.succeed(roads, "p-water", since=TODAY, by=SECRETARY)
    sara = await parts.people.one((await parts.people.by_id(["p-water"]))["p-water"].id)
    powers = parts.reception.powers
    assert (await powers.of(sara)).offices == {"water", "roads"}

    await parts.personnel.succeed(WATER, "p-new", since=TODAY, by=SECRETARY)

    assert (await powers.of(sara)).offices == {"roads"}
    assert (await powers.of(sara)).roles == {"pr_manager"}


async def test_a_deputy_a_liaison_and_a_chair_get_no_powers(parts: Parts) -> None:
    """Whoever manages one office and is the deputy in another acts for the first alone."""
    await parts.personnel.appoint("p-water", "deputy", Place(office_id="roads"), since=TODAY, by=SECRETARY)
    await parts.personnel.appoint("p-water", "chair", Place(body_id="media_hq"), since=TODAY, by=SECRETARY)
    await parts.personnel.appoint("p-new", "liaison", Place(office_id="roads"), since=TODAY, by=SECRETARY)

    people = await parts.people.by_id(["p-water", "p-new"])
    sara, azar = [await parts.reception.powers.of(people[key]) for key in ("p-water", "p-new")]

    assert sara.roles == {"pr_manager"}
    assert sara.offices == {"water"}
    assert not sara.bodies
    assert (azar.roles, azar.offices) == (frozenset(), frozenset())


async def test_who_may_fill_which_post(parts: Parts) -> None:
    council = Place(body_id="council")
    for role, place in (("chair", council), ("liaison", Place(office_id="water"))):
        with pytest.raises(NotAllowed):
            await parts.personnel.appoint("p-new", role, place, since=TODAY, by=OPERATOR)  # type: ignore[arg-type]
    for role in ("auditor", "jury"):
        with pytest.raises(NotAllowed):
            await parts.personnel.appoint("p-new", role, council, since=TODAY, by=SECRETARY)  # type: ignore[arg-type]
        await parts.personnel.appoint("p-new", role, council, since=TODAY, by=OPERATOR)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        await parts.personnel.succeed(WATER, "p-new", since=TODAY, by=MANAGER)
    with pytest.raises(NotAllowed):
        await parts.personnel.vacate(WATER, last_day=TODAY, by=MANAGER)
    with pytest.raises(SeveralHold):
        await parts.personnel.succeed(PostId("body/council:jury:p-new"), "p-water", since=TODAY, by=OPERATOR)

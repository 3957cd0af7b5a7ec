"""Decrees that are drafted and signed many at once, over the real database."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response

from services.membership.batches.domain import (
    Asker,
    Batch,
    BatchId,
    BatchOver,
    Deed,
    Item,
    NothingToDo,
    State,
    Terms,
)
from services.membership.batches.taking_usecases import SignOne
from services.membership.batches.usecases import BatchClerk, BatchDesk
from services.membership.certificates.domain import Form
from services.membership.certificates.usecases import NewCertificates
from services.membership.decrees.domain import DecreeId
from services.membership.invitations.domain import Meeting
from services.membership.invitations.usecases import NewInvitation
from services.membership.letters.chancery_usecases import NewDelegation
from services.membership.letters.domain import State as LetterState
from services.membership.letters.series_domain import Numbering
from services.membership.main import FEATURES, Parts
from services.membership.nominations.usecases import Letter, NewNomination
from services.membership.posts.domain import Place
from services.membership.printing.domain import NotReady
from shared.persian.jalali import day_of
from shared.runtime.access import NotAllowed
from shared.runtime.clock import utc_now
from shared.runtime.viewer import Viewer
from tests.eventually import eventually
from tests.identity import GOVERNOR, MANAGER, SECRETARY, bearer, trust
from tests.membership.county import SETUP, fill, office, person
from tests.membership.test_pages import see

AT = datetime(2026, 11, 28, tzinfo=UTC)
REVIEWER = Viewer("p-desk2", "همکار دبیرخانه", frozenset({"secretariat"}))


def a_batch(**changes: Any) -> Batch:
    facts: dict[str, Any] = {"deed": Deed.SIGN, "asked_by": Asker("p-gov"), "at": AT, "total": 1, "key": "k"}
    return Batch(id=BatchId("b"), **(facts | changes))


def test_a_batch_is_stopped_and_gone_on_with_until_it_is_done() -> None:
    batch = a_batch()
    assert [batch.stop(at=AT), batch.stop(at=AT), batch.is_running] == [True, False, False]
    assert [batch.go_on(by=Asker("p-2")), batch.go_on(by=Asker("p-3"))] == [True, False]
    assert (batch.asked_by.person_id, batch.ended_at) == ("p-2", None)

    batch.finish(at=AT)

    with pytest.raises(BatchOver):
        batch.stop(at=AT)
    with pytest.raises(BatchOver):
        batch.go_on(by=Asker("p-2"))


@pytest.fixture
async def quiet(parts: Parts) -> Parts:
    """Membership with its county, and no job that runs."""
    await parts.platform.store.prepare(*(feature.indexes for feature in FEATURES))
    await trust(parts.platform.store)
    await fill(parts)
    return parts


async def approved(parts: Parts, number: int, **changes: str) -> list[str]:
    """So many approved nominations of the headquarters, each of another person and office."""
    found = []
    for place in range(number):
        key = f"n{place}"
        await parts.directory.register(office(f"o-{key}", f"اداره {key}"), by=SETUP)
        await parts.accounts.open(person(f"p-{key}", f"شخص {key}", **changes), by=SETUP)
        new = NewNomination((f"o-{key}",), f"p-{key}", "media_hq", "member", letter=Letter("1", date(2026, 11, 1)))
        nomination = await parts.nomination_desk.nominate(new, by=SECRETARY)
        await parts.nomination_desk.approve(nomination.id, by=SECRETARY)
        found.append(str(nomination.id))
    return found


async def drafted(parts: Parts, number: int) -> list[str]:
    """So many drafts that wait for the governor."""
    return [(await parts.nomination_desk.draft(key, by=SECRETARY)).id for key in await approved(parts, number)]


async def done(parts: Parts, batch: Batch) -> tuple[State, dict[str, tuple[str, str]]]:
    """How a batch stands, and what became of each of its subjects."""
    view = await parts.batch_queries.view(batch.id, SECRETARY)
    return view.state, {each.id: (each.state.value, each.sentence) for each in view.items}


async def numbers(parts: Parts) -> list[int]:
    found = await parts.platform.store.find("decrees", {"state": "registered"})
    return sorted(each["registration"]["number"] for each in found)


def desk(parts: Parts) -> BatchDesk:
    return parts.batch_desk


async def test_drafts_for_all_approved_then_signatures_of_all(quiet: Parts) -> None:
    keys = await approved(quiet, 5)
    batch = await desk(quiet).draft_all(Terms("media_hq", valid_until=date(2030, 3, 20), is_checked=True), by=SECRETARY)
    same = await desk(quiet).draft_all(Terms("media_hq", valid_until=date(2030, 3, 20), is_checked=True), by=SECRETARY)
    await quiet.batch_runner.run_all()

    state, items = await done(quiet, batch)
    assert (same.id, state, set(items)) == (batch.id, State.DONE, set(keys))
    assert {outcome for outcome, _ in items.values()} == {"done"}
    drafts = await quiet.signing_queries.some("p-gov", limit=10)
    assert len(drafts) == await quiet.signing_queries.how_many("p-gov") == 5
    assert all(each.letter.checked and each.valid_until == date(2030, 3, 20) for each in drafts)
    with pytest.raises(NothingToDo):
        await desk(quiet).draft_all(Terms("media_hq"), by=SECRETARY)

    signing = await desk(quiet).sign_all(by=GOVERNOR)
    await quiet.batch_runner.run_all()

    assert (await done(quiet, signing))[0] is State.DONE
    assert await numbers(quiet) == [1, 2, 3, 4, 5]
    assert await quiet.signing_queries.how_many("p-gov") == 0


async def test_what_cannot_be_drafted_says_why_and_the_rest_goes_on(quiet: Parts) -> None:
    first, second, third = await approved(quiet, 3)
    await quiet.directory.close("o-n0", on=date(2026, 1, 1), by=SETUP)
    await quiet.platform.store.driver.collection("people").update_one({"_id": "p-n1"}, {"$set": {"honorific": ""}})
    seen = {str(each.nomination.id): each.obstacle for each in await quiet.candidates.of(Terms("media_hq"))}

    batch = await desk(quiet).draft_all(Terms("media_hq"), by=SECRETARY)
    await quiet.batch_runner.run_all()

    _, items = await done(quiet, batch)
    assert [items[key][0] for key in (first, second, third)] == ["refused", "refused", "done"]
    assert "بسته" in items[first][1]
    assert "عنوان" in items[second][1]
    assert ("بسته" in seen[first], "عنوان" in seen[second], seen[third]) == (True, True, "")


class Killed(BaseException):
    """The process is gone."""


def clerk(parts: Parts, *, at_once: int) -> BatchClerk:
    """The clerk who takes so many items in one unit of work."""
    return replace(parts.batch_runner.clerk, at_once=at_once)


def after(groups: int, then: Callable[[], Awaitable[bool]]) -> Callable[[], Awaitable[bool]]:
    """Lets so many units of work be done, and does something before the next one."""
    left = groups

    async def go_on() -> bool:
        nonlocal left
        left -= 1
        return await then() if left < 0 else True

    return go_on


async def die() -> bool:
    raise Killed


def raised(_: Exception) -> bool:
    return False


async def test_whoever_is_killed_in_the_middle_is_followed_by_another_and_nothing_is_doubled(quiet: Parts) -> None:
    await drafted(quiet, 5)
    batch = await desk(quiet).sign_all(by=GOVERNOR)
    with pytest.raises(Killed):
        await clerk(quiet, at_once=2).carry_on(batch, after(1, die), raised)
    assert await numbers(quiet) == [1, 2]

    await quiet.batch_runner.run_all()

    assert await numbers(quiet) == [1, 2, 3, 4, 5]
    assert (await done(quiet, batch))[0] is State.DONE


async def test_two_runners_at_once_repeat_nothing(quiet: Parts) -> None:
    keys = await approved(quiet, 6)
    batch = await desk(quiet).draft_all(Terms("media_hq"), by=SECRETARY)

    async def go_on() -> bool:
        return True

    await asyncio.gather(*(clerk(quiet, at_once=size).carry_on(batch, go_on, raised) for size in (1, 2, 8)))

    assert len(await quiet.platform.store.find("decrees", {})) == len(keys)
    _, items = await done(quiet, batch)
    assert set(items.values()) == {("done", "")}


async def test_a_batch_is_stopped_between_two_items_and_gone_on_with(quiet: Parts) -> None:
    await drafted(quiet, 4)
    batch = await desk(quiet).sign_all(by=GOVERNOR)

    async def stop() -> bool:
        await desk(quiet).stop(batch.id, by=GOVERNOR)
        return True

    await clerk(quiet, at_once=2).carry_on(batch, after(1, stop), raised)
    await quiet.batch_runner.run_all()
    assert (await numbers(quiet), (await done(quiet, batch))[0]) == ([1, 2], State.STOPPED)
    with pytest.raises(NotAllowed):
        await desk(quiet).go_on(batch.id, by=SECRETARY)

    await desk(quiet).go_on(batch.id, by=GOVERNOR)
    await quiet.batch_runner.run_all()

    assert (await numbers(quiet), (await done(quiet, batch))[0]) == ([1, 2, 3, 4], State.DONE)


async def test_drafts_that_change_or_vanish_meanwhile_and_members_who_leave_are_refused(quiet: Parts) -> None:
    edited, deleted, left, kept = await drafted(quiet, 4)
    post = await quiet.personnel.appoint(
        "p-n2", "pr_manager", Place(office_id="o-n2"), since=date(2026, 1, 1), by=SETUP
    )
    grant = {"grant.seat": "by_post", "grant.post_ids": [post.id]}
    await quiet.platform.store.driver.collection("decrees").update_one({"_id": left}, {"$set": grant})
    batch = await desk(quiet).sign([edited, deleted, left, kept], by=GOVERNOR)
    await quiet.secretariat.check(DecreeId(edited), by=SECRETARY)
    await quiet.secretariat.delete(DecreeId(deleted), by=SECRETARY)
    await quiet.personnel.vacate(post.id, last_day=date(2026, 2, 1), by=SETUP)

    await quiet.batch_runner.run_all()

    _, items = await done(quiet, batch)
    assert [items[key][0] for key in (edited, deleted, left, kept)] == ["refused", "refused", "refused", "done"]
    assert all(items[key][1] for key in (edited, deleted, left))
    assert await numbers(quiet) == [1]


async def test_whoever_loses_the_post_meanwhile_signs_no_more(quiet: Parts) -> None:
    await drafted(quiet, 3)
    batch = await desk(quiet).sign_all(by=GOVERNOR)

    async def lose() -> bool:
        await quiet.platform.store.driver.collection("posts").update_many(
            {"holder.person_id": "p-gov"}, {"$set": {"holder": None}}
        )
        return True

    await clerk(quiet, at_once=1).carry_on(batch, after(1, lose), raised)

    _, items = await done(quiet, batch)
    assert Counter(outcome for outcome, _ in items.values()) == {"done": 1, "refused": 2}
    assert {sentence for outcome, sentence in items.values() if outcome == "refused"} == {"شما اکنون فرماندار نیستید."}
    with pytest.raises(NotAllowed):
        await desk(quiet).sign_all(by=GOVERNOR)


async def test_two_who_may_sign_ask_for_the_same_at_once(quiet: Parts) -> None:
    await drafted(quiet, 3)
    today = day_of(utc_now())
    letter = NewDelegation("p-gov", "p-roads", "12", today, today + timedelta(days=9))
    await quiet.chancery.delegate(letter, by=SECRETARY)
    deputy = Viewer("p-roads", "بهرام سپیدرو", frozenset({"pr_manager"}))

    first, second = await asyncio.gather(*(desk(quiet).sign_all(by=by) for by in (GOVERNOR, deputy)))
    await quiet.batch_runner.run_all()

    assert first.id != second.id
    assert await numbers(quiet) == [1, 2, 3]
    outcomes = [(await done(quiet, each))[1].values() for each in (first, second)]
    assert sorted(outcome for each in outcomes for outcome, _ in each) == ["done"] * 6
    assert sum(bool(sentence) for each in outcomes for _, sentence in each) == 3


async def test_a_fault_of_ours_refuses_one_item_and_says_so(quiet: Parts) -> None:
    first, second = await approved(quiet, 2)
    batch = await desk(quiet).draft_all(Terms("media_hq"), by=SECRETARY)
    one = quiet.batch_runner.clerk.deeds[Deed.DRAFT]

    class Broken:
        turn, refusals, hindrances = one.turn, one.refusals, one.hindrances

        async def take(self, item: Item, terms: Terms | None, *, by: Viewer) -> Any:
            if item.subject.id == first:
                await quiet.nomination_desk.draft(first, by=by)
                raise ZeroDivisionError
            return await one.take(item, terms, by=by)

    runner = quiet.batch_runner
    broken = replace(runner, clerk=replace(runner.clerk, deeds={Deed.DRAFT: Broken()}))
    await broken.run_all()

    _, items = await done(quiet, batch)
    assert (items[first][0], items[second][0]) == ("refused", "done")
    assert len(await quiet.platform.store.find("decrees", {})) == 1


async def test_letters_that_cannot_be_made_are_not_numbered(quiet: Parts) -> None:
    await drafted(quiet, 1)

    class Press:
        async def must_be_ready(self) -> None:
            raise NotReady("کلید امضا نیست.")

    with pytest.raises(NotReady):
        await replace(desk(quiet), readiness=Press()).sign_all(by=GOVERNOR)
    assert await quiet.platform.store.find("batches", {}) == []


async def test_letters_that_can_no_longer_be_made_wait_and_nothing_is_numbered(quiet: Parts) -> None:
    await drafted(quiet, 3)
    batch = await desk(quiet).sign_all(by=GOVERNOR)
    signing = quiet.batch_runner.clerk.deeds[Deed.SIGN]
    assert isinstance(signing, SignOne)
    left = [None]

    class Printer:
        async def must_be_ready(self) -> None:
            if not left:
                raise NotReady("کلید امضا نیست.")
            left.pop()

    without_key = SignOne(replace(signing.registry, printer=Printer()))
    unable = replace(clerk(quiet, at_once=1), deeds={Deed.SIGN: without_key})
    await replace(quiet.batch_runner, clerk=unable).run_all()

    seen = await quiet.batch_queries.one(batch.id, GOVERNOR)
    assert (seen.batch.state, seen.batch.why, seen.counts.waiting) == (State.STOPPED, "کلید امضا نیست.", 2)
    assert await numbers(quiet) == [1]
    await desk(quiet).go_on(batch.id, by=GOVERNOR)
    await quiet.batch_runner.run_all()
    assert await numbers(quiet) == [1, 2, 3]


async def ask(membership: AsyncClient, path: str, by: Viewer = GOVERNOR, **body: Any) -> Response:
    return await membership.post(f"/api/membership/{path}", json=body, headers=bearer(by))


async def ended(membership: AsyncClient, batch_id: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        seen = await membership.get(f"/api/membership/jobs/{batch_id}", headers=bearer(SECRETARY))
        view: dict[str, Any] = seen.json()
        return view if view["state"] == "done" else None

    found = await eventually(look)
    assert found
    return found


async def test_two_who_sign_the_same_at_once_leave_no_gap_and_pages_show_it(
    membership: AsyncClient, parts: Parts
) -> None:
    await approved(parts, 12)
    begun = await ask(membership, "decrees/bulk", by=SECRETARY, body_id="media_hq")
    assert (begun.status_code, begun.headers["location"]) == (202, f"/api/membership/jobs/{begun.json()['id']}")
    view = await ended(membership, begun.json()["id"])
    assert (view["total"], view["done"], view["refused"], view["waiting"]) == (12, 12, 0, 0)
    drafts = [each["decree_id"] for each in view["items"]]

    page = await see(membership, "/membership/signatures", GOVERNOR)
    assert page.text.count('name="chosen"') == 12
    singly = [ask(membership, f"decrees/{each}/signature") for each in drafts]
    twice = [ask(membership, "signatures", decree_ids=drafts) for _ in range(2)]
    *_, first, second = await asyncio.gather(*singly, *twice)

    assert first.json()["id"] == second.json()["id"]
    assert (await ended(membership, first.json()["id"]))["done"] == 12
    assert await numbers(parts) == list(range(1, 13))
    shown = await see(membership, f"/membership/batches/{first.json()['id']}", GOVERNOR)
    assert "همه موارد انجام شد" in shown.text


async def test_who_may_not_is_refused(membership: AsyncClient) -> None:
    assert (await ask(membership, "decrees/bulk", by=GOVERNOR, body_id="media_hq")).status_code == 403
    assert (await ask(membership, "decrees/bulk", by=SECRETARY, body_id="media_hq")).status_code == 409
    assert (await ask(membership, "signatures", by=SECRETARY, decree_ids=["d"])).status_code == 403
    assert (await ask(membership, "signatures", decree_ids=["d"])).status_code == 409
    assert (await ask(membership, "signatures", decree_ids=[])).status_code == 422
    assert (await membership.get("/api/membership/jobs/x", headers=bearer(MANAGER))).status_code == 404


async def test_letters_of_all_kinds_are_signed_together(quiet: Parts) -> None:
    (decree,) = await drafted(quiet, 1)
    new = NewCertificates(
        form=Form.APPRECIATION, occasion="هفته دولت", others="جناب آقای علی رضایی\nجناب آقای یکی دیگر"
    )
    certificates = (await quiet.certificate_desk.draft(new, by=SECRETARY)).drafts
    starts_at = utc_now() + timedelta(days=5)
    meeting = Meeting("نشست", "سالن", starts_at, "فرماندار", day_of(starts_at))
    called = NewInvitation(meeting=meeting, others="جناب آقای علی رضایی")
    invitation = await quiet.invitation_desk.draft(called, by=SECRETARY)
    assert await quiet.signing_queries.how_many("p-gov") == 1, "the others wait for the initial of the secretariat"
    for each in certificates:
        await quiet.certificate_registry.check(each.id, by=SECRETARY)
    await quiet.invitation_registry.check(invitation.id, by=SECRETARY)
    pages = [[each.kind for each in await quiet.signing_queries.some("p-gov", skip=skip, limit=2)] for skip in (0, 2)]
    assert pages == [["decree", "certificate"], ["certificate", "invitation"]]

    batch = await desk(quiet).sign_all(by=GOVERNOR)
    await quiet.batch_runner.run_all()

    state, items = await done(quiet, batch)
    assert (state, len(items), {outcome for outcome, _ in items.values()}) == (State.DONE, 4, {"done"})
    signed = [await quiet.certificate_registry.letters.get(each.id) for each in certificates]
    assert sorted(each.registered.number for each in signed) == [1, 2]
    assert (await quiet.invitation_registry.letters.get(invitation.id)).registered.number == 1
    assert (await quiet.registry.decrees.get(DecreeId(decree))).state is LetterState.REGISTERED
    assert await quiet.signing_queries.how_many("p-gov") == 0


async def test_letters_that_the_automation_numbers_are_not_offered_with_the_others(
    membership: AsyncClient, parts: Parts
) -> None:
    """Each of them needs its number, so that they are told of before somebody chooses, and not refused one by one."""
    await drafted(parts, 1)
    new = NewCertificates(form=Form.CERTIFICATE, occasion="دوره خبرنویسی", others="جناب آقای علی رضایی")
    (one,) = (await parts.certificate_desk.draft(new, by=SECRETARY)).drafts
    await parts.certificate_registry.check(one.id, by=SECRETARY)
    await parts.chancery.number("گ", Numbering(source="automation"), checked_first=False, by=SECRETARY)

    page = (await see(membership, "/membership/signatures", GOVERNOR)).text
    sight = (await see(membership, "/desk", GOVERNOR)).text

    assert (f'value="{one.id}.' in page, "شماره ۱ نامه را اتوماسیون اداری می‌دهد" in page) == (False, True)
    assert '<a href="/membership/signatures"><b>۲</b><span>در انتظار امضا</span></a>' in sight
    chosen = await membership.post(
        "/api/membership/signatures", json={"decree_ids": [one.id]}, headers=bearer(GOVERNOR)
    )
    assert (chosen.status_code, "اتوماسیون اداری" in chosen.json()["detail"]) == (422, True)
    assert (await desk(parts).sign_all(by=GOVERNOR)).total == 1

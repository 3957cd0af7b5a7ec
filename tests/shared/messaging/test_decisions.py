"""What operators decide about set-aside events: tried again, given up, taken back; by one, by many, by two at once."""

import asyncio
import hashlib
from datetime import timedelta

import pytest

from shared.messaging.decisions import AUDITED, INDEXES, Decisions, Deed, _seconds
from shared.messaging.errors import Permanent
from shared.messaging.groups import Choice, Group, groups_of
from shared.messaging.set_aside import COLLECTION, DISCARDED, PARKED, WAITING, Aside, SetAside
from shared.runtime.actor import Actor, acting
from shared.store.audit.notes import AUDIT_WAITING, Auditing
from shared.store.store import Store
from tests.shared.messaging.listener import Listener, delivery, told
from tests.shared.messaging.probes import aside, make_due
from tests.shared.messaging.process import Process

TYPE = "news.published.v1"


@pytest.fixture
async def kept(notifier: Store) -> Store:
    """The listener's database, with what decisions need."""
    await notifier.prepare(INDEXES)
    notifier.auditing = Auditing(AUDITED)
    return notifier


@pytest.fixture
def listener(kept: Store) -> Listener:
    return Listener(kept)


@pytest.fixture
def decisions(kept: Store) -> Decisions:
    return Decisions(kept, by="راهبر")


async def park(store: Store, *ids: str, sentence: str = "عضو ۴۱۲ ناشناخته است", subject: str = "") -> None:
    for number, each in enumerate(ids):
        await SetAside(store).park(Aside(b"{}", each, TYPE, subject or f"article/{each}", number), sentence)


async def the_group(store: Store) -> Group:
    (group,) = await groups_of(store)
    return group


async def states(store: Store) -> dict[str, str]:
    return {row["_id"]: row["state"] for row in await aside(store)}


async def test_events_of_one_reason_are_one_group(kept: Store) -> None:
    await park(kept, "a", "b", subject="article/1")
    await park(kept, "c", sentence="عضو ۹ ناشناخته است")
    await park(kept, "d", sentence="the envelope has no id")

    groups = {group.sentence: group for group in await groups_of(kept)}

    assert len(groups) == 2
    found = groups["عضو ۴۱۲ ناشناخته است"]
    assert (found.number, found.subjects, found.state, found.event_type) == (3, 2, PARKED, TYPE)
    assert (found.example_id, found.tries) == ("a", 0)
    assert found.first_at < found.last_at


async def test_rows_of_the_release_before_join_the_group_of_their_reason(kept: Store, decisions: Decisions) -> None:
    """It stored a hash of the whole sentence, and may store some more while both releases run."""
    for number in range(4):
        sentence = f"عضو {number} ناشناخته است"
        await park(kept, f"e{number}", sentence=sentence)
        if number:
            old = hashlib.blake2b(sentence.encode(), digest_size=8).hexdigest()
            await kept.driver.collection(COLLECTION).update_one({"_id": f"e{number}"}, {"$set": {"fingerprint": old}})

    group = await the_group(kept)

    assert (group.number, len(group.stored)) == (4, 4)
    assert await decisions.discard(Choice.of(group), reason="تکراری") == 4
    again = await the_group(kept)
    assert (again.fingerprint, again.state, again.number) == (group.fingerprint, DISCARDED, 4)


async def test_a_reason_stays_the_same_from_the_first_try_to_the_last(kept: Store, listener: Listener) -> None:
    """So that whoever looks at a group in the morning finds it again when it is parked."""
    listener.faults["a1"] = RuntimeError("not yet")
    process = Process(kept, listener.handlers)
    await process.handle([delivery(told("a1"), now=kept)])
    waiting = await the_group(kept)
    for _ in range(5):
        await make_due(kept)
        await process.retry_due()

    parked = await the_group(kept)
    assert (waiting.state, parked.state) == (WAITING, PARKED)
    assert waiting.fingerprint == parked.fingerprint


async def test_a_retry_goes_to_the_failing_handler_and_is_spread(kept: Store, decisions: Decisions) -> None:
    await park(kept, *(f"e{number:02}" for number in range(45)))

    assert await decisions.retry(Choice.of(await the_group(kept)), per_second=20) == 45

    rows = await aside(kept)
    first = min(row["next_at"] for row in rows)
    offsets = [(row["next_at"] - first) / timedelta(seconds=1) for row in rows]
    assert sorted(offsets) == [0] * 20 + [1] * 20 + [2] * 5
    assert {(row["state"], row["attempts"], row["asked"]["by"]) for row in rows} == {(WAITING, 0, "راهبر")}
    assert rows[0]["history"][-1]["what"] == "sent on by راهبر"


async def test_a_rehearsal_changes_nothing(kept: Store, decisions: Decisions) -> None:
    """Trap 46."""
    await park(kept, "a", "b")
    before, choice = await aside(kept), Choice.of(await the_group(kept))

    for deed, number in ((Deed.RETRY, 2), (Deed.DISCARD, 2), (Deed.RESTORE, 0)):
        found = await decisions.preview(deed, choice)
        assert (found.number, found.asked_before, found.behind) == (number, 0, 0)

    assert await aside(kept) == before
    assert await kept.count("set_aside_acts", {}) == 0


async def test_of_two_who_retry_a_group_at_once_each_event_is_sent_on_by_one(kept: Store, listener: Listener) -> None:
    """And it is handled once. Whoever comes later is told that it is on its way."""
    names = [f"a{number}" for number in range(30)]
    listener.faults |= {name: Permanent("عضو ۴۱۲ ناشناخته است") for name in names}
    await Process(kept, listener.handlers).handle([delivery(told(name), now=kept) for name in names])
    listener.faults.clear()
    choice = Choice.of(await the_group(kept))
    one, other = Decisions(kept, by="one"), Decisions(kept, by="other")

    changed = await asyncio.gather(one.retry(choice), other.retry(choice))
    late = await other.preview(Deed.RETRY, Choice(ids=tuple(row["_id"] for row in await aside(kept))))

    assert sum(changed) == 30
    assert (late.number, late.asked_before) == (0, 30)
    assert await other.retry(choice) == 0
    for _ in range(2):
        await make_due(kept)
        await Process(kept, listener.handlers).retry_due()
    assert listener.runs == 60
    assert await aside(kept) == []


async def test_what_fails_again_may_be_sent_on_again(kept: Store, listener: Listener, decisions: Decisions) -> None:
    listener.faults["a1"] = Permanent("never")
    process = Process(kept, listener.handlers)
    await process.handle([delivery(told("a1"), now=kept)])
    for _ in range(2):
        assert await decisions.retry(Choice.of(await the_group(kept))) == 1
        await process.retry_due()

    (row,) = await aside(kept)
    assert (row["state"], row["asked"]) == (PARKED, None)
    assert listener.runs == 3


async def test_a_discarded_event_is_not_tried_and_those_behind_it_are_handled_in_order(
    kept: Store, listener: Listener, decisions: Decisions
) -> None:
    listener.faults["a1"] = RuntimeError("not yet")
    process = Process(kept, listener.handlers)
    events = [delivery(told("a1", n), seq=n, event_id=f"a1:{n}", now=kept) for n in (1, 2, 3)]
    await process.handle(events)
    listener.faults.clear()
    first = Choice(ids=("a1:1",))

    assert (await decisions.preview(Deed.DISCARD, first)).behind == 2
    assert await decisions.discard(first, reason="خبر آزمایشی بود") == 1
    await process.retry_due()

    assert await listener.heard() == {"a1": [2, 3]}
    (row,) = await aside(kept)
    assert (row["state"], row["discarded"]["was"], row["discarded"]["reason"]) == (
        DISCARDED,
        WAITING,
        "خبر آزمایشی بود",
    )
    assert row["history"][-1]["what"] == "discarded by راهبر: خبر آزمایشی بود"


async def test_a_discard_is_taken_back_with_its_place(kept: Store, listener: Listener, decisions: Decisions) -> None:
    """What waited has its tries and its place before later events of its subject, as long as these still wait."""
    listener.faults["a1"] = RuntimeError("not yet")
    process = Process(kept, listener.handlers)
    await process.handle([delivery(told("a1", n), seq=n, event_id=f"a1:{n}", now=kept) for n in (1, 2)])
    await park(kept, "parked")
    before = {row["_id"]: row for row in await aside(kept)}
    chosen = Choice(ids=("a1:1", "parked"))

    assert await decisions.discard(chosen, reason="$state") == 2
    assert [row["discarded"]["reason"] for row in await aside(kept) if "discarded" in row] == ["$state"] * 2
    assert await decisions.restore(chosen) == 2
    assert await decisions.restore(chosen) == 0

    after = {row["_id"]: row for row in await aside(kept)}
    assert [entry["what"] for entry in after["a1:1"]["history"]][1:] == [
        "discarded by راهبر: $state",
        "restored by راهبر",
    ]
    for row in (*before.values(), *after.values()):
        del row["history"]
    assert after == before
    listener.faults.clear()
    await make_due(kept)
    await process.retry_due()
    assert await listener.heard() == {"a1": [1, 2]}


async def test_what_is_discarded_while_it_is_tried_stays_discarded(
    kept: Store, listener: Listener, decisions: Decisions
) -> None:
    """It fails after the decision, and the broker brings it once more: neither makes it wait again."""
    listener.faults["a1"] = RuntimeError("not yet")
    process = Process(kept, listener.handlers)
    event = delivery(told("a1"), event_id="once", now=kept)
    await process.handle([event])
    await make_due(kept)
    listener.gate.clear()
    listener.begun.clear()
    trying = asyncio.create_task(process.retry_due())
    await listener.begun.wait()

    assert await decisions.discard(Choice(ids=("once",)), reason="آزمایشی") == 1
    listener.gate.set()
    await trying
    await process.handle([event])

    assert await states(kept) == {"once": DISCARDED}


async def test_of_two_who_discard_at_once_one_reason_stays(kept: Store) -> None:
    await park(kept, *(f"e{number}" for number in range(30)))
    choice = Choice.of(await the_group(kept))

    changed = await asyncio.gather(
        *(Decisions(kept, by=who).discard(choice, reason=f"به نظر {who}") for who in ("one", "other"))
    )

    rows = await aside(kept)
    assert sum(changed) == 30
    for row in rows:
        assert row["discarded"]["reason"] == f"به نظر {row['discarded']['by']}"
        assert len(row["history"]) == 2


async def test_no_more_than_asked_for_are_taken(kept: Store, decisions: Decisions) -> None:
    """A page would be waited for too long otherwise."""
    await park(kept, *(f"e{number}" for number in range(9)))

    assert await decisions.discard(Choice.of(await the_group(kept)), reason="x", at_most=4) == 4
    assert sorted(state for state in (await states(kept)).values()).count(DISCARDED) == 4


async def test_each_decision_is_noted_for_the_trail_with_who_what_how_many_and_why(kept: Store) -> None:
    await park(kept, "a", "b")
    group = await the_group(kept)
    decisions = Decisions(kept, by="ravabet")

    with acting(lambda: Actor(deed="ravabet events discard", person_id="p-operator")):
        await decisions.discard(Choice.of(group), reason="تکراری")
        await decisions.restore(Choice.of(await the_group(kept)))
        await decisions.retry(Choice(ids=("a",)))
        await decisions.retry(Choice(ids=("a",)))

    rows = await kept.find(AUDIT_WAITING, {}, sort=[("_id", 1)])
    noted = [{change["field"]: change["after"] for change in row["changes"]} for row in rows]
    assert [(each["deed"], each["number"], each.get("reason")) for each in noted] == [
        ("discard", 2, "تکراری"),
        ("restore", 2, None),
        ("retry", 1, None),
    ]
    assert noted[0]["group"] == group.fingerprint
    assert noted[2]["events"] == ["a"]
    assert {row["person_id"] for row in rows} == {"p-operator"}


@pytest.mark.parametrize("number", [0, 1, 19, 20, 21, 100])
def test_so_many_fall_into_each_second(number: int) -> None:
    chunks = list(_seconds(5, number, 20))
    assert sum(end - begin for _, begin, end in chunks) == number
    assert all(end - begin <= 20 for _, begin, end in chunks)
    assert [second for second, _, _ in chunks] == sorted({second for second, _, _ in chunks})


async def test_the_history_of_an_event_has_an_end(kept: Store, decisions: Decisions) -> None:
    await park(kept, "a")
    for _ in range(30):
        await decisions.retry(Choice(ids=("a",)))
        await park(kept, "a")

    (row,) = await aside(kept)
    assert len(row["history"]) == 50

"""What holds for every handover, without any server."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.membership.handovers.domain import (
    Handover,
    HandoverId,
    HandoverOver,
    ItemNotFound,
    ItemState,
    Party,
    RemarkMissing,
    State,
    by_service,
)
from shared.events.catalogue import SERVICES
from shared.events.open_work import OpenItem
from shared.runtime.access import NotAllowed
from shared.runtime.viewer import Viewer
from tests.identity import SECRETARY
from tests.membership.leaving import DRAFT, REPORT, SECOND_DRAFT

NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
SARA, BAHRAM, MINA = Party("p-water", "سارا"), Party("p-roads", "بهرام"), Party("p-mina", "مینا")
NEXT = Viewer("p-roads", "بهرام", frozenset({"pr_manager"}), frozenset({"water"}))
LEFT = Viewer("p-water", "سارا", frozenset({"secretariat"}))
STRANGER = Viewer("p-x", "کسی", frozenset({"pr_manager"}), frozenset({"water"}))


def a_handover(*, coming: Party | None = BAHRAM, key: str = "1", leaving: Party = SARA) -> Handover:
    return Handover(
        id=HandoverId(key),
        post_id="office/water:pr_manager",
        role="pr_manager",
        place="اداره آب و فاضلاب",
        leaving=leaving,
        since=date(2026, 11, 22),
        opened_at=NOON,
        office_id="water",
        coming=coming,
    )


def an_answered_one(*, coming: Party | None = BAHRAM) -> Handover:
    handover = a_handover(coming=coming)
    lists = {"news": [DRAFT, SECOND_DRAFT], "reporting": [REPORT]}
    for service in SERVICES:
        assert handover.take(service, lists.get(service, []), more=0, at=NOON)
    return handover


def test_it_waits_for_every_service_and_every_item() -> None:
    handover = a_handover()
    assert handover.unanswered == list(SERVICES)
    handover.take("news", [DRAFT], more=3, at=NOON)
    assert handover.accept(1, by=NEXT, at=NOON)

    assert handover.complete(at=NOON) is None
    assert (handover.unanswered, handover.more_in("news")) == (["membership", "reporting", "notifier"], 3)
    for service in ("reporting", "notifier", "membership"):
        handover.take(service, [], more=0, at=NOON)
    completed = handover.complete(at=NOON)

    assert completed
    assert (completed.from_person_id, completed.to_person_id, completed.office_id) == ("p-water", "p-roads", "water")
    assert (handover.state, handover.completed_at) == (State.COMPLETED, NOON)
    assert handover.complete(at=NOON) is None


def test_nothing_left_open_is_complete_with_the_last_answer() -> None:
    handover = a_handover()
    for service in SERVICES:
        handover.take(service, [], more=0, at=NOON)

    assert handover.complete(at=NOON)


def test_only_the_first_answer_of_a_service_counts() -> None:
    handover = a_handover()
    assert handover.take("news", [DRAFT], more=0, at=NOON)

    assert not handover.take("news", [DRAFT, SECOND_DRAFT], more=9, at=NOON)
    assert not handover.take("weather", [DRAFT], more=0, at=NOON)

    assert ([item.title for item in handover.items], handover.more_in("news")) == ([DRAFT.title], 0)


def test_it_is_not_complete_while_one_item_is_open() -> None:
    handover = an_answered_one()
    handover.accept_all("news", by=NEXT, at=NOON)
    assert handover.unanswered == []
    assert handover.complete(at=NOON) is None

    handover.accept(3, by=NEXT, at=NOON)
    assert handover.complete(at=NOON)


def test_what_is_accepted_again_stays_as_it_was_accepted_first() -> None:
    handover = an_answered_one()
    assert handover.accept(1, by=NEXT, at=NOON)

    assert not handover.accept(1, by=SECRETARY, at=NOON + timedelta(hours=1))

    said = handover.item(1).decision
    assert said
    assert (said.by.person_id, said.at, said.in_place) == ("p-roads", NOON, False)


def test_the_secretariat_accepts_in_the_place_of_the_next_holder_and_the_record_says_so() -> None:
    handover = an_answered_one()
    handover.accept(1, by=SECRETARY, at=NOON)

    said = handover.item(1).decision
    assert said
    assert (said.in_place, said.by.name) == (True, "رضا نیک‌روش")


@pytest.mark.parametrize("who", [LEFT, STRANGER], ids=["who left", "a stranger of the same office"])
def test_others_take_over_nothing(who: Viewer) -> None:
    """Somebody of the secretariat who hands over a post cannot accept it back in the place of the next holder."""
    handover = an_answered_one()

    for deed in (
        lambda: handover.accept(1, by=who, at=NOON),
        lambda: handover.accept_all("news", by=who, at=NOON),
        lambda: handover.refuse(1, by=who, at=NOON, remark="نه"),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert not handover.can_be_taken_over_by(who)
    assert len(handover.unsettled) == 3


def test_a_refused_item_needs_a_reason_and_then_a_word_of_the_secretariat() -> None:
    handover = an_answered_one()
    with pytest.raises(RemarkMissing):
        handover.refuse(1, by=NEXT, at=NOON, remark="")
    handover.refuse(1, by=NEXT, at=NOON, remark="این پیش‌نویس از ما نیست.")
    assert [item.number for item in handover.refused] == [1]

    handover.accept_all("news", by=NEXT, at=NOON)
    assert [item.number for item in handover.unsettled] == [1, 3]
    with pytest.raises(RemarkMissing):
        handover.accept(1, by=SECRETARY, at=NOON)
    handover.accept(1, by=SECRETARY, at=NOON, remark="به دستگاه دیگر داده شد.")

    assert handover.item(1).state is ItemState.ACCEPTED
    with pytest.raises(HandoverOver):
        handover.refuse(1, by=NEXT, at=NOON, remark="نه")


def test_the_next_holder_may_think_better_of_a_refusal() -> None:
    handover = an_answered_one()
    handover.refuse(1, by=NEXT, at=NOON, remark="نمی‌شناسم.")

    assert handover.accept(1, by=NEXT, at=NOON)


def test_there_is_no_other_item() -> None:
    with pytest.raises(ItemNotFound):
        an_answered_one().accept(4, by=NEXT, at=NOON)


def test_a_pack_without_next_holder_is_the_secretariats_until_somebody_comes() -> None:
    handover = an_answered_one(coming=None)
    assert not handover.is_readable_by(NEXT)
    handover.accept(1, by=SECRETARY, at=NOON)

    handover.go_to(BAHRAM)

    assert handover.is_readable_by(NEXT)
    assert handover.accept(2, by=NEXT, at=NOON)
    assert [item.number for item in handover.unsettled] == [3]


def test_a_pack_that_went_to_the_wrong_person_is_taken_over_by_the_right_one() -> None:
    handover = an_answered_one()
    handover.accept(1, by=NEXT, at=NOON)
    handover.accept(2, by=SECRETARY, at=NOON)
    mina = Viewer("p-mina", "مینا", frozenset({"pr_manager"}), frozenset({"water"}))

    handover.go_to_another(MINA, instead_of="p-roads")

    assert handover.coming == MINA
    assert [item.state for item in handover.items] == [ItemState.WAITING, ItemState.ACCEPTED, ItemState.WAITING]
    assert not handover.can_be_taken_over_by(NEXT)
    assert handover.accept(1, by=mina, at=NOON)


def test_who_returns_to_the_vacant_post_takes_the_own_pack_over() -> None:
    handover = an_answered_one(coming=None)
    returned = Viewer("p-water", "سارا", frozenset({"pr_manager"}), frozenset({"water"}))
    with pytest.raises(NotAllowed):
        handover.accept(1, by=LEFT, at=NOON)
    handover.go_to(SARA)

    assert handover.can_be_taken_over_by(returned)
    assert handover.accept(1, by=returned, at=NOON)
    assert handover.accept_all("news", by=returned, at=NOON)
    assert handover.accept_all("reporting", by=returned, at=NOON)

    assert handover.complete(at=NOON)
    assert [item.decision.in_place for item in handover.items if item.decision] == [False, False, False]


def test_what_is_not_settled_is_passed_on_when_the_next_holder_leaves_too() -> None:
    first = an_answered_one()
    first.accept(1, by=NEXT, at=NOON)
    first.refuse(2, by=NEXT, at=NOON, remark="نه")
    second = a_handover(key="2", leaving=BAHRAM, coming=MINA)

    first.pass_on_to(second)

    assert (first.state, first.passed_on_to) == (State.PASSED_ON, "2")
    assert [(item.number, item.key, item.state) for item in second.items] == [
        (1, "a2", ItemState.WAITING),
        (2, "1405-08:water", ItemState.WAITING),
    ]
    assert not first.take("news", [DRAFT], more=0, at=NOON)
    assert first.complete(at=NOON) is None
    assert not first.is_readable_by(NEXT)
    with pytest.raises(HandoverOver):
        first.accept(2, by=SECRETARY, at=NOON)


def test_what_was_passed_on_keeps_its_row_and_is_told_as_it_is_now() -> None:
    first, second = an_answered_one(), a_handover(key="2", leaving=BAHRAM, coming=MINA)
    first.pass_on_to(second)
    changed = SECOND_DRAFT.model_copy(update={"note": "در انتظار تأیید است"})
    new = OpenItem(id="a3", kind="article", title="پیش‌نویس تازه", href="/n/desk/a3")

    second.take("news", [new, changed], more=0, at=NOON)

    assert [(item.number, item.key, item.note) for item in second.items] == [
        (1, "a1", ""),
        (2, "a2", "در انتظار تأیید است"),
        (3, "1405-08:water", ""),
        (4, "a3", ""),
    ]


def test_a_complete_handover_changes_no_more() -> None:
    handover = an_answered_one()
    for service in ("news", "reporting"):
        handover.accept_all(service, by=NEXT, at=NOON)
    assert handover.complete(at=NOON)

    assert not handover.accept(1, by=NEXT, at=NOON)
    assert not handover.accept_all("news", by=NEXT, at=NOON)
    with pytest.raises(HandoverOver):
        handover.go_to(MINA)
    with pytest.raises(HandoverOver):
        handover.pass_on_to(a_handover(key="2"))
    with pytest.raises(HandoverOver):
        handover.refuse(1, by=NEXT, at=NOON, remark="نه")


def test_items_are_shown_by_service() -> None:
    handover = a_handover()
    handover.take("reporting", [REPORT], more=0, at=NOON)
    handover.take("news", [DRAFT], more=0, at=NOON)

    assert {service: [item.key for item in items] for service, items in by_service(handover.items).items()} == {
        "news": ["a1"],
        "reporting": ["1405-08:water"],
    }

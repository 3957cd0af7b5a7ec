"""A delivery by itself: what may follow on what, when it is tried again, and when it is over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.notifier.channels.domain import Later, Outcome, Rejected, Sent, Unknown
from services.notifier.deliveries.domain import Delivery, DeliveryState, OutOfTurn
from services.notifier.notices.domain import Audience, History, Notice, NoticeId
from tests.notifier.events import NOON

NOTICE = Notice(
    id=NoticeId("news:a1"),
    kind="news.published",
    subject="article/a1",
    title="خبر",
    text="متن",
    link="http://ravabet.test/n/a1",
    link_label="متن کامل خبر",
    audience=Audience(topics=("all",)),
    at=NOON,
    expires_at=NOON + timedelta(hours=6),
)
ENDS = (DeliveryState.SENT, DeliveryState.REJECTED, DeliveryState.SUPPRESSED, DeliveryState.EXPIRED)
BUSY = Later(None, "busy", "recipient")
NO_ANSWER = Unknown("no answer")


def a_delivery(state: DeliveryState = DeliveryState.SENDING, **facts: int) -> Delivery:
    delivery = Delivery.of(NOTICE, "email", "a@b.example")
    delivery.state = state
    delivery.attempts = facts.get("attempts", 0)
    return delivery


def test_the_same_notice_and_address_are_the_same_delivery() -> None:
    one, again = Delivery.of(NOTICE, "email", "a@b.example"), Delivery.of(NOTICE, "email", "a@b.example")
    other = Delivery.of(NOTICE, "bale", "a@b.example")

    assert (one, one.state, one.not_before) == (again, DeliveryState.PENDING, NOON)
    assert one.id != other.id


@pytest.mark.parametrize(
    ("outcome", "state", "attempts", "pause"),
    [
        (Sent("x"), DeliveryState.SENT, 1, None),
        (Rejected("no such mailbox", address_dead=True), DeliveryState.REJECTED, 1, None),
        (BUSY, DeliveryState.PENDING, 1, timedelta(seconds=5)),
        (Later(90.0, "slow down", "recipient"), DeliveryState.PENDING, 1, timedelta(seconds=90)),
        (Later(90.0, "we are locked out", "account"), DeliveryState.PENDING, 0, timedelta()),
        (NO_ANSWER, DeliveryState.UNKNOWN, 1, timedelta(minutes=5)),
    ],
)
def test_each_outcome_says_what_follows(
    outcome: Outcome, state: DeliveryState, attempts: int, pause: timedelta | None
) -> None:
    delivery = a_delivery()
    at = NOON + timedelta(minutes=1)

    delivery.conclude(outcome, at=at)

    assert (delivery.state, delivery.attempts) == (state, attempts)
    assert delivery.not_before == (NOON if pause is None else at + pause)
    assert [entry.at for entry in delivery.evidence] == [at]
    assert (delivery.sent_at == at) == (state is DeliveryState.SENT)


def test_pauses_grow_up_to_six_hours() -> None:
    waited = []
    for attempts in range(10):
        delivery = a_delivery(attempts=attempts)
        delivery.conclude(BUSY, at=NOON)
        assert delivery.not_before
        waited.append((delivery.not_before - NOON).total_seconds())

    assert waited == [5, 30, 120, 600, 1_800, 7_200, 21_600, 21_600, 21_600, 21_600]


def test_what_is_never_answered_is_tried_three_times_whoever_died_meanwhile() -> None:
    delivery = a_delivery()
    for _ in range(2):
        delivery.conclude(NO_ANSWER, at=NOON)
        assert delivery.not_before == NOON + timedelta(minutes=5)
        delivery.state = DeliveryState.SENDING

    delivery.abandon(at=NOON)

    assert (delivery.state, delivery.attempts, delivery.not_before) == (DeliveryState.UNKNOWN, 3, None)
    assert delivery.evidence[-1].what == "unknown: the sender stopped half-way"


def test_the_last_twenty_tries_are_kept_as_evidence() -> None:
    delivery = a_delivery()
    for second in range(25):
        delivery.state = DeliveryState.SENDING
        delivery.conclude(BUSY, at=NOON + timedelta(seconds=second))

    assert len(delivery.evidence) == 20
    assert delivery.evidence[-1].at == NOON + timedelta(seconds=24)


@pytest.mark.parametrize("state", ENDS)
def test_an_end_is_an_end(state: DeliveryState) -> None:
    for deed in (Delivery.suppress, Delivery.expire):
        with pytest.raises(OutOfTurn):
            deed(a_delivery(state))
    with pytest.raises(OutOfTurn):
        a_delivery(state).conclude(Sent(None), at=NOON)


@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.UNKNOWN])
def test_what_waits_is_held_back_or_goes_stale_and_has_no_outcome(state: DeliveryState) -> None:
    held, stale = a_delivery(state), a_delivery(state)
    held.suppress()
    stale.expire()

    assert (held.state, stale.state) == (DeliveryState.SUPPRESSED, DeliveryState.EXPIRED)
    with pytest.raises(OutOfTurn):
        a_delivery(state).conclude(Sent(None), at=NOON)


def test_what_is_taken_back_does_not_leave_again_and_what_left_stays_unknown() -> None:
    waiting, left = a_delivery(DeliveryState.PENDING), a_delivery()
    left.conclude(NO_ANSWER, at=NOON)

    waiting.hold_back()
    left.hold_back()

    assert (waiting.state, waiting.may_have_arrived()) == (DeliveryState.SUPPRESSED, False)
    assert (left.state, left.not_before, left.may_have_arrived()) == (DeliveryState.UNKNOWN, None, True)


@pytest.mark.parametrize("end", [BUSY, Rejected("refused", address_dead=False)])
def test_one_try_without_an_answer_may_have_arrived_whatever_follows(end: Outcome) -> None:
    """Also when so many tries follow that only the newest are kept."""
    delivery = a_delivery()
    for outcome in (NO_ANSWER, *[BUSY] * 30, end):
        delivery.state = DeliveryState.SENDING
        delivery.conclude(outcome, at=NOON)

    assert delivery.may_have_arrived()
    assert len(delivery.evidence) == 21


@pytest.mark.parametrize("outcome", [BUSY, Rejected("no such mailbox", address_dead=True)])
def test_what_was_refused_did_not_arrive(outcome: Outcome) -> None:
    delivery = a_delivery()
    delivery.conclude(outcome, at=NOON)

    assert not delivery.may_have_arrived()


def test_a_withdrawal_takes_all_back_and_a_correction_only_the_news() -> None:
    news = NOTICE
    correction = replace(news, id=NoticeId("news:a1:c1"), replaces=news.id)
    second = replace(news, id=NoticeId("news:a1:c2"), replaces=news.id)
    withdrawal = replace(news, id=NoticeId("news:a1:withdrawn"), recalls=True)
    other = replace(news, id=NoticeId("news:a2"), subject="article/a2")

    corrected = History([news, correction, second])
    withdrawn = History([news, correction, second, withdrawal, other])

    assert [corrected.is_taken_back(each) for each in (news, correction, second)] == [True, False, False]
    assert [withdrawn.is_taken_back(each) for each in (news, correction, second)] == [True, True, True]
    assert not withdrawn.is_taken_back(withdrawal)
    assert not withdrawn.is_taken_back(other)


def test_it_is_stale_from_the_instant_its_notice_expires() -> None:
    delivery = a_delivery()

    assert not delivery.is_stale(NOTICE.expires_at - timedelta(seconds=1))
    assert delivery.is_stale(NOTICE.expires_at)

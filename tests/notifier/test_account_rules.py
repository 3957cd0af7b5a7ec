"""When a channel as a whole is in trouble, and how long it rests."""

from datetime import timedelta

import pytest

from services.notifier.channels.account_domain import is_account_in_trouble, rest_after
from services.notifier.channels.domain import Later, Outcome, Rejected, Sent, Unknown

SENT, NO_ANSWER = Sent("x"), Unknown("no answer")
SLOW_DOWN, GREYLISTED = Later(None, "slow down", "account"), Later(None, "not now", "recipient")


@pytest.mark.parametrize(
    ("outcomes", "is_in_trouble"),
    [
        ([SENT], False),
        ([SENT, NO_ANSWER], False),
        ([GREYLISTED, NO_ANSWER], False),
        ([Rejected("gone", address_dead=True)], False),
        ([SENT, SLOW_DOWN], True),
        ([NO_ANSWER], True),
        ([NO_ANSWER, NO_ANSWER], True),
    ],
)
def test_the_account_is_in_trouble_when_it_is_said_so_or_nothing_is_answered(
    outcomes: list[Outcome],
    is_in_trouble: bool,  # noqa: FBT001
) -> None:
    assert is_account_in_trouble(outcomes) == is_in_trouble


def test_rests_grow_up_to_half_a_minute() -> None:
    assert [rest_after(failures, [SLOW_DOWN]).total_seconds() for failures in range(1, 8)] == [1, 2, 5, 10, 30, 30, 30]


@pytest.mark.parametrize(("asked", "rest"), [(7.0, 7), (0.0, 1), (0.5, 1), (86_400.0, 600)])
def test_it_rests_as_long_as_it_was_asked_to_within_reason(asked: float, rest: int) -> None:
    outcomes = [
        Later(3.0, "slow down", "account"),
        Later(asked, "slow down", "account"),
        Later(50.0, "not now", "recipient"),
    ]

    assert rest_after(1, outcomes) == timedelta(seconds=max(rest, 3))

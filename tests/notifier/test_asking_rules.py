"""How often a confirmation may be asked for, for one mailbox and from one place."""

from datetime import timedelta

import pytest

from services.notifier.channels.mailbox_domain import mailbox
from services.notifier.subscriptions.askings_domain import (
    OF_MAILBOX,
    OF_PLACE,
    Askings,
    TooManyFromHere,
    askings_for,
    askings_from,
)
from services.notifier.subscriptions.domain import TooManyAsked
from tests.notifier.events import NOON

SARA = "sara@example.ir"


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("sara@example.ir", SARA),
        ("sara+water@example.ir", SARA),
        ("sara+a+b@example.ir", SARA),
        ("Sara@Example.ir", SARA),
        ("s.ara@example.ir", "s.ara@example.ir"),
        ("+sara@example.ir", "+sara@example.ir"),
        ("s.a.ra+x@gmail.com", "sara@gmail.com"),
        ("sara@googlemail.com", "sara@gmail.com"),
    ],
)
def test_a_mailbox_has_one_name(address: str, same: str) -> None:
    assert mailbox("email", address) == same


def test_a_chat_is_no_mailbox() -> None:
    assert mailbox("bale", "4711") == "4711"


@pytest.mark.parametrize(
    ("client", "other", "is_same"),
    [
        ("5.6.7.8", "5.6.7.8", True),
        ("5.6.7.8", "5.6.7.9", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:5.6.7.8", "5.6.7.8", True),
        ("", "unix", False),
    ],
)
def test_a_place_is_one_connection(client: str, other: str, is_same: bool) -> None:  # noqa: FBT001
    assert (askings_from(client) == askings_from(other)) == is_same


@pytest.mark.parametrize(
    ("askings", "most", "within", "refusal"),
    [
        (Askings(askings_for("email", SARA)), *OF_MAILBOX, TooManyAsked),
        (Askings(askings_from("5.6.7.8")), *OF_PLACE, TooManyFromHere),
    ],
)
def test_so_many_are_allowed_and_then_none_until_the_first_is_long_ago(
    askings: Askings, most: int, within: timedelta, refusal: type[Exception]
) -> None:
    for second in range(most):
        askings.must_be_few(at=NOON)
        askings.count(at=NOON + timedelta(seconds=second))

    with pytest.raises(refusal):
        askings.must_be_few(at=NOON + timedelta(minutes=30))
    askings.must_be_few(at=NOON + within)


def test_no_name_tells_an_address() -> None:
    assert "sara" not in askings_for("email", SARA)
    assert "5.6" not in askings_from("5.6.7.8")

"""The account by which a channel sends: when it is in trouble as a whole, and how long it then rests."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from services.notifier.channels.domain import Later, Outcome, Unknown

_RESTS: Final = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 5, 10, 30))
_LONGEST_REST: Final = timedelta(minutes=10)


def is_account_in_trouble(outcomes: Sequence[Outcome]) -> bool:
    """Whether these tries, made at once, say that the next ones would fail as well.

    One message without an answer says nothing about others. When none of them is answered, everything is down.
    """
    return any(_is_of_account(each) for each in outcomes) or all(isinstance(each, Unknown) for each in outcomes)


def rest_after(failures: int, outcomes: Sequence[Outcome]) -> timedelta:
    """How long to send nothing after so many failures in a row: longer each time, and as long as we were asked to."""
    asked_for = [each.after for each in outcomes if isinstance(each, Later) and _is_of_account(each) and each.after]
    longest = timedelta(seconds=min(max(asked_for, default=0), _LONGEST_REST.total_seconds()))
    return max(longest, _RESTS[min(failures, len(_RESTS)) - 1])


def _is_of_account(outcome: Outcome) -> bool:
    return isinstance(outcome, Later) and outcome.whose == "account"

"""The rules of a membership, without a server: its term, its suspensions, its end."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest

from services.membership.members.domain import Membership, MembershipId, WrongStanding
from services.membership.members.usecases import MembershipRepository, Roll
from shared.events import Event

BEGINS, ENDS = date(2026, 3, 21), date(2028, 3, 19)
DAY = timedelta(days=1)


def a_membership(**changes: Any) -> Membership:
    facts: dict[str, Any] = {
        "id": MembershipId("m"),
        "body_id": "media_hq",
        "person_id": "p-water",
        "office_ids": ("water",),
        "role": "member",
        "valid_from": BEGINS,
        "valid_until": ENDS,
        "decree_id": "d",
        "decree_no": "1405/ق/001",
    }
    return Membership(**(facts | changes))


def test_it_lasts_from_its_first_to_its_last_day() -> None:
    membership = a_membership()

    lasting = [membership.lasts_on(day) for day in (BEGINS - DAY, BEGINS, ENDS, ENDS + DAY)]

    assert lasting == [False, True, True, False]


def test_it_is_over_on_the_day_on_which_it_is_revoked_but_not_on_its_last_one() -> None:
    revoked, expired = a_membership(), a_membership()
    revoked.end("revoked", on=date(2026, 6, 1))
    ended = expired.end("revoked", on=ENDS + 9 * DAY)

    assert [revoked.lasts_on(date(2026, 5, 31)), revoked.lasts_on(date(2026, 6, 1))] == [True, False]
    assert ended is not None
    assert (ended.reason, ended.ended_on, expired.lasts_on(ENDS)) == ("expired", ENDS, True)
    assert revoked.end("resigned", on=date(2026, 7, 1)) is None


def test_what_ends_with_its_term_can_still_be_revoked_before() -> None:
    membership = a_membership()
    membership.end_with_term()
    assert membership.lasts_on(date(2027, 1, 1))

    assert membership.end("revoked", on=date(2026, 12, 1)) is not None

    assert not membership.lasts_on(date(2027, 1, 1))
    assert a_membership(valid_until=None).end_with_term() is None


def test_a_suspension_has_a_beginning_and_an_end_and_stays_in_the_history() -> None:
    membership = a_membership()
    since, until = date(2026, 6, 1), date(2026, 6, 10)

    assert membership.suspend("مرخصی", on=since, until=until) is not None
    assert membership.suspend("مرخصی", on=since, until=until) is None
    with pytest.raises(WrongStanding):
        membership.suspend("چیز دیگر", on=since + DAY)
    suspended = [membership.is_suspended_on(day) for day in (since - DAY, since, until, until + DAY)]
    assert suspended == [False, True, True, False]

    assert membership.resume(on=date(2026, 6, 5)) is not None
    assert membership.resume(on=date(2026, 6, 5)) is None
    assert [membership.is_suspended_on(date(2026, 6, day)) for day in (4, 5)] == [True, False]
    assert membership.lasts_on(date(2026, 6, 4))


def test_what_is_over_is_not_suspended_and_no_suspension_ends_before_it_begins() -> None:
    ended = a_membership()
    ended.end("resigned", on=date(2026, 6, 1))
    with pytest.raises(WrongStanding):
        ended.suspend("مرخصی", on=date(2026, 6, 2))
    with pytest.raises(WrongStanding):
        a_membership().suspend("مرخصی", on=date(2026, 6, 2), until=date(2026, 6, 1))


def test_its_end_is_announced_once() -> None:
    membership = a_membership()

    told = membership.announce_end()

    assert told is not None
    assert (told.valid_until, membership.announce_end(), a_membership(valid_until=None).announce_end()) == (
        ENDS,
        None,
        None,
    )


def test_who_loses_one_of_two_posts_goes_on_for_the_other_office() -> None:
    membership = a_membership(
        office_ids=("water", "roads"),
        seat="by_post",
        post_ids=("office/water:pr_manager", "office/roads:pr_manager"),
        version=4,
    )
    membership.claim_seats()
    since = date(2026, 9, 1)

    rest = membership.without("office/water:pr_manager", "water", new_id=MembershipId("n"), since=since)

    assert rest is not None
    assert (rest.office_ids, rest.post_ids, rest.sole_seats) == (
        ("roads",),
        ("office/roads:pr_manager",),
        ("member/roads",),
    )
    assert (rest.valid_from, rest.valid_until, rest.version, rest.active) == (since, ENDS, 0, True)
    assert rest.without("office/roads:pr_manager", "roads", new_id=MembershipId("o"), since=since) is None


def test_what_goes_on_for_the_other_office_still_ends_with_its_term_when_it_was_renewed() -> None:
    posts = ("office/water:pr_manager", "office/roads:pr_manager")
    membership = a_membership(office_ids=("water", "roads"), seat="by_post", post_ids=posts)
    membership.end_with_term()

    rest = membership.without(posts[0], "water", new_id=MembershipId("n"), since=date(2026, 9, 1))

    assert rest is not None
    assert (rest.active, rest.ended_on, rest.end_reason) == (False, ENDS, "expired")
    assert (rest.lasts_on(ENDS), rest.lasts_on(ENDS + DAY)) == (True, False)


class OneRival:
    """A roll in which one member sits already."""

    def __init__(self, sitting: Membership) -> None:
        self.sitting = sitting

    async def rivals_of(self, new: Membership) -> list[Membership]:
        return [self.sitting] if self.sitting.sits_where(new) else []

    async def save(self, membership: Membership, *events: Event) -> None:
        pass


@pytest.mark.parametrize(
    ("begins", "reason", "last_day"),
    [
        (date(2026, 6, 1), "replaced", date(2026, 6, 9)),
        (date(2026, 9, 1), "replaced", date(2026, 8, 31)),
        (ENDS + DAY, "expired", ENDS),
    ],
)
async def test_nobody_loses_the_seat_before_the_next_one_begins(begins: date, reason: str, last_day: date) -> None:
    sitting = a_membership()
    roll = Roll(cast("MembershipRepository", OneRival(sitting)), lambda: datetime(2026, 6, 10, tzinfo=UTC), str)
    new = a_membership(id=MembershipId("n"), person_id="p-roads", valid_from=begins, valid_until=None)

    await roll.enter(new, sole=True, on=date(2026, 6, 10))

    assert [sitting.lasts_on(day) for day in (last_day, last_day + DAY)] == [True, False]
    assert (sitting.end_reason, new.sole_seats) == (reason, ("member/water",))

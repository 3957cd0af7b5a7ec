"""The holdings of a post: past, present and planned; no two of them share a day."""

from datetime import date, timedelta

import pytest

from services.membership.posts.domain import (
    Change,
    Holding,
    Overlap,
    Place,
    Post,
    PostId,
    Role,
    TakenBack,
    WrongOrder,
    WrongPlace,
)

TODAY = date(2026, 11, 28)
DAY = timedelta(days=1)
SINCE = date(2025, 3, 21)
SARA = Holding("p-sara", SINCE)


def a_post(*holdings: Holding) -> Post:
    post = Post(PostId("office/water:pr_manager"), "pr_manager", office_id="water")
    for each in holdings:
        post.appoint(each, today=TODAY)
    return post


def test_a_holding_that_began_is_told_once() -> None:
    post = a_post()

    assert post.appoint(SARA, today=TODAY) == [Change(None, SARA, SINCE)]

    assert post.appoint(SARA, today=TODAY) == ()
    assert post.holder == SARA
    told = post.tell(Change(None, SARA, SINCE), name="سارا")
    assert (told.person_id, told.previous_person_id, told.person_name, told.since) == ("p-sara", None, "سارا", SINCE)


def test_a_successor_of_today_ends_the_holding_on_the_day_before() -> None:
    post, omid = a_post(SARA), Holding("p-omid", TODAY)
    sara_left = Holding("p-sara", SINCE, until=TODAY - DAY)

    assert post.succeed(omid, today=TODAY) == [Change(sara_left, omid, TODAY)]

    assert post.succeed(omid, today=TODAY) == ()
    assert (post.past, post.holder, post.planned) == ((sara_left,), omid, ())


def test_a_planned_successor_takes_the_post_on_the_day_and_not_before() -> None:
    post, first = a_post(SARA), TODAY + 10 * DAY
    omid = Holding("p-omid", first)

    assert post.succeed(omid, today=TODAY) == []
    assert post.next_on == first
    assert (post.holder and post.holder.person_id, post.planned) == ("p-sara", (omid,))
    assert post.settle(today=first - DAY) == []

    (change,) = post.settle(today=first)

    assert (change.leaving and change.leaving.until, change.coming, change.on) == (first - DAY, omid, first)
    assert post.holdings[1:] == (omid,)
    assert post.next_on is None


def test_after_days_on_which_nothing_ran_everything_is_caught_up_in_order() -> None:
    post, first = a_post(SARA), TODAY + 2 * DAY
    post.vacate(last_day=TODAY + DAY, today=TODAY)
    short = Holding("p-omid", first + DAY, acting=True, until=first + 3 * DAY)
    post.appoint(short, today=TODAY)

    changes = post.settle(today=first + 30 * DAY)

    assert [(each.on - TODAY).days for each in changes] == [2, 3, 6]
    assert [each.coming.person_id if each.coming else None for each in changes] == [None, "p-omid", None]
    assert [each.person_id for each in post.past] == ["p-sara", "p-omid"]
    assert post.holder is None


def test_history_is_added_afterwards_and_changes_nothing_today() -> None:
    post = a_post(SARA)
    before = Holding("p-old", date(2020, 1, 1), until=SINCE - DAY)
    earlier = Holding("p-older", date(2018, 1, 1), until=date(2019, 12, 31))

    assert post.appoint(before, today=TODAY) == []
    assert post.appoint(earlier, today=TODAY) == []

    assert post.past == (earlier, before)
    assert [post.holder_on(day) for day in (date(2018, 5, 5), SINCE - DAY, SINCE)] == [earlier, before, SARA]
    assert post.holder_on(date(2017, 1, 1)) is None


@pytest.mark.parametrize(
    "new",
    [
        Holding("p-omid", SINCE - DAY, until=SINCE),
        Holding("p-omid", TODAY),
        Holding("p-omid", TODAY + 90 * DAY),
        Holding("p-omid", SINCE, acting=True),
        Holding("p-omid", SINCE - 9 * DAY),
    ],
)
def test_no_two_holdings_share_a_day_be_they_acting_or_full(new: Holding) -> None:
    post = a_post(SARA)

    with pytest.raises(Overlap, match="۱ فروردین ۱۴۰۴") as refused:
        post.appoint(new, today=TODAY)

    assert refused.value.other == SARA
    assert post.holdings == (SARA,)


def test_a_second_successor_does_not_push_out_the_planned_one() -> None:
    post = a_post(SARA)
    post.succeed(Holding("p-omid", TODAY + 5 * DAY), today=TODAY)

    for since in (TODAY + DAY, TODAY + 5 * DAY, TODAY + 9 * DAY):
        with pytest.raises(Overlap):
            post.succeed(Holding("p-nader", since), today=TODAY)


def test_a_holding_does_not_end_before_it_began() -> None:
    post = a_post(SARA)
    with pytest.raises(WrongOrder):
        a_post().appoint(Holding("p-omid", TODAY, until=TODAY - DAY), today=TODAY)
    with pytest.raises(WrongOrder):
        post.succeed(Holding("p-omid", SINCE), today=TODAY)
    with pytest.raises(WrongOrder):
        post.vacate(last_day=SINCE - DAY, today=TODAY)


def test_a_post_is_held_up_to_the_end_of_the_last_day() -> None:
    post = a_post(SARA)

    assert post.vacate(last_day=TODAY, today=TODAY) == []
    assert post.holder
    assert post.holder.covers(TODAY)
    (change,) = post.settle(today=TODAY + DAY)

    assert (change.leaving and change.leaving.person_id, change.coming, change.on) == ("p-sara", None, TODAY + DAY)
    assert post.vacate(last_day=TODAY, today=TODAY + DAY) == ()


def test_a_planned_change_is_called_off_and_the_holder_stays() -> None:
    post, omid = a_post(SARA), Holding("p-omid", TODAY + 5 * DAY)
    post.succeed(omid, today=TODAY)

    assert post.call_off(TODAY + 4 * DAY) is None
    assert post.call_off(TODAY + 5 * DAY) == omid

    assert (post.holdings, post.next_on) == ((SARA,), None)


def test_calling_off_a_successor_leaves_a_departure_as_it_was_decided() -> None:
    leaves_anyway = a_post(SARA)
    leaves_anyway.vacate(last_day=TODAY + 4 * DAY, today=TODAY)
    leaves_anyway.appoint(Holding("p-omid", TODAY + 5 * DAY), today=TODAY)
    leaves_later = a_post(SARA)
    leaves_later.vacate(last_day=TODAY + 30 * DAY, today=TODAY)
    leaves_later.succeed(Holding("p-omid", TODAY + 5 * DAY), today=TODAY)

    leaves_anyway.call_off(TODAY + 5 * DAY)
    leaves_later.call_off(TODAY + 5 * DAY)

    assert leaves_anyway.holder
    assert leaves_anyway.holder.until == TODAY + 4 * DAY
    assert leaves_later.holder
    assert leaves_later.holder.until == TODAY + 30 * DAY


def test_holders_go_on_when_a_closing_is_taken_back() -> None:
    post = a_post(SARA)
    post.cease(last_day=TODAY + 9 * DAY, today=TODAY)

    post.go_on(after=TODAY + 9 * DAY)

    assert post.holder == SARA


def test_a_holding_of_today_that_was_a_mistake_goes_to_the_right_person() -> None:
    post = a_post(SARA)
    post.succeed(Holding("p-wrong", TODAY), today=TODAY)
    post.succeed(Holding("p-next", TODAY + 9 * DAY), today=TODAY)
    wrong = post.holder

    (change,) = post.correct(Holding("p-omid", TODAY, acting=True), reason="نام اشتباه", today=TODAY)

    omid = Holding("p-omid", TODAY, acting=True, until=TODAY + 8 * DAY)
    assert change == Change(wrong, omid, TODAY)
    assert [each.person_id for each in post.holdings] == ["p-sara", "p-omid", "p-next"]
    assert post.holder == omid
    assert post.taken_back == (TakenBack(Holding("p-wrong", TODAY, until=TODAY + 8 * DAY), TODAY, "نام اشتباه"),)
    assert post.correct(Holding("p-omid", TODAY, acting=True), reason="باز", today=TODAY) == ()
    assert len(post.taken_back) == 1


def test_a_planned_holding_that_was_a_mistake_is_told_to_nobody_and_can_still_be_called_off() -> None:
    post, first = a_post(SARA), TODAY + 5 * DAY
    post.succeed(Holding("p-wrong", first), today=TODAY)

    assert post.correct(Holding("p-omid", first), reason="اشتباه", today=TODAY) == ()

    assert [each.person_id for each in post.planned] == ["p-omid"]
    assert [each.holding.person_id for each in post.taken_back] == ["p-wrong"]
    post.call_off(first)
    assert (post.holder, post.planned) == (SARA, ())


@pytest.mark.parametrize("since", [SINCE, TODAY - DAY, TODAY + DAY], ids=["began before", "past", "nothing begins"])
def test_only_what_begins_today_or_later_is_corrected(since: date) -> None:
    post = a_post(SARA)

    with pytest.raises(WrongOrder):
        post.correct(Holding("p-omid", since), reason="اشتباه", today=TODAY)

    assert (post.holder, post.taken_back) == (SARA, ())


def test_an_acting_holder_becomes_the_full_one() -> None:
    post, full = a_post(Holding("p-omid", SINCE, acting=True)), Holding("p-omid", TODAY)

    (change,) = post.succeed(full, today=TODAY)

    assert (change.leaving and change.leaving.acting, change.coming) == (True, full)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("pr_manager", Place()),
        ("deputy", Place(body_id="council")),
        ("chair", Place(office_id="water")),
        ("governor", Place("governorate", "council")),
    ],
)
def test_a_post_stands_where_there_is_one(role: Role, place: Place) -> None:
    with pytest.raises(WrongPlace):
        place.must_have(role)

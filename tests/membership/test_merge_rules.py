"""What one person cannot have twice, and how a merge is undone; without any server."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.membership.accounts.domain import Contact, OutsideAccount, OutsideLink, Person, PersonId
from services.membership.members.domain import Membership, MembershipId
from services.membership.merges.domain import (
    Belongings,
    CannotMerge,
    ChangedSince,
    Given,
    Merge,
    MergeId,
    NothingToUndo,
    close_into,
    must_fit,
    pass_link_on,
    separate,
    take_link_back,
)
from services.membership.nominations.domain import Nomination, NominationId
from services.membership.posts.domain import Holding, Post, PostId

NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)
MARCH, JUNE = date(2026, 3, 21), date(2026, 6, 22)


def somebody(key: str, name: str = "سارا مهرگان‌پور", **changes: Any) -> Person:
    person = Person(
        PersonId(key), key, name, "سرکار خانم", "سرکار عالی", Contact(f"{key}@x.example"), "hash", version=3
    )
    return replace(person, **changes)


STAYS, GOES = somebody("a"), somebody("b")
PRESS = Post(
    PostId("office/water:pr_manager"),
    "pr_manager",
    "water",
    holder=Holding("b", JUNE),
    past=(Holding("a", MARCH, until=date(2026, 6, 21)),),
    version=4,
)
MEMBER = Membership(MembershipId("m"), "council", "b", ("water",), "member", MARCH, None, "d", "۱", version=1)
NOMINATED = Nomination(NominationId("n"), "council", "b", "سارا", ("water",), "member", "b", NOW, version=1)


def merge_of(given: Given = Given(), before: Belongings = Belongings()) -> Merge:  # noqa: B008 - both are frozen
    return Merge(MergeId("x"), "a", "b", "سارا", "p-desk", NOW, given, was_closed=False, before=before)


def test_everything_goes_over_and_comes_back_as_it_was() -> None:
    before = Belongings((PRESS,), (MEMBER,), (NOMINATED,))

    moved = before.passed_on(GOES, STAYS)
    later = Belongings(
        tuple(replace(each, version=each.version + 1) for each in moved.posts),
        tuple(replace(each, version=each.version + 1) for each in moved.memberships),
        tuple(replace(each, version=each.version + 1) for each in moved.nominations),
    )
    back = before.restored_over(later)

    assert [each.person_id for each in moved.posts[0].holdings] == ["a", "a"]
    assert (moved.memberships[0].person_id, moved.nominations[0].person_id, moved.nominations[0].nominated_by) == (
        "a",
        "a",
        "a",
    )
    assert back.posts == (replace(PRESS, version=5),)
    assert (back.memberships, back.nominations) == ((replace(MEMBER, version=2),), (replace(NOMINATED, version=2),))


def test_what_changed_since_is_named_and_keeps_the_merge() -> None:
    before = Belongings((PRESS,))

    with pytest.raises(ChangedSince, match="مدیر روابط عمومی"):
        before.restored_over(Belongings((replace(PRESS, version=6),)))


@pytest.mark.parametrize(
    ("kept", "moving", "sentence"),
    [
        (
            Belongings(),
            Belongings((Post(PostId("county:jury:b"), "jury", holder=Holding("b", MARCH)),)),
            "ابتدا دوره",
        ),
        (
            Belongings((Post(PostId("county:jury:a"), "jury", holder=Holding("a", MARCH)),)),
            Belongings((Post(PostId("county:jury:b"), "jury", past=(Holding("b", MARCH, until=JUNE),)),)),
            "روزهای مشترک",
        ),
        (Belongings(memberships=(replace(MEMBER, person_id="a"),)), Belongings(memberships=(MEMBER,)), "عضو یک نهاد"),
        (Belongings(nominations=(replace(NOMINATED, person_id="a"),)), Belongings(nominations=(NOMINATED,)), "معرفی"),
    ],
)
def test_what_one_person_cannot_have_twice_is_refused(kept: Belongings, moving: Belongings, sentence: str) -> None:
    with pytest.raises(CannotMerge, match=sentence):
        must_fit(STAYS, GOES, kept, moving)


def test_nobody_is_merged_with_oneself_or_a_second_time() -> None:
    must_fit(STAYS, GOES, Belongings((PRESS,)), Belongings((PRESS,)))

    with pytest.raises(CannotMerge, match="جدا"):
        must_fit(STAYS, STAYS, Belongings(), Belongings())
    for pair in ((somebody("a", merged_into="c"), GOES), (STAYS, somebody("b", merged_into="c"))):
        with pytest.raises(CannotMerge, match="پیش‌تر"):
            must_fit(*pair, Belongings(), Belongings())


def test_only_what_is_missing_is_given_and_taken_back() -> None:
    stays = somebody("a", username="", honorific="", contact=Contact(None, None, "09120000000"))
    goes = somebody("b", contact=Contact("b@x.example", None, "09129999999"))
    before = replace(stays), replace(goes)
    given = Given.between(stays, goes)

    close_into(goes, stays, given)
    given.add_to(stays)

    assert (stays.username, stays.honorific, stays.contact) == (
        "b",
        "سرکار خانم",
        Contact("b@x.example", None, "09120000000"),
    )
    assert (goes.username, goes.is_closed, goes.merged_into) == ("", True, "a")
    given.take_from(stays)
    separate(goes, merge_of(given))
    assert (stays, goes) == before


LINK = OutsideLink(OutsideAccount("https://sso.example", "s-1"), NOW)


@pytest.mark.parametrize("own", [None, OutsideLink(OutsideAccount("https://sso.example", "s-2"), NOW)])
def test_the_account_at_the_provider_goes_over_or_is_unlinked_and_comes_back(own: OutsideLink | None) -> None:
    stays, goes = somebody("a", outside=own), somebody("b", outside=LINK)
    merge = replace(merge_of(), link=LINK, is_link_given=own is None)

    close_into(goes, stays, merge.given)
    pass_link_on(goes, stays, merge)
    assert (stays.outside, goes.outside) == (own or LINK, None)

    take_link_back(stays, merge)
    separate(goes, merge)
    assert (stays.outside, goes.outside) == (own, LINK)


def test_an_account_at_the_provider_that_was_removed_since_is_not_given_back() -> None:
    with pytest.raises(ChangedSince, match="مشخصات"):
        take_link_back(somebody("a"), replace(merge_of(), link=LINK, is_link_given=True))


def test_an_address_that_was_changed_since_is_not_taken_away() -> None:
    person = somebody("a", contact=Contact("other@x.example"))

    with pytest.raises(ChangedSince, match="مشخصات"):
        Given(email="b@x.example").take_from(person)


def test_a_merge_is_undone_within_a_day_and_once() -> None:
    merge = merge_of()

    with pytest.raises(NothingToUndo):
        merge.undo(by="p-desk", at=NOW + timedelta(days=1))
    merge.undo(by="p-desk", at=NOW + timedelta(hours=23))
    assert not merge.can_be_undone(at=NOW)


def test_two_entries_are_alike_however_the_name_is_spelled() -> None:
    arabic, persian = somebody("a", "علي كريمي"), somebody("b", "علی‌ کریمی", contact=Contact("A@X.example"))

    assert set(arabic.alike) & set(persian.alike) == {"name:علیکریمی", "email:a@x.example"}
    assert set(somebody("a", "سارا مهرگان پور").alike) & set(somebody("b").alike) == {"name:سارامهرگانپور"}

"""Who is told what of an item: never whoever did it, and nobody who works with it no more."""

from datetime import UTC, datetime, timedelta

import pytest

from services.news.articles.domain import Article
from services.news.articles.heirs_domain import Heirs
from services.news.articles.history_domain import Happening
from services.news.articles.parts_domain import Assignee, Plan, Return
from services.news.colleagues.domain import Colleagues, Post
from services.news.colleagues.told_domain import LONGEST_NOTE, TOLD, Told, commented, events_of, falling_due, first_line
from services.news.publishers.domain import PublisherId
from services.news.revisions.domain import Deed
from shared.events.news import NewsCommented, NewsFallingDue
from shared.runtime.viewer import Viewer
from tests.news.test_article_rules import an_article

NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
WATER = PublisherId("office/water")
POSTS = (
    Post("1", "pr_manager", "office/water", "p-author", "سارا"),
    Post("2", "pr_manager", "office/water", "p-second", "بهار"),
    Post("3", "secretariat", "body/council", "p-desk", "رضا"),
    Post("4", "secretariat", "body/council", "p-desk-2", "مریم"),
    Post("5", "governor", "office/governorate", "p-gov", "نادر"),
    Post("6", "pr_manager", "office/roads", "p-roads", "کاوه"),
    Post("7", "head_of_office", "office/water", "p-head", "بهرام"),
)
EVERYONE = Colleagues(WATER, POSTS)
URL = "http://ravabet.test/n/desk/a1"
BY_DESK = Viewer("p-desk", "رضا")


def told(colleagues: Colleagues = EVERYONE, heirs: Heirs | None = None) -> Told:
    return Told(colleagues, URL, heirs or Heirs())


def an_item(**changes: object) -> Article:
    made = an_article(author_id="p-author")
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def test_those_who_may_edit_or_approve_work_with_an_item() -> None:
    assert {each.person_id for each in EVERYONE.everyone} == {"p-author", "p-second", "p-desk", "p-desk-2", "p-gov"}
    assert list(EVERYONE.desk) == ["p-desk", "p-desk-2"]
    both = Colleagues(WATER, [*POSTS, Post("8", "pr_manager", "office/water", "p-desk", "رضا")]).find("p-desk")
    assert both
    assert both.roles == {"pr_manager", "secretariat"}


@pytest.mark.parametrize(
    ("what", "by", "event", "people"),
    [
        (Happening.RETURNED, "p-desk", "news.returned.v1", ("p-author", "p-second")),
        (Happening.NOT_PUBLISHED, "", "news.returned.v1", ("p-author", "p-second")),
        (Happening.APPROVED, "p-desk", "news.approved.v1", ("p-author", "p-second")),
        (Happening.APPROVED_ALONE, "p-author", "news.approved.v1", ("p-second",)),
        (Happening.PUBLISHED, "p-author", "news.released.v1", ("p-second",)),
        (Happening.PUBLISHED, "", "news.released.v1", ("p-author", "p-second")),
        (Happening.PUBLISHED_LATE, "", "news.released.v1", ("p-author", "p-second")),
        (Happening.ASSIGNED, "p-desk", "news.assigned.v1", ("p-second",)),
        (Happening.ASSIGNED, "p-second", None, ()),
        (Happening.REWRITTEN, "p-desk", None, ()),
        (Happening.SUBMITTED, "p-author", None, ()),
    ],
)
def test_author_and_assignee_are_told_of_what_others_did(
    what: Happening, by: str, event: str | None, people: tuple[str, ...]
) -> None:
    item = an_item(assignee=Assignee("p-second", "بهار", "عکس؟\nمتن"), version=4)
    deed = Deed(what, Viewer(by, "ر") if by else None, NOON, "ساعت؟\nخط دوم که محرمانه است")

    found = events_of(item, deed, told()) if what in TOLD else ()

    assert [each.type for each in found] == ([event] if event else [])
    for each in found:
        data = each.model_dump()
        assert (data["people"], data["revision"], data["url"]) == (people, 5, URL)
        assert "محرمانه" not in str(data)
        assert item.content.text not in str(data)
        if "note" in data:
            assert data["note"] == ("عکس؟" if what is Happening.ASSIGNED else "ساعت؟")


@pytest.mark.parametrize(
    ("posts", "people"),
    [
        (POSTS, ("p-author",)),
        (POSTS[1:], ("p-second",)),
        ((*POSTS[2:], Post("1", "pr_manager", "office/roads", "p-author", "سارا")), None),
        ((), None),
    ],
)
def test_an_author_who_has_left_the_office_hears_nothing_and_its_manager_does(
    posts: tuple[Post, ...], people: tuple[str, ...] | None
) -> None:
    deed = Deed(Happening.RETURNED, BY_DESK, NOON, "ساعت؟")

    found = events_of(an_item(), deed, told(Colleagues(WATER, posts)))

    assert [each.model_dump()["people"] for each in found] == ([people] if people else [])


@pytest.mark.parametrize(
    ("by", "before", "changes", "people"),
    [
        ("p-author", (), {}, {"p-desk", "p-desk-2"}),
        ("p-author", ("p-author", "p-desk-2"), {}, {"p-desk-2"}),
        ("p-author", (), {"returned": Return(NOON, "p-desk", "ساعت؟")}, {"p-desk"}),
        ("p-author", (), {"approved_by": "p-desk-2"}, {"p-desk-2"}),
        ("p-author", ("p-gone", "p-roads"), {"approved_by": "p-desk"}, {"p-desk"}),
        ("p-author", (), {"assignee": Assignee("p-desk", "رضا")}, {"p-desk"}),
        ("p-desk", (), {}, {"p-author"}),
        ("p-desk", ("p-second",), {}, {"p-author", "p-second"}),
        ("p-second", ("p-desk",), {}, {"p-author", "p-desk"}),
    ],
)
def test_a_comment_reaches_the_other_side(
    by: str, before: tuple[str, ...], changes: dict[str, object], people: set[str]
) -> None:
    event = commented(an_item(**changes), "c1", by, before, at=NOON, told=told())

    assert event
    found = event.model_dump()["people"]
    assert (set(found), len(set(found))) == (people, len(found))


def test_a_comment_that_concerns_nobody_else_is_told_to_nobody() -> None:
    alone = Colleagues(WATER, POSTS[:1])

    assert commented(an_item(), "c1", "p-author", (), at=NOON, told=told(alone)) is None


def test_of_what_is_nearly_due_author_and_desk_are_told_and_not_who_planned_it() -> None:
    planned = an_item(plan=Plan(NOON + timedelta(hours=20), "p-author"))

    event = falling_due(planned, told())

    assert event
    assert set(event.model_dump()["people"]) == {"p-desk", "p-desk-2"}
    assert falling_due(an_item(), told()) is None


@pytest.mark.parametrize(
    ("note", "line"),
    [
        ("ساعت؟", "ساعت؟"),
        ("\n  \n ساعت؟ \n دوم", "ساعت؟"),
        ("", ""),
        ("آ" * LONGEST_NOTE, "آ" * LONGEST_NOTE),
        ("آ" * (LONGEST_NOTE + 1), "آ" * (LONGEST_NOTE - 1) + "…"),
    ],
)
def test_of_a_note_the_first_line_is_told(note: str, line: str) -> None:
    assert first_line(note) == line


def test_who_decided_under_an_entry_that_was_merged_since_is_told_in_its_place() -> None:
    merged = Heirs({"p-once": "p-between", "p-between": "p-desk-2"})
    returned = an_item(returned=Return(NOON, "p-once", "ساعت؟"))
    planned = an_item(plan=Plan(NOON, "p-once"))

    comment = commented(returned, "c1", "p-author", (), at=NOON, told=told(heirs=merged))
    due = falling_due(planned, told(heirs=merged))

    assert isinstance(comment, NewsCommented)
    assert comment.people == ("p-desk-2",)
    assert isinstance(due, NewsFallingDue)
    assert due.people == ("p-author", "p-desk")


def test_people_who_stand_for_each_other_until_an_undo_comes_are_found() -> None:
    assert Heirs({"a": "b", "b": "c"}).entries_of("c") == {"a", "b", "c"}
    assert Heirs({"a": "b", "b": "c"}).entries_of("b") == {"b"}
    assert Heirs({"a": "b", "b": "a"}).who_stays("a") == "b"
    assert Heirs().who_stays("a") == "a"

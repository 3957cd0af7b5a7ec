"""Who may change a comment and when, and what is new for somebody."""

from datetime import UTC, datetime, timedelta

import pytest

from services.news.articles.domain import ArticleId
from services.news.articles.errors_domain import Unreadable, WrongState
from services.news.conversations.domain import LONGEST_COMMENT, Comment, CommentId, NotTheAuthor, comment_text
from services.news.conversations.forms import TypedComment
from services.news.conversations.visits_domain import NEW_FOR, Visit, VisitId, new_since
from shared.web.forms import Unfit
from tests.identity import MANAGER, SECRETARY

NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def a_comment(**changes: object) -> Comment:
    made = Comment(CommentId("c1"), ArticleId("a1"), SECRETARY.person_id, SECRETARY.name, "ساعت؟", NOON, version=1)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(
    ("minutes", "is_own", "refused"),
    [(0, True, None), (15, True, None), (16, True, WrongState), (0, False, NotTheAuthor)],
)
def test_a_comment_is_changed_by_its_author_within_some_minutes(
    minutes: int, *, is_own: bool, refused: type[Exception] | None
) -> None:
    comment, by = a_comment(), SECRETARY if is_own else MANAGER
    at = NOON + timedelta(minutes=minutes)

    assert comment.is_editable(by=by, at=at) is (refused is None)
    if refused:
        with pytest.raises(refused):
            comment.edit("ساعت ۸", by=by, at=at)
    else:
        assert comment.edit("ساعت ۸", by=by, at=at)
        assert (comment.text, comment.edited_at) == ("ساعت ۸", at)
        assert not comment.edit("ساعت ۸", by=by, at=at + timedelta(days=1)), "the same again, however late"


def test_a_deleted_comment_says_nothing_and_leaves_that_it_was_there() -> None:
    comment = a_comment()
    with pytest.raises(NotTheAuthor):
        comment.delete(by=MANAGER, at=NOON)

    assert comment.delete(by=SECRETARY, at=NOON + timedelta(days=9))
    assert not comment.delete(by=SECRETARY, at=NOON + timedelta(days=10))

    assert (comment.text, comment.deleted_at, comment.is_open) == ("", NOON + timedelta(days=9), False)
    with pytest.raises(WrongState):
        comment.resolve(by=MANAGER, at=NOON)
    with pytest.raises(WrongState):
        comment.reopen()


def test_whoever_works_with_the_item_settles_a_comment_and_opens_it_again() -> None:
    comment = a_comment()

    assert [comment.resolve(by=MANAGER, at=NOON), comment.resolve(by=SECRETARY, at=NOON)] == [True, False]
    assert (comment.is_open, comment.resolved_by) == (False, MANAGER.name)
    assert [comment.reopen(), comment.reopen()] == [True, False]
    assert comment.is_open


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("  ساعت؟\r\n\r\n\r\n\r\nيک\u202e  ", "ساعت؟\n\nیک"),
        ("<b>ساعت</b>", "<b>ساعت</b>"),
        (" \u200c\n ", None),
        ("", None),
    ],
)
def test_a_comment_is_plain_and_cleaned(typed: str, said: str | None) -> None:
    if said is None:
        with pytest.raises(Unreadable):
            comment_text(typed)
    else:
        assert comment_text(typed) == said


def test_a_form_keeps_to_the_limit_of_the_interface() -> None:
    assert TypedComment(comment="آ" * LONGEST_COMMENT).text()
    for wrong in ("آ" * (LONGEST_COMMENT + 1), "  "):
        with pytest.raises(Unfit):
            TypedComment(comment=wrong).text()
    good = "0d4k2m8q1r5t7wa1"
    assert [TypedComment(key=key).own_key for key in (good, "../../x", "")] == [good, "", ""]


@pytest.mark.parametrize(
    ("days_ago", "expected_days"), [(None, NEW_FOR.days), (3, 3), (NEW_FOR.days + 5, NEW_FOR.days)]
)
def test_what_is_new_begins_with_the_last_visit_and_never_before_thirty_days(
    days_ago: int | None, expected_days: int
) -> None:
    last = None if days_ago is None else NOON - timedelta(days=days_ago)

    assert new_since(last, now=NOON) == NOON - timedelta(days=expected_days)


def test_a_reload_does_not_end_a_visit() -> None:
    visit = Visit(VisitId("a1:p1"), ArticleId("a1"), "p1", NOON)

    for minutes in (5, 12):
        visit.come_again(NOON + timedelta(minutes=minutes))
    assert (visit.at, visit.before) == (NOON + timedelta(minutes=12), None)

    visit.come_again(NOON + timedelta(hours=2))
    assert visit.before == NOON + timedelta(minutes=12)


@pytest.mark.parametrize(
    ("merged", "into", "people"),
    [("p-b", "p-c", ("p-a", "p-b")), ("p-a", "p-b", ("p-a",)), ("p-a", "p-c", ("p-a", "p-b", "p-c"))],
)
def test_a_comment_goes_back_only_by_the_merge_through_which_it_came(
    merged: str, into: str, people: tuple[str, ...]
) -> None:
    comment = a_comment(author_id="p-a")
    for person in ("p-b", "p-c"):
        comment.pass_on(person)

    assert comment.give_back(merged, into) is (len(people) < 3)

    assert (*comment.author_was, comment.author_id) == people

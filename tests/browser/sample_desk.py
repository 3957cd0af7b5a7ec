"""The news desk's pages, filled: lists full and empty, articles in every state, forms with errors."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.news.articles.domain import Article, ArticleId
from services.news.articles.history_domain import Happening, Step, history
from services.news.articles.parts_domain import Assignee, Content, Correction, Partner, Plan, Return, Withdrawal
from services.news.articles.states_domain import KIND_NAMES, State
from services.news.conversations.domain import Comment, CommentId
from services.news.conversations.forms import TypedComment
from services.news.conversations.queries import CommentList, CommentView, Talk, Unseen
from services.news.desk.board_queries import COLUMNS, Column, Day, month_of, time_of
from services.news.desk.forms import (
    TypedArticle,
    TypedAssignment,
    TypedCorrection,
    TypedPlan,
    TypedReturn,
    TypedWithdrawal,
)
from services.news.desk.likeness_queries import Alike
from services.news.desk.list_pages import RULES
from services.news.desk.queries import DeskItem, Tab
from services.news.desk.shown_pages import Merge
from services.news.feedback.pages import RULES as FEEDBACK_RULES
from services.news.feedback.queries import FeedbackView, RemarkView
from services.news.previews.domain import DAYS
from services.news.publishers.domain import Publisher, publisher_id
from services.news.revisions.difference_domain import difference
from services.news.revisions.domain import Revision, RevisionId, Said
from services.news.revisions.queries import Comparison
from services.news.writing.editor_pages import Editor
from shared.persian.jalali import day_of, jalali_of
from shared.runtime.viewer import Viewer
from shared.web.shell.listing import Rules

TODAY = date(2026, 11, 22)
_LATELY = datetime(2026, 11, 20, tzinfo=UTC)
JOINED = Partner(publisher_id("office", "roads"), _LATELY, asked_by_owner=True, agreed_at=_LATELY)
WATER = Publisher(publisher_id("office", "water"), "office", "اداره آب و فاضلاب", publishes_directly=True)
ROADS = Publisher(publisher_id("office", "roads"), "office", "اداره راهداری")
MANAGER = Viewer("p1", "سارا مهرگان‌پور", frozenset({"pr_manager"}), frozenset({"water"}))
SECRETARY = Viewer("p2", "رضا نیک‌روش", frozenset({"secretariat"}))
SAID = Content(
    "آب هفده روستای بالادست دیگر نوبتی نیست",
    "با پر شدن مخزن دو هزار مترمکعبی سپیددره، نوبت‌بندی آب در بخش بالادست از امروز برداشته شد.",
    "اداره آب و فاضلاب از بامداد امروز نوبت‌بندی را برداشت.\n\nخط دوم انتقال ۸۰ درصد پیش رفته است.",
)


EDITOR = Editor("nonce-of-the-samples")
EDITING: dict[str, Any] = {"editor": EDITOR, "headers": EDITOR.headers}


def pages(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """Address → template and what it shows."""
    draft = Article(
        ArticleId("1"),
        WATER.id,
        "p1",
        SAID,
        topics=("آب", "بخش بالادست"),
        created_at=now - timedelta(hours=3),
        version=2,
    )
    waiting = replace(draft, approval_asked_at=now - timedelta(hours=1))
    public = replace(draft, state=State.PUBLISHED, published_at=now - timedelta(hours=2))
    corrected = replace(public, corrections=[Correction(now, "شمار روستاها هفده است، نه «هجده».", major=True)])
    gone = replace(corrected, state=State.WITHDRAWN, withdrawal=Withdrawal(now, "تاریخ برداشتن نوبت‌بندی درست نبود."))
    approved = replace(draft, state=State.APPROVED, approved_by="p2")
    listed = [waiting, replace(public, approval_asked_at=now), draft, approved, corrected, gone]
    returned = replace(draft, returned=Return(now - timedelta(hours=1), "p2", "ساعت آغاز را هم بنویسید."))
    planned = replace(approved, plan=Plan(now + timedelta(days=2), "p1", embargo=True))
    kinds = list(KIND_NAMES.items())
    wrong = {"headline": "این فیلد نباید خالی باشد.", "text": "متن خبر نباید خالی باشد."}
    return {
        "/n/desk": (
            "news/desk.html",
            _list([DeskItem(each, WATER, SECRETARY, TODAY) for each in listed], is_desk=True),
        ),
        "/n/desk/empty": ("news/desk.html", _list([], is_desk=False)),
        "/n/desk/nothing-waits": ("news/desk.html", _list([], is_desk=True) | {"tab": Tab.WAITING}),
        "/n/desk/feedback": ("feedback/list.html", _answered([FEEDBACK, SILENCE])),
        "/n/desk/feedback/empty": ("feedback/list.html", _answered([])),
        "/n/desk/feedback/article": ("feedback/article.html", {"feedback": FEEDBACK}),
        "/n/desk/feedback/silence": ("feedback/article.html", {"feedback": SILENCE}),
        "/n/desk/new": (
            "news/desk-new.html",
            {"choices": [(WATER.id, WATER.name)], "draft": TypedArticle(), "errors": {}, "kinds": kinds} | EDITING,
        ),
        "/n/desk/nobody": (
            "news/desk-new.html",
            {"choices": [], "draft": TypedArticle(), "errors": {}, "kinds": kinds} | EDITING,
        ),
        "/n/desk/returned": ("news/desk-article.html", _article(returned, MANAGER)),
        "/n/desk/planned": ("news/desk-article.html", _article(planned, MANAGER)),
        "/n/desk/deleted": ("news/desk-article.html", _article(replace(draft, deleted_at=now), MANAGER)),
        "/n/desk/returning": (
            "news/desk-article.html",
            _article(replace(waiting, author_id="p2"), SECRETARY) | {"is_returning": True},
        ),
        "/n/desk/merging": (
            "news/desk-article.html",
            _article(draft, MANAGER) | {"merge": _merge(), "is_typed": True},
        ),
        "/n/desk/publishing": (
            "news/desk-publication.html",
            {
                "item": DeskItem(replace(approved, partners=(JOINED,)), WATER, MANAGER, TODAY),
                "audiences": AUDIENCES,
                "partners": [Publisher(JOINED.publisher_id, "office", "اداره راهداری")],
            },
        ),
        "/n/desk/board": ("news/desk-board.html", _board([DeskItem(each, WATER, SECRETARY, TODAY) for each in listed])),
        "/n/desk/board/empty": ("news/desk-board.html", _board([])),
        "/n/desk/calendar": ("news/desk-calendar.html", _calendar(planned, public, now)),
        "/n/desk/versions": ("revisions/compare.html", _compared(corrected, now)),
        "/n/desk/draft": ("news/desk-article.html", _article(draft, MANAGER)),
        "/n/desk/approved": ("news/desk-article.html", _article(approved, MANAGER)),
        "/n/desk/waiting": ("news/desk-article.html", _article(waiting, SECRETARY)),
        "/n/desk/wrong": ("news/desk-article.html", _article(draft, MANAGER) | {"errors": wrong}),
        "/n/desk/stale": (
            "news/desk-article.html",
            _article(draft, MANAGER) | {"refusal": "این خبر را همین حالا شخص دیگری تغییر داده است.", "is_stale": True},
        ),
        "/n/desk/public": ("news/desk-article.html", _article(corrected, MANAGER)),
        "/n/desk/correcting": (
            "news/desk-article.html",
            _article(public, SECRETARY)
            | {"is_correcting": True, "is_withdrawing": True, "errors": {"note": "این فیلد نباید خالی باشد."}},
        ),
        "/n/desk/talked": ("news/desk-article.html", _talked(draft, now)),
        "/n/desk/talked-much": ("news/desk-article.html", _talked_much(waiting, now)),
        "/n/desk/comments": ("conversations/all.html", _conversation(now, 24)),
        "/n/desk/comments/none": ("conversations/all.html", _conversation(now, 0)),
        "/n/desk/comments/wrong": (
            "conversations/all.html",
            _conversation(now, 2, editing="c1", refusal="این یادداشت حذف شده است.")
            | {"errors": {"comment": "یادداشت نباید خالی باشد."}},
        ),
        "/n/desk/gone": ("news/desk-article.html", _article(gone, MANAGER)),
    }


AUDIENCES = [
    {"value": "all", "channel": "", "number": 1240},
    {"value": "email", "channel": "ایمیل", "number": 1200},
    {"value": "bale", "channel": "بله", "number": 40},
    {"value": "portal", "channel": "", "number": 0},
]
OTHER = replace(SAID, headline="آب هجده روستا", text=SAID.text.replace("۸۰ درصد", "۸۵ درصد") + "\n\nبند تازه همکار.")


def _alike(article: Article) -> list[Alike]:
    public = replace(article, id=ArticleId("9"), publisher_id=ROADS.id, state=State.PUBLISHED)
    return [Alike(public, ROADS, 78)]


def _merge() -> Merge:
    return Merge(Said(OTHER), Said(SAID))


def _board(items: list[DeskItem]) -> dict[str, Any]:
    return {
        "columns": [Column(name, 40 if items else 0, items) for name in COLUMNS],
        "listing": RULES.read({}),
        "kinds": list(KIND_NAMES.items()),
        "kind_names": KIND_NAMES,
        "offices": [],
    }


def _calendar(planned: Article, public: Article, now: datetime) -> dict[str, Any]:
    items = {
        day_of(now + timedelta(days=2)): [DeskItem(planned, WATER, MANAGER, TODAY)],
        day_of(now): [DeskItem(public, WATER, MANAGER, TODAY)] * 9,
    }
    span = month_of(day_of(now))
    here = "/n/desk/calendar"
    return {
        "weeks": [
            [Day(day, items.get(day, [])[:4], len(items.get(day, [])), span.begins <= day < span.ends) for day in week]
            for week in span.weeks
        ],
        "time_of": time_of,
        "view": "month",
        "title": "آذر ۱۴۰۵",
        "today": day_of(now),
        "here": here,
        "before": here,
        "after": here,
        "other_view": here,
        "kind_names": KIND_NAMES,
        "jalali_of": jalali_of,
    }


def _compared(article: Article, now: datetime) -> dict[str, Any]:
    found = [
        Revision(RevisionId("1:1"), article.id, 1, now, Happening.WRITTEN, name="سارا مهرگان‌پور", said=Said(OTHER)),
        Revision(RevisionId("1:2"), article.id, 2, now, Happening.CORRECTED, name="رضا نیک‌روش", said=Said(SAID)),
    ]
    changes = difference(Said(OTHER), Said(SAID))
    return {"comparison": Comparison(article, found[0], found[1], changes, found), "kind_names": KIND_NAMES}


FEEDBACK = FeedbackView(
    article_id="a7",
    headline="آب هفده روستای بالادست دیگر نوبتی نیست",
    publisher_name="اداره آب و فاضلاب",
    helped=1240,
    missed=31,
    remark_count=140,
    remarks=[
        RemarkView(text="نام هفده روستا را هم بنویسید؛ «سپیددره» جزو آن‌هاست؟", helped=False, on=date(2026, 11, 22)),
        RemarkView(text="ممنون؛ همین را می‌خواستم بدانم.", helped=True, on=date(2026, 11, 21)),
    ],
)
SILENCE = FeedbackView(
    article_id="a8", headline="قبض آب پیامک می‌شود", publisher_name="اداره آب", helped=0, missed=0, remark_count=0
)


def _answered(found: list[FeedbackView]) -> dict[str, Any]:
    return {"found": found, "listing": FEEDBACK_RULES.read({}), "total": len(found)}


def _list(items: list[DeskItem], *, is_desk: bool) -> dict[str, Any]:
    return {
        "tab": Tab.ALL,
        "tabs": [(tab, len(items) if tab is Tab.ALL else min(2, len(items))) for tab in Tab],
        "items": items,
        "is_desk": is_desk,
        "is_narrowed": False,
        "kinds": list(KIND_NAMES.items()),
        "kind_names": KIND_NAMES,
        "offices": [(WATER.id, WATER.name), ("office/roads", "اداره راهداری")] if is_desk else [],
        "publishers": [WATER],
        "listing": RULES.read({}),
        "total": 40 if items else 0,
        "counts": {"/n/desk": 2},
        "unseen": {each.article.id: Unseen(comments=2, changes=1) for each in items[:2]},
    }


def _around(article: Article, viewer: Viewer) -> dict[str, Any]:
    return {
        "talk": talk([], viewer) if article.deleted_at is None else None,
        "comment_key": "0d4k2m8q1r5t7wa1",
        "since": None,
        "colleagues": [("p1", MANAGER.name)] if viewer is SECRETARY else [],
        "assignment": TypedAssignment(),
        "is_assigning": False,
    }


def talk(comments: list[Comment], viewer: Viewer, *, total: int = 0) -> Talk:
    """What was said, as this person sees it; all of it is new for them."""
    now = comments[-1].at if comments else datetime(2026, 11, 22, tzinfo=UTC)
    views = [CommentView.of(each, viewer, now=now) for each in comments]
    found = CommentList(items=views, total=total or len(views), open=sum(each.is_open for each in comments))
    return Talk(found, can_write=True, since=now - timedelta(days=9))


def comments_of(now: datetime, number: int) -> list[Comment]:
    """Comments of both sides in turn: some settled, one deleted, one of many words."""
    said = (
        "ساعت آغاز را هم بنویسید؛ مردم می‌پرسند.",
        "بند دوم را اصلاح کردم.\n\nشمار روستاها هفده است، نه هجده؛ فهرست آن‌ها در پیوست نامه ۱۲۳۴ است.",
        "این عکس از سال گذشته است.",
    )
    found = []
    for place in range(number):
        by = (SECRETARY, MANAGER)[place % 2]
        at = now - timedelta(seconds=15 * (number - place))
        comment = Comment(CommentId(f"c{place}"), ArticleId("1"), by.person_id, by.name, said[place % 3], at, version=1)
        if place % 3 == 0:
            comment.resolve(by=MANAGER, at=at)
        elif place % 3 == 2:
            comment.delete(by=by, at=at)
        found.append(comment)
    return found


def _conversation(now: datetime, number: int, **changes: Any) -> dict[str, Any]:
    return {
        "headline": SAID.headline,
        "href": "/n/desk/1",
        "talk": talk(comments_of(now, number), MANAGER, total=number * 4),
        "listing": Rules("/n/desk/1/comments", sorts=("newest",), usual_sort="newest", size=50).read({}),
        "typed": TypedComment(),
        "comment_key": "0d4k2m8q1r5t7wa1",
        "errors": {},
        "refusal": "",
        "editing": "",
    } | changes


def _talked(article: Article, now: datetime) -> dict[str, Any]:
    returned = Step(Happening.RETURNED, now, "ساعت؟", who=SECRETARY.name, by="p2")
    around = {"talk": talk(comments_of(now, 3), MANAGER), "since": now - timedelta(days=9)}
    return _article(article, MANAGER) | around | {"steps": history(article, [returned])}


def _talked_much(article: Article, now: datetime) -> dict[str, Any]:
    given = replace(article, assignee=Assignee("p1", MANAGER.name, "عکس‌ها را هم ببینید"))
    wrong = {"person": "این شخص در این دستگاه یا دبیرخانه برای خبر سمتی ندارد."}
    around = {"talk": talk(comments_of(now, 20), SECRETARY, total=120), "is_assigning": True, "errors": wrong}
    return _article(given, SECRETARY) | around


def _article(article: Article, viewer: Viewer) -> dict[str, Any]:
    return {
        **EDITING,
        "item": DeskItem(article, WATER, viewer, TODAY),
        "steps": history(article),
        "own": {viewer.person_id},
        "errors": {},
        "refusal": "",
        "is_typed": False,
        "draft": TypedArticle.of(article),
        "correction": TypedCorrection.of(article),
        "is_correcting": False,
        "withdrawal": TypedWithdrawal(),
        "is_withdrawing": False,
        "merge": None,
        "kinds": list(KIND_NAMES.items()),
        "kind_names": KIND_NAMES,
        "difference": None,
        "returning": TypedReturn(),
        "is_returning": False,
        "plan": TypedPlan.of(article.plan),
        "is_planning": False,
        "audiences": AUDIENCES,
        "alike": _alike(article) if article.state is State.DRAFT else [],
        "partners": [{"publisher": ROADS, "has_agreed": False, "can_agree": True, "can_part": True}],
        "offices": [(ROADS.id, ROADS.name)],
        "previews": [],
        "preview_days": DAYS,
        **_around(article, viewer),
    }

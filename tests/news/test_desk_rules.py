"""The desk's life of an article, without a database: what can be done in which state, and what is kept of it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.news.articles.domain import Article, ArticleId
from services.news.articles.errors_domain import ArticleNotFound, Incomplete, WrongState, WrongTime
from services.news.articles.history_domain import Happening, Step, history
from services.news.articles.likeness_domain import ALIKE_FROM, KEYS, likeness, sketch
from services.news.articles.parts_domain import Content, Plan, Return
from services.news.articles.states_domain import Kind, Standing, State
from services.news.articles.writing_domain import as_kept
from services.news.desk.forms import TypedPlan
from services.news.desk.planning_usecases import Planner, PressClock
from services.news.desk.queries import DeskItem
from services.news.desk.usecases import NewsDesk
from services.news.revisions.difference_domain import Change, difference, pairs
from services.news.revisions.domain import Said
from services.news.revisions.merging_domain import merged
from shared.events.news import NewsCorrected, NewsPublished
from shared.persian.jalali import TEHRAN, day_of
from shared.runtime.access import NotAllowed
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer
from shared.web.forms import Unfit
from tests.identity import GOVERNOR, MANAGER, SECRETARY
from tests.news.shelf import ROADS, WATER, ArticlesInMemory, Shelf, journal_of

NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
SAID = Content("آب هفده روستا پایدار شد", "", "از امروز نوبت‌بندی نیست.")
OTHER = replace(SAID, text="از فردا نوبت‌بندی نیست.")
URL = "http://ravabet.test/n/a1"
PLAN = Plan(NOON + HOUR, MANAGER.person_id)


def an_article(**changes: Any) -> Article:
    made = Article(id=ArticleId("a1"), publisher_id=WATER.id, author_id=MANAGER.person_id, content=SAID)
    return replace(made, **changes)


IN = {
    Standing.DRAFT: an_article(),
    Standing.SUBMITTED: an_article(approval_asked_at=NOON),
    Standing.RETURNED: an_article(returned=Return(NOON, "p-desk", "ساعت؟")),
    Standing.APPROVED: an_article(state=State.APPROVED, approved_by="p-desk"),
    Standing.SCHEDULED: an_article(state=State.APPROVED, plan=PLAN),
    Standing.EMBARGOED: an_article(state=State.APPROVED, plan=replace(PLAN, embargo=True)),
    Standing.PUBLISHED: an_article(state=State.PUBLISHED, published_at=NOON, on_front=True),
    Standing.WITHDRAWN: an_article(state=State.WITHDRAWN, published_at=NOON),
    Standing.DELETED: an_article(deleted_at=NOON),
}
DEEDS: dict[str, Callable[[Article], Any]] = {
    "rewrite": lambda it: it.rewrite(OTHER, ()),
    "submit": lambda it: it.ask_for_approval(at=NOON),
    "take back": lambda it: it.take_back(),
    "return": lambda it: it.send_back(by=SECRETARY, note="ساعت؟", at=NOON),
    "approve": lambda it: it.approve(by=SECRETARY, at=NOON),
    "schedule": lambda it: it.schedule(PLAN, publisher=WATER, now=NOON),
    "unschedule": lambda it: it.unschedule(),
    "publish": lambda it: it.publish(at=NOON, publisher=WATER, url=URL),
    "correct": lambda it: it.correct(OTHER, note="", major=False, at=NOON, url=URL),
    "withdraw": lambda it: it.withdraw(explanation="ی", at=NOON, url=URL),
    "delete": lambda it: it.delete(at=NOON),
    "restore": lambda it: it.restore(),
}
N = None
D, S, R, A, P, W, X = (
    Standing.DRAFT,
    Standing.SUBMITTED,
    Standing.RETURNED,
    Standing.APPROVED,
    Standing.PUBLISHED,
    Standing.WITHDRAWN,
    Standing.DELETED,
)
T, E = Standing.SCHEDULED, Standing.EMBARGOED
TABLE: dict[str, tuple[Standing | None, ...]] = {
    # in:          D  S  R  A  T  E  P  W  X    N: refused
    "rewrite": (D, S, R, D, D, D, N, N, N),
    "submit": (S, S, S, N, N, N, N, N, N),
    "take back": (N, D, N, N, N, N, N, N, N),
    "return": (N, R, N, R, R, R, N, N, N),
    "approve": (A, A, A, A, T, E, P, N, N),
    "schedule": (T, N, T, T, T, T, N, N, N),
    "unschedule": (N, N, N, N, A, A, N, N, N),
    "publish": (P, P, P, P, P, N, P, N, N),
    "correct": (N, N, N, N, N, N, P, N, N),
    "withdraw": (N, N, N, N, N, N, W, N, N),
    "delete": (X, N, X, N, N, N, N, N, X),
    "restore": (D, S, R, A, T, E, P, W, D),
}


@pytest.mark.parametrize("deed", TABLE)
def test_what_each_deed_does_in_each_state(deed: str) -> None:
    stands: list[Standing | None] = []
    for standing in (D, S, R, A, T, E, P, W, X):
        article = replace(IN[standing])
        assert article.standing is standing
        try:
            DEEDS[deed](article)
        except WrongState:
            assert article == IN[standing], f"{deed} was refused and changed something"
            stands.append(None)
        else:
            stands.append(article.standing)

    assert tuple(stands) == TABLE[deed]


def test_a_reply_says_what_it_answers_before_it_goes_on() -> None:
    article = an_article()
    article.rewrite(SAID, (), Kind.REPLY, " ")
    for deed in ("submit", "approve", "schedule", "publish"):
        with pytest.raises(Incomplete):
            DEEDS[deed](article)

    article.rewrite(SAID, (), Kind.REPLY, "روزنامه  كار، ۲ آذر")

    assert article.answers == "روزنامه کار، ۲ آذر"
    assert article.says(SAID, (), Kind.REPLY, "روزنامه کار، ۲ آذر")
    article.rewrite(SAID, (), Kind.NOTICE, "روزنامه کار")
    assert (article.kind, article.answers) == (Kind.NOTICE, "")


def test_nobody_approves_their_own_without_a_reason_that_is_noted() -> None:
    own = an_article(author_id=SECRETARY.person_id)
    with pytest.raises(NotAllowed):
        own.approve(by=SECRETARY, at=NOON)
    with pytest.raises(NotAllowed):
        an_article().approve(by=MANAGER, at=NOON, alone_because="کسی نیست")

    own.approve(by=SECRETARY, at=NOON, alone_because="هشدار سیل، شب")

    assert own.standing is Standing.APPROVED


def test_a_plan_lies_ahead_and_an_embargo_holds_until_its_time() -> None:
    for at in (NOON, NOON - HOUR, NOON + timedelta(days=400)):
        with pytest.raises(WrongTime):
            an_article().schedule(replace(PLAN, at=at), publisher=WATER, now=NOON)
    with pytest.raises(WrongState, match="ابتدا باید دبیرخانه"):
        an_article(publisher_id=ROADS.id).schedule(PLAN, publisher=ROADS, now=NOON)

    article = replace(IN[Standing.EMBARGOED], plan=replace(PLAN, embargo=True, channels=("bale",)))
    event = article.publish(at=NOON + HOUR, publisher=WATER, url=URL)

    assert event is not None
    assert (event.channels, article.due_at, article.plan) == (("bale",), NOON + HOUR, None)


def test_a_minor_correction_is_told_to_nobody_and_a_major_one_needs_a_note() -> None:
    article = replace(IN[Standing.PUBLISHED], corrections=[], channels=())

    minor = article.correct(OTHER, note="", major=False, at=NOON, url=URL)
    assert minor is not None
    assert (minor.major, minor.channels) == (False, ())
    assert article.correct(OTHER, note="", major=False, at=NOON, url=URL) is None
    with pytest.raises(Incomplete):
        article.correct(SAID, note="", major=True, at=NOON, url=URL)


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def desk(shelf: Shelf, clock: Clock) -> NewsDesk:
    return NewsDesk(journal_of(shelf, clock), lambda: "a1", "http://ravabet.test")


@pytest.fixture
def planner(desk: NewsDesk) -> Planner:
    return Planner(desk.journal)


@pytest.fixture
def press(desk: NewsDesk, shelf: Shelf) -> PressClock:
    return PressClock(desk.journal, ArticlesInMemory(shelf), "http://ravabet.test")


def noted(shelf: Shelf) -> list[str]:
    return [each.what.value for each in shelf.revisions]


async def test_the_whole_life_is_kept_in_order_with_who_and_when(desk: NewsDesk, shelf: Shelf, clock: Clock) -> None:
    article = await desk.draft(ROADS.id, SAID, topics=(), by=replace(MANAGER, offices=frozenset({"roads"})))
    writer = replace(MANAGER, offices=frozenset({"roads"}))
    deeds: list[Callable[[], Awaitable[Article]]] = [
        lambda: desk.ask_for_approval(article.id, by=writer),
        lambda: desk.send_back(article.id, note="ساعت؟", by=SECRETARY),
        lambda: desk.rewrite(article.id, OTHER, topics=(), version=3, by=writer),
        lambda: desk.ask_for_approval(article.id, by=writer),
        lambda: desk.take_back(article.id, by=writer),
        lambda: desk.ask_for_approval(article.id, by=writer),
        lambda: desk.approve(article.id, by=GOVERNOR),
        lambda: desk.publish(article.id, by=writer, channels=()),
    ]
    for deed in deeds:
        clock.at += HOUR
        await deed()
        if shelf.revisions[-1].what in {"submitted", "returned", "published"}:
            await deed()

    assert noted(shelf) == [
        *("written", "submitted", "returned", "rewritten", "submitted", "taken_back", "submitted", "approved"),
        "published",
    ]
    assert [each.number for each in shelf.revisions] == list(range(1, 10))
    assert [each.at for each in shelf.revisions] == [NOON + HOUR * place for place in range(9)]
    assert [each.said is not None for each in shelf.revisions] == [place in {0, 3} for place in range(9)]
    assert (shelf.revisions[2].name, shelf.revisions[2].note) == (SECRETARY.name, "ساعت؟")
    steps = history(shelf.articles["a1"], [each.step for each in shelf.revisions])
    assert [step.at for step in steps] == sorted(step.at for step in steps if step.at)
    event = shelf.told[-1]
    assert isinstance(event, NewsPublished)
    assert event.channels == ()


async def test_of_an_old_article_the_version_before_is_kept_too(desk: NewsDesk, shelf: Shelf) -> None:
    shelf.articles["a1"] = an_article(
        state=State.PUBLISHED, published_at=NOON - HOUR, created_at=NOON - HOUR, version=7
    )

    await desk.correct(ArticleId("a1"), headline=None, lead=None, text=OTHER.text, note="روز", major=True, by=MANAGER)

    assert [(each.number, each.what.value) for each in shelf.revisions] == [(7, "seen_first"), (8, "corrected")]
    assert shelf.revisions[0].said == Said(SAID)
    steps = history(shelf.articles["a1"], [each.step for each in shelf.revisions])
    assert [step.what.value for step in steps] == ["written", "published", "corrected"]


async def test_what_is_due_is_published_once_and_late_with_the_fact(
    desk: NewsDesk, planner: Planner, press: PressClock, shelf: Shelf, clock: Clock
) -> None:
    await desk.draft(WATER.id, SAID, topics=(), by=MANAGER)
    plan = {"at": NOON + HOUR, "embargo": True, "channels": ("email",)}
    await planner.schedule(ArticleId("a1"), by=MANAGER, **plan)  # type: ignore[arg-type]
    await planner.schedule(ArticleId("a1"), by=MANAGER, **plan)  # type: ignore[arg-type]
    with pytest.raises(WrongState, match="ممنوع‌الانتشار"):
        await desk.publish(ArticleId("a1"), by=MANAGER)
    await press.publish(ArticleId("a1"))
    assert (await press.due(), shelf.told) == ([], [])

    clock.at += 3 * HOUR
    assert await press.due() == ["a1"]
    await press.publish(ArticleId("a1"))
    await press.publish(ArticleId("a1"))

    assert noted(shelf) == ["written", "embargoed", "published_late"]
    (event,) = shelf.told
    assert isinstance(event, NewsPublished)
    assert (event.published_at, event.channels) == (clock.at, ("email",))
    assert shelf.articles["a1"].due_at == NOON + HOUR


async def test_what_cannot_be_published_at_its_time_goes_back_with_the_reason(
    desk: NewsDesk, planner: Planner, press: PressClock, shelf: Shelf, clock: Clock
) -> None:
    await desk.draft(WATER.id, SAID, topics=(), by=MANAGER)
    await planner.schedule(ArticleId("a1"), at=NOON + HOUR, embargo=False, by=MANAGER)
    shelf.publishers[WATER.id] = replace(WATER, is_closed=True)
    clock.at += 2 * HOUR

    await press.publish(ArticleId("a1"))

    assert noted(shelf)[-1] == "not_published"
    assert shelf.articles["a1"].standing is Standing.RETURNED
    assert (await press.due(), shelf.told) == ([], [])


async def test_after_a_restore_what_was_due_is_given_back_and_not_told_twice(
    press: PressClock, shelf: Shelf, clock: Clock
) -> None:
    shelf.articles["a1"] = replace(IN[Standing.SCHEDULED], version=3)
    await press.give_back(ArticleId("a1"))
    assert shelf.articles["a1"].standing is Standing.SCHEDULED
    clock.at += 2 * HOUR

    await press.give_back(ArticleId("a1"))

    assert (await press.due(), shelf.told) == ([], [])
    assert noted(shelf)[-1] == "not_published"
    assert shelf.articles["a1"].returned is not None


async def test_a_change_takes_the_plan_of_an_approved_article_back(desk: NewsDesk, shelf: Shelf) -> None:
    shelf.articles["a1"] = replace(IN[Standing.SCHEDULED], version=3)

    changed = await desk.rewrite(ArticleId("a1"), OTHER, topics=(), version=3, by=MANAGER)

    assert (changed.standing, changed.plan) == (Standing.DRAFT, None)
    shelf.articles["a1"] = an_article(plan=PLAN, version=3)
    changed = await desk.rewrite(ArticleId("a1"), OTHER, topics=(), version=3, by=MANAGER)
    assert changed.standing is Standing.SCHEDULED


async def test_what_an_editor_wrote_in_its_own_way_is_no_change(desk: NewsDesk, shelf: Shelf) -> None:
    plain = replace(SAID, text="بند یک\nسطر دو\n\nبند دو <3")
    shelf.articles["a1"] = replace(IN[Standing.SCHEDULED], content=plain, version=3)
    typed = '<div dir="rtl">بند یک<br>سطر دو<br><br>بند دو &lt;3</div>'
    edited = as_kept(headline=plain.headline, lead="", text=typed)

    same = await desk.rewrite(ArticleId("a1"), edited, topics=(), version=3, by=MANAGER)

    assert (same.standing, same.content, same.version) == (Standing.SCHEDULED, plain, 3)
    shelf.articles["a1"] = replace(IN[Standing.PUBLISHED], content=plain, version=3)
    same = await desk.correct(ArticleId("a1"), headline=None, lead=None, text=typed, note="", major=False, by=MANAGER)
    assert (same.content, same.version) == (plain, 3)


async def test_a_deleted_draft_is_restored_or_forgotten_after_thirty_days(
    desk: NewsDesk, planner: Planner, press: PressClock, shelf: Shelf, clock: Clock
) -> None:
    await desk.draft(WATER.id, SAID, topics=(), by=MANAGER)
    await planner.delete(ArticleId("a1"), by=MANAGER)
    await planner.delete(ArticleId("a1"), by=MANAGER)
    await planner.restore(ArticleId("a1"), by=MANAGER)
    await planner.restore(ArticleId("a1"), by=MANAGER)
    await planner.delete(ArticleId("a1"), by=MANAGER)
    assert noted(shelf) == ["written", "deleted", "restored", "deleted"]

    clock.at += timedelta(days=29)
    await press.forget_deleted()
    assert "a1" in shelf.articles
    clock.at += timedelta(days=2)
    await press.forget_deleted()

    assert (shelf.articles, shelf.revisions) == ({}, [])


async def test_strangers_and_readers_plan_nothing(planner: Planner, shelf: Shelf) -> None:
    shelf.articles["a1"] = an_article(version=1)
    stranger = Viewer("p-x", "م", frozenset({"pr_manager"}), frozenset({"roads"}))

    with pytest.raises(ArticleNotFound):
        await planner.schedule(ArticleId("a1"), at=NOON + HOUR, embargo=False, by=stranger)
    with pytest.raises(NotAllowed):
        await planner.delete(ArticleId("a1"), by=GOVERNOR)


async def test_the_reason_of_an_approval_alone_stands_in_the_history(desk: NewsDesk, shelf: Shelf) -> None:
    shelf.articles["a1"] = an_article(author_id=SECRETARY.person_id, version=1)

    await desk.approve(ArticleId("a1"), by=SECRETARY, alone_because="هشدار سیل")

    last = shelf.revisions[-1]
    assert (last.what, last.note, last.by) == (Happening.APPROVED_ALONE, "هشدار سیل", SECRETARY.person_id)


async def test_two_people_at_once_one_is_told(desk: NewsDesk, shelf: Shelf) -> None:
    shelf.articles["a1"] = an_article(version=3)
    await desk.rewrite(ArticleId("a1"), OTHER, topics=(), version=3, by=SECRETARY)

    with pytest.raises(Stale):
        await desk.rewrite(ArticleId("a1"), replace(SAID, lead="چکیده"), topics=(), version=3, by=MANAGER)

    assert isinstance(shelf.told, list)
    assert not [event for event in shelf.told if isinstance(event, NewsCorrected)]


BASE = Content("تیتر", "چکیده", "یک\n\nدو\n\nسه")


@pytest.mark.parametrize(
    ("theirs", "mine", "text"),
    [
        ("یک\n\nدو\n\nسه", "یک\n\nدو تازه\n\nسه", "یک\n\nدو تازه\n\nسه"),
        ("یک تازه\n\nدو\n\nسه", "یک\n\nدو\n\nسه تازه", "یک تازه\n\nدو\n\nسه تازه"),
        ("یک\n\nدو از او\n\nسه", "یک\n\nدو از من\n\nسه", "یک\n\nدو از من\n\nدو از او\n\nسه"),
        ("یک از او\n\nدو\n\nسه", "یک\n\nدو از من\n\nسه", "یک از او\n\nدو از من\n\nسه"),
        ("یک\n\nسه", "یک\n\nدو\n\nسه\n\nچهار", "یک\n\nسه\n\nچهار"),
        ("همه از او", "همه از من", "همه از من\n\nهمه از او"),
        ("یک\n\nدو\n\nسه\n\nاو", "من\n\nیک\n\nدو\n\nسه", "من\n\nیک\n\nدو\n\nسه\n\nاو"),
    ],
)
def test_what_two_people_typed_is_joined_and_nothing_of_it_lost(theirs: str, mine: str, text: str) -> None:
    other, own = replace(BASE, headline="تیتر او", text=theirs), replace(BASE, lead="چکیده من", text=mine)

    both = merged(Said(BASE), Said(other), Said(own)).content

    assert (both.headline, both.lead, both.text) == ("تیتر او", "چکیده من", text)
    assert merged(None, Said(BASE), Said(own)) == Said(own)


def test_what_the_editor_wrote_is_joined_with_what_was_plain_and_nothing_stands_twice() -> None:
    theirs = replace(BASE, text="یک از او\n\nدو\n\nسه")
    own = as_kept(headline="تیتر", lead="چکیده", text='<div dir="rtl">یک<br><br>دو<br><br>سه از من</div>')

    both = merged(Said(BASE), Said(theirs), Said(own)).content

    assert both.text == "<p>یک از او</p><p>دو</p><p>سه از من</p>"


def test_kind_and_topics_of_both_are_joined() -> None:
    base = Said(BASE, ("آب", "خیابان"), Kind.NEWS)

    both = merged(
        base, replace(base, topics=("آب", "خیابان", "تعمیر")), replace(base, topics=("آب",), kind=Kind.NOTICE)
    )

    assert (both.topics, both.kind) == (("آب", "تعمیر"), Kind.NOTICE)


def test_a_difference_is_told_word_by_word_and_spelling_is_none() -> None:
    (change,) = difference(Said(SAID), Said(OTHER))
    assert change.field == "text"
    (pair,) = change.pairs
    assert [piece.text for piece in pair.old if piece.change is Change.GONE] == ["امروز"]
    assert [piece.text for piece in pair.new if piece.change is Change.NEW] == ["فردا"]
    assert "".join(piece.text for piece in pair.old) == SAID.text
    assert difference(Said(SAID), Said(replace(SAID, text=SAID.text.replace("ی", "ي")))) == []
    assert [len(each.old) > 0 for each in pairs("یک\nدو", "دو\nسه")] == [True, True, False]


def test_a_very_long_paragraph_is_compared_in_bounded_time() -> None:
    long = " ".join(f"و{number}" for number in range(10_000))

    (pair,) = pairs(long, long + " تازه")

    assert [piece.change for piece in (*pair.old, *pair.new)] == [Change.GONE, Change.NEW]


def test_what_is_alike_is_found_in_any_spelling() -> None:
    text = " ".join(f"واژه‌{number % 61} آب {number}" for number in range(200))
    one, other = sketch("قطع آب", text), sketch("قطع آب", text.replace("ی", "ي") + " و یک جمله تازه در پایان")

    assert likeness(one, other) > 0.8
    assert set(one[:KEYS]) & set(other[:KEYS])
    assert likeness(one, sketch("جاده", " ".join(f"راه {number} بسته" for number in range(200)))) < ALIKE_FROM / 4
    assert (sketch("آب"), likeness((), ())) == ((), 0.0)


async def test_a_clock_that_is_put_back_publishes_nothing_twice_and_nothing_early(
    desk: NewsDesk, planner: Planner, press: PressClock, shelf: Shelf, clock: Clock
) -> None:
    await desk.draft(WATER.id, SAID, topics=(), by=MANAGER)
    await planner.schedule(ArticleId("a1"), at=NOON + HOUR, embargo=False, by=MANAGER)
    clock.at -= 2 * HOUR
    assert await press.due() == []
    clock.at = NOON + HOUR
    await press.publish(ArticleId("a1"))
    clock.at -= HOUR

    assert await press.due() == []
    await press.publish(ArticleId("a1"))

    assert noted(shelf) == ["written", "scheduled", "published"]


@pytest.mark.parametrize(
    ("typed", "hour"), [("۱۴:۳۰", 14), ("8.05", 8), ("۹", 9), ("24:00", None), ("12:60", None), ("ظهر", None)]
)
def test_an_hour_is_read_as_people_write_it(typed: str, hour: int | None) -> None:
    plan = TypedPlan(day="۱۴۰۵/۹/۲۰", time=typed)

    if hour is None:
        with pytest.raises(Unfit) as refused:
            plan.read()
        assert "۲۳:۵۹" in refused.value.errors["time"]
    else:
        assert plan.read().astimezone(TEHRAN).hour == hour


def test_who_decides_about_an_item_is_not_offered_to_take_the_request_back() -> None:
    asked = an_article(approval_asked_at=NOON)
    own = replace(asked, author_id=SECRETARY.person_id)

    may = [
        DeskItem(each, WATER, viewer, day_of(NOON)).can_take_back
        for each, viewer in ((asked, MANAGER), (asked, SECRETARY), (own, SECRETARY))
    ]

    assert may == [True, False, True]


def test_the_beginning_is_told_once_also_when_it_was_noted_a_moment_later() -> None:
    article = an_article(created_at=NOON)
    noted = [Step(Happening.WRITTEN, NOON + timedelta(milliseconds=1), who="ا")]

    assert [step.what for step in history(article, noted)] == [Happening.WRITTEN, Happening.WAITS_FOR_PUBLICATION]

"""The rules of news, without a database: who may do what with an article, and what is told of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.news.articles.access import DRAFT
from services.news.articles.domain import Article, ArticleId, may_read_unpublished
from services.news.articles.errors_domain import ArticleNotFound, Unreadable, WrongState
from services.news.articles.history_domain import history
from services.news.articles.parts_domain import Content
from services.news.articles.states_domain import State
from services.news.articles.writing_domain import content, line, topics
from services.news.desk.usecases import NewsDesk
from services.news.publishers.domain import PublisherUnknown, publisher_id
from services.news.publishers.usecases import PublisherDirectory
from shared.events.membership import BodyRegistered, OfficeClosed, OfficeFacts, OfficeRegistered, OfficeUpdated
from shared.events.news import NewsCorrected, NewsPublished, NewsWithdrawn
from shared.runtime.access import NotAllowed
from shared.runtime.stale import Stale
from shared.runtime.viewer import Viewer
from tests.identity import GOVERNOR, MANAGER, OPERATOR, SECRETARY
from tests.news.shelf import (
    ROADS,
    WATER,
    ManagersInMemory,
    PublishersInMemory,
    Shelf,
    journal_of,
)

NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
SAID = Content("آب هفده روستا پایدار شد", "", "از امروز نوبت‌بندی نیست.")
OTHER = replace(SAID, text="از فردا نوبت‌بندی نیست.")
URL = "http://ravabet.test/n/a1"


def an_article(**changes: Any) -> Article:
    made = Article(id=ArticleId("a1"), publisher_id=WATER.id, author_id=MANAGER.person_id, content=SAID)
    return replace(made, **changes)


def a_published_one(**changes: Any) -> Article:
    return an_article(**({"state": State.PUBLISHED, "published_at": NOON} | changes))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def desk(shelf: Shelf) -> NewsDesk:
    return NewsDesk(journal_of(shelf, lambda: NOON), new_id=lambda: "a1", public_url="http://ravabet.test")


def test_publishing_directly_stays_on_the_offices_own_page() -> None:
    article = an_article()

    event = article.publish(at=NOON, publisher=WATER, url=URL)

    assert event is not None
    assert (event.county_wide, event.url, event.published_at) == (False, URL, NOON)
    assert (event.publisher.kind, event.publisher.id) == ("office", "water")
    assert (article.state, article.on_front, article.published_at) == (State.PUBLISHED, False, NOON)
    assert article.publish(at=NOON + timedelta(hours=1), publisher=WATER, url=URL) is None
    assert article.published_at == NOON


def test_what_the_desk_approved_goes_onto_the_front_page() -> None:
    article = an_article(publisher_id=ROADS.id, approval_asked_at=NOON)
    with pytest.raises(WrongState, match="ابتدا باید دبیرخانه"):
        article.publish(at=NOON, publisher=ROADS, url=URL)

    article.approve(by=SECRETARY, at=NOON)
    event = article.publish(at=NOON, publisher=ROADS, url=URL)

    assert event is not None
    assert event.county_wide
    assert article.on_front
    assert (article.approved_by, article.approval_asked_at) == (SECRETARY.person_id, None)


def test_approval_after_publication_moves_it_to_the_front_page() -> None:
    article = a_published_one(approved_by="p-first")

    article.approve(by=GOVERNOR, at=NOON)

    assert (article.on_front, article.state, article.approved_by) == (True, State.PUBLISHED, "p-first")


def test_the_history_tells_what_happened_in_its_order() -> None:
    """An approval after publication does not come before it, nor before a correction that was made meanwhile."""
    hour = timedelta(hours=1)
    article = an_article(created_at=NOON - hour)
    article.publish(at=NOON, publisher=WATER, url=URL)
    article.correct(OTHER, note="ساعت", major=False, at=NOON + hour, url=URL)
    article.ask_for_approval(at=NOON + hour / 2)
    waiting = [(step.what.value, step.is_next) for step in history(article)]
    assert waiting[-2:] == [("corrected", False), ("waits_for_approval", True)]

    article.approve(by=SECRETARY, at=NOON + 2 * hour)
    article.approve(by=GOVERNOR, at=NOON + 9 * hour)
    article.correct(SAID, note="جا", major=False, at=NOON + 3 * hour, url=URL)
    article.withdraw(explanation="اشتباه", at=NOON + 4 * hour, url=URL)

    assert [(step.what.value, step.at, step.to_front) for step in history(article)] == [
        ("written", NOON - hour, False),
        ("published", NOON, False),
        ("corrected", NOON + hour, False),
        ("approved", NOON + 2 * hour, True),
        ("corrected", NOON + 3 * hour, False),
        ("withdrawn", NOON + 4 * hour, False),
    ]


def test_the_history_of_a_draft_ends_with_what_comes_next() -> None:
    article = an_article()
    assert told(article) == ["written", "waits_for_publication"]
    article.ask_for_approval(at=NOON)
    assert told(article) == ["written", "waits_for_approval", "waits_for_publication"]

    article.approve(by=SECRETARY, at=NOON)

    assert told(article) == ["written", "approved", "waits_for_publication"]
    assert [step.is_next for step in history(article)] == [False, False, True]
    article.publish(at=NOON, publisher=WATER, url=URL)
    assert told(article) == ["written", "approved", "published"]
    # Until now nobody noted when it was approved.
    assert told(replace(article, approved_at=None)) == ["written", "approved", "published"]


def told(article: Article) -> list[str]:
    return [step.what.value for step in history(article)]


def test_nobody_approves_but_the_desk_and_nobody_their_own() -> None:
    with pytest.raises(NotAllowed, match="با دبیرخانه است"):
        an_article().approve(by=MANAGER, at=NOON)
    with pytest.raises(NotAllowed, match="خودش"):
        an_article(author_id=SECRETARY.person_id).approve(by=SECRETARY, at=NOON)
    with pytest.raises(WrongState):
        an_article(state=State.WITHDRAWN).approve(by=SECRETARY, at=NOON)


def test_a_closed_office_publishes_no_more() -> None:
    with pytest.raises(NotAllowed, match="بسته شده"):
        an_article().publish(at=NOON, publisher=replace(WATER, is_closed=True), url=URL)
    with pytest.raises(NotAllowed, match="بسته شده"):
        an_article().publish(at=NOON, publisher=replace(WATER, closed_on=NOON.date()), url=URL)
    tomorrow = replace(WATER, closed_on=NOON.date() + timedelta(days=1), publishes_directly=True)
    assert an_article().publish(at=NOON, publisher=tomorrow, url=URL)


async def test_a_draft_is_not_begun_for_a_closed_office(desk: NewsDesk, shelf: Shelf) -> None:
    shelf.publishers[WATER.id] = replace(WATER, closed_on=NOON.date())

    with pytest.raises(NotAllowed, match="بسته شده"):
        await desk.draft(WATER.id, SAID, topics=(), by=MANAGER)
    assert shelf.articles == {}


def test_a_change_takes_the_approval_back() -> None:
    article = an_article(state=State.APPROVED, approved_by=SECRETARY.person_id, approved_at=NOON)
    assert article.says(SAID, ())
    assert not article.says(SAID, ("آب",))

    article.rewrite(OTHER, ("آب",))

    assert (article.state, article.approved_by, article.content, article.topics) == (State.DRAFT, None, OTHER, ("آب",))
    assert article.approved_at is None
    with pytest.raises(WrongState, match="ویرایش خبری که منتشر شده است"):
        a_published_one().rewrite(OTHER, ())


def test_asking_for_approval_counts_from_the_first_time() -> None:
    article = an_article()

    article.ask_for_approval(at=NOON)
    article.ask_for_approval(at=NOON + timedelta(hours=1))

    assert article.approval_asked_at == NOON
    published = a_published_one()
    published.ask_for_approval(at=NOON)
    assert published.approval_asked_at == NOON
    with pytest.raises(WrongState, match="در صفحه نخست است"):
        a_published_one(on_front=True).ask_for_approval(at=NOON)
    with pytest.raises(WrongState):
        an_article(state=State.APPROVED).ask_for_approval(at=NOON)


def test_corrections_are_counted_and_the_same_one_is_not_made_twice() -> None:
    article = a_published_one()

    first = article.correct(OTHER, note="روز آغاز درست شد.", major=True, at=NOON, url=URL)
    again = article.correct(OTHER, note="روز آغاز درست شد.", major=True, at=NOON, url=URL)
    second = article.correct(OTHER, note="روز آغاز درست شد.", major=False, at=NOON, url=URL)

    assert first is not None
    assert second is not None
    assert (first.revision, first.major, again, second.revision) == (1, True, None, 2)
    with pytest.raises(WrongState):
        an_article().correct(OTHER, note="ی", major=False, at=NOON, url=URL)


def test_a_withdrawal_has_one_explanation() -> None:
    article = a_published_one(approval_asked_at=NOON)

    event = article.withdraw(explanation="خبر نادرست بود.", at=NOON, url=URL)

    assert event is not None
    assert (event.explanation, event.url) == ("خبر نادرست بود.", URL)
    assert (article.state, article.approval_asked_at) == (State.WITHDRAWN, None)
    assert article.withdraw(explanation="خبر نادرست بود.", at=NOON, url=URL) is None
    with pytest.raises(WrongState):
        article.withdraw(explanation="دلیل دیگر", at=NOON, url=URL)


def test_a_bodys_article_names_the_body() -> None:
    article = a_published_one(publisher_id=publisher_id("body", "media_hq"))

    event = article.withdraw(explanation="ی", at=NOON, url=URL)

    assert event is not None
    assert (event.publisher.kind, event.publisher.id) == ("body", "media_hq")


@pytest.mark.parametrize(
    ("viewer", "reads"),
    [
        (None, False),
        (MANAGER, True),
        (SECRETARY, True),
        (GOVERNOR, True),
        (OPERATOR, False),
        (Viewer("p-x", "م", frozenset({"pr_manager"}), frozenset({"roads"})), False),
        (Viewer("p-x", "م", frozenset({"pr_manager"}), bodies=frozenset({"water"})), False),
    ],
)
def test_who_reads_a_draft(viewer: Viewer | None, *, reads: bool) -> None:
    assert may_read_unpublished(viewer, an_article()) is reads


def test_a_body_speaks_through_its_desk_not_through_each_member() -> None:
    member = Viewer("p-x", "م", frozenset({"pr_manager"}), frozenset({"water"}), frozenset({"media_hq"}))

    assert DRAFT.own_of(member) == ["office/water"]
    assert DRAFT.own_of(SECRETARY) == ["body/council", "body/media_hq"]


def test_what_was_typed_is_cleaned() -> None:
    cleaned = content(headline=" كارگاه \n آموزشي\u202e ", lead="", text="<p>متن</p><script>x</script>")

    assert (cleaned.headline, cleaned.text) == ("کارگاه آموزشی", "<p>متن</p>")
    assert topics(["آب ", "آب", " ", "راه‌ روستايي"]) == ("آب", "راه روستایی")
    assert line(" ساعت  درست\nشد ", field="note") == "ساعت درست شد"


def test_nothing_to_read_is_said_of_its_field() -> None:
    with pytest.raises(Unreadable) as refused:
        content(headline="\u200f", lead="", text="م")
    assert refused.value.field == "headline"
    with pytest.raises(Unreadable) as refused:
        content(headline="ت", lead="", text="\u200b")
    assert refused.value.field == "text"
    with pytest.raises(Unreadable) as refused:
        line("\u200f", field="note")
    assert refused.value.field == "note"


async def test_the_whole_way_tells_three_events(desk: NewsDesk, shelf: Shelf) -> None:
    article = await desk.draft(WATER.id, SAID, topics=("آب",), by=MANAGER)
    article = await desk.rewrite(article.id, OTHER, topics=(), version=1, by=MANAGER)
    article = await desk.ask_for_approval(article.id, by=MANAGER)
    article = await desk.approve(article.id, by=SECRETARY)
    article = await desk.publish(article.id, by=MANAGER)
    assert await desk.publish(article.id, by=SECRETARY) == article
    for _ in range(2):
        corrected = await desk.correct(
            article.id, headline=None, lead="چکیده", text=None, note="ی", major=False, by=MANAGER
        )
    assert corrected.content == replace(OTHER, lead="چکیده")
    corrected = await desk.correct(
        article.id, headline="تیتر", lead=None, text="متن", note="ی", major=False, by=MANAGER, version=corrected.version
    )
    assert corrected.content == Content("تیتر", "چکیده", "متن")
    for _ in range(2):
        await desk.withdraw(article.id, explanation="ی", by=MANAGER)

    assert [type(event) for event in shelf.told] == [NewsPublished, NewsCorrected, NewsCorrected, NewsWithdrawn]


async def test_a_stale_version_is_refused_unless_nothing_would_change(desk: NewsDesk, shelf: Shelf) -> None:
    shelf.articles["a1"] = an_article(version=3)

    assert (await desk.rewrite(ArticleId("a1"), SAID, topics=(), version=2, by=MANAGER)).version == 3
    with pytest.raises(Stale):
        await desk.rewrite(ArticleId("a1"), OTHER, topics=(), version=2, by=MANAGER)

    shelf.articles["a1"] = a_published_one(version=3)
    with pytest.raises(Stale):
        await desk.correct(
            ArticleId("a1"), headline="ت", lead=None, text=None, note="ی", major=False, by=MANAGER, version=2
        )
    assert shelf.told == []


async def test_strangers_find_nothing_and_readers_may_not_write(desk: NewsDesk, shelf: Shelf) -> None:
    shelf.articles["a1"] = an_article()
    stranger = Viewer("p-x", "م", frozenset({"pr_manager"}), frozenset({"roads"}))

    with pytest.raises(ArticleNotFound):
        await desk.publish(ArticleId("a1"), by=stranger)
    with pytest.raises(ArticleNotFound):
        await desk.approve(ArticleId("a1"), by=stranger)
    with pytest.raises(NotAllowed):
        await desk.publish(ArticleId("a1"), by=GOVERNOR)
    with pytest.raises(NotAllowed):
        await desk.draft(ROADS.id, SAID, topics=(), by=MANAGER)
    with pytest.raises(PublisherUnknown):
        await desk.draft(publisher_id("office", "nowhere"), SAID, topics=(), by=MANAGER)


async def test_the_directory_follows_membership(shelf: Shelf) -> None:
    directory = PublisherDirectory(PublishersInMemory(shelf), ManagersInMemory(shelf))
    facts = OfficeFacts(
        id="parks", name="پارک‌ها", short_name="پارک", kind="office", kind_name="اداره‌ها", active_from=date(2026, 3, 21)
    )

    await directory.add_office(OfficeRegistered(office_id="parks", office=facts))
    await directory.update_office(
        OfficeUpdated(office_id="parks", office=facts.model_copy(update={"publishes_directly": True}))
    )
    await directory.close_office(OfficeClosed(office_id="parks", closed_on=date(2026, 11, 1)))
    await directory.update_office(
        OfficeUpdated(office_id="parks", office=facts.model_copy(update={"publishes_directly": True}))
    )
    await directory.add_body(BodyRegistered(body_id="council", name="شورا", kind="council"))

    parks, council = shelf.publishers["office/parks"], shelf.publishers["body/council"]
    assert (parks.publishes_directly, parks.is_closed_on(date(2026, 11, 1)), parks.path) == (
        True,
        True,
        "/offices/parks",
    )
    assert (council.name, council.slug, council.path) == ("شورا", "council", "/bodies/council")

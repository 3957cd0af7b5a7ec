"""The ports in memory and the real repositories keep the same promises, so that rules may be tested on the former."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.news.articles.domain import Article, ArticleId
from services.news.articles.errors_domain import ArticleNotFound
from services.news.articles.mongo import MongoArticleRepository
from services.news.articles.parts_domain import Content, Correction
from services.news.articles.states_domain import State
from services.news.articles.usecases import ArticleRepository
from services.news.feedback.domain import Tally
from services.news.feedback.mongo import MongoTallyRepository
from services.news.feedback.usecases import TallyRepository
from services.news.main import FEATURES, Parts
from services.news.publishers.domain import Publisher, PublisherUnknown, publisher_id
from services.news.publishers.mongo import publisher_copies
from services.news.publishers.usecases import PublisherRepository
from shared.runtime.stale import Stale
from tests.news.shelf import ROADS, WATER, ArticlesInMemory, PublishersInMemory, Shelf, TalliesInMemory

NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


async def articles_are_kept(articles: ArticleRepository) -> None:
    """Tell what `ArticleRepository` promises."""
    article = Article(
        ArticleId("a1"),
        WATER.id,
        "p-water",
        Content("آب", "", "متن"),
        topics=("آب",),
        state=State.PUBLISHED,
        published_at=NOON,
        corrections=[Correction(NOON, "ساعت درست شد", major=True)],
    )
    with pytest.raises(ArticleNotFound):
        await articles.get(article.id)
    await articles.save(article)
    assert article.version == 1
    mine, theirs = await articles.get(article.id), await articles.get(article.id)
    assert mine == theirs == article
    theirs.content = replace(theirs.content, headline="برق")
    await articles.save(theirs)
    with pytest.raises(Stale):
        await articles.save(mine)
    assert (await articles.get(article.id)).content.headline == "برق"


async def publishers_are_kept(publishers: PublisherRepository) -> None:
    """Tell what `PublisherRepository` promises."""
    gas = Publisher(publisher_id("office", "gas"), "office", "اداره گاز")
    assert await publishers.find(gas.id) is None
    with pytest.raises(PublisherUnknown):
        await publishers.get(gas.id)
    await publishers.put(gas)
    await publishers.put(replace(gas, is_closed=True))
    assert await publishers.get(gas.id) == await publishers.find(gas.id) == replace(gas, is_closed=True)
    assert gas != ROADS


async def tallies_are_kept(tallies: TallyRepository) -> None:
    """Tell what `TallyRepository` promises."""
    tally = Tally(ArticleId("a1"), WATER.id)
    assert await tallies.get(tally.id) is None
    tally.admit(at=NOON)
    tally.count(helped=True)
    await tallies.save(tally, tally.remark("ساعت؟", helped=True, on=date(2026, 11, 22)))
    mine, theirs = await tallies.get(tally.id), await tallies.get(tally.id)
    assert mine == theirs == tally
    theirs.count(helped=False)
    await tallies.save(theirs, None)
    with pytest.raises(Stale):
        await tallies.save(mine, None)
    with pytest.raises(Stale):
        await tallies.save(Tally(tally.id, WATER.id), None)
    assert await tallies.get(tally.id) == theirs


async def test_in_memory() -> None:
    shelf = Shelf()

    await articles_are_kept(ArticlesInMemory(shelf))
    await publishers_are_kept(PublishersInMemory(shelf))
    await tallies_are_kept(TalliesInMemory(shelf))

    assert [remark.text for remark in shelf.remarks] == ["ساعت؟"]


async def test_in_the_database(parts: Parts) -> None:
    store = parts.platform.store
    await store.prepare(*(feature.indexes for feature in FEATURES))

    await articles_are_kept(MongoArticleRepository(store))
    await publishers_are_kept(publisher_copies(store))
    await tallies_are_kept(MongoTallyRepository(store))

    assert [remark["text"] for remark in await store.find("remarks", {})] == ["ساعت؟"]

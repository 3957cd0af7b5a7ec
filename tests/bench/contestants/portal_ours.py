"""The portal as news serves it, with so many articles of two dozen offices, one in ten of them on the front page."""

import os
from datetime import UTC, datetime, timedelta

from services.news.articles.domain import Article, ArticleId
from services.news.articles.mongo import ARTICLES
from services.news.articles.parts_domain import Content
from services.news.articles.states_domain import State
from services.news.main import FEATURES, Parts, create_news, real_parts
from services.news.publishers.domain import Publisher, publisher_id
from services.news.publishers.mongo import publisher_copies
from services.news.settings import Settings
from shared.messaging.topology import declare
from shared.persian.text import tokens_for_index
from shared.runtime.logging import configure_logging
from shared.store.documents import Shape
from shared.store.store import Store
from tests.bench.contestants import payload
from tests.bench.contestants.life import READY, play, say
from tests.bench.contestants.serving import serve

_OFFICES = 24
_AT_ONCE = 5_000
_SHAPE = Shape(Article)


async def answer(mongo_url: str, amqp_url: str, port: int, articles: int) -> None:
    """Serve until killed. Articles are `/n/0000000000000000` and so on, offices `/offices/office-0` and so on."""
    url = f"http://127.0.0.1:{port}"
    await declare(amqp_url)
    parts = real_parts(Settings(mongo_url=mongo_url, amqp_url=amqp_url, public_url=url))
    await fill(parts, articles)
    say(READY)
    # Nobody reads our output any more, and a line a request, as a service writes it, would fill the pipe.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    configure_logging("news")
    await serve(create_news(parts), port)


async def fill(parts: Parts, articles: int) -> None:
    """Write the offices and so many articles."""
    await _fill(parts.platform.store, articles)
    # Here rather than at the start, when indexes of so many articles would still be made while the clock runs.
    await parts.platform.store.prepare(*(feature.indexes for feature in FEATURES))


async def _fill(store: Store, articles: int) -> None:
    collection = store.driver.collection(ARTICLES)
    if await collection.estimated_document_count():
        return
    for number in range(_OFFICES):
        name = f"اداره شماره {number}"
        office = Publisher(publisher_id("office", f"office-{number}"), "office", name, group="اداره‌ها")
        await publisher_copies(store).put(office)
    now, said = datetime.now(UTC), payload.an_article(0)
    tokens = {"tokens": tokens_for_index(said.headline)}
    for first in range(0, articles, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, articles))
        await collection.insert_many([_SHAPE.document(_article(number, said, now)) | tokens for number in numbers])


def _article(number: int, said: Content, now: datetime) -> Article:
    return Article(
        id=ArticleId(f"{number:016d}"),
        publisher_id=publisher_id("office", f"office-{number % _OFFICES}"),
        author_id="somebody",
        content=said,
        topics=("water",),
        state=State.PUBLISHED,
        on_front=number % 10 == 0,
        published_at=now - timedelta(hours=number),
        version=1,
    )


if __name__ == "__main__":
    play(answer)

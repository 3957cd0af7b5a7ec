"""A manager who publishes one article after the other over HTTP, while others read: how long each answer takes."""

import time
from datetime import UTC, datetime
from statistics import quantiles

from httpx import AsyncClient

from services.news.articles.domain import Article, ArticleId
from services.news.articles.mongo import ARTICLES, computed
from services.news.articles.states_domain import State
from services.news.main import real_parts
from services.news.publishers.domain import publisher_id
from services.news.settings import Settings
from shared.persian.text import tokens_for_index
from shared.runtime.viewer import Viewer
from shared.store.documents import Shape
from tests.bench.contestants import payload
from tests.bench.contestants.life import play
from tests.identity import bearer, trust

_WARM = 5
_WRITER = Viewer("p-writer", "م", frozenset({"pr_manager"}), frozenset({"office-3"}))
_SHAPE = Shape(Article)


async def publish(mongo_url: str, amqp_url: str, port: int, times: int) -> dict[str, float]:
    """Return the median and the 99th percentile in milliseconds."""
    store = real_parts(Settings(mongo_url=mongo_url, amqp_url=amqp_url)).platform.store
    await trust(store)
    keys = [f"p{number:015d}" for number in range(times + _WARM)]
    for number, key in enumerate(keys):
        article = Article(
            id=ArticleId(key),
            publisher_id=publisher_id("office", "office-3"),
            author_id=_WRITER.person_id,
            content=payload.an_article(number),
            state=State.APPROVED,
            approved_by="p-desk",
            created_at=datetime.now(UTC),
            version=1,
        )
        tokens = {"tokens": tokens_for_index(article.content.headline)}
        await store.driver.collection(ARTICLES).insert_one(_SHAPE.document(article) | tokens | computed(article))
    taken = []
    async with AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=bearer(_WRITER)) as client:
        for number, key in enumerate(keys):
            began = time.perf_counter()
            answer = await client.post(f"/api/news/articles/{key}/publication")
            took = time.perf_counter() - began
            assert answer.status_code == 200, answer.text
            if number >= _WARM:
                taken.append(took * 1000)
    await store.close()
    percentiles = quantiles(taken, n=100)
    return {"p50": percentiles[49], "p99": percentiles[98]}


if __name__ == "__main__":
    play(publish)

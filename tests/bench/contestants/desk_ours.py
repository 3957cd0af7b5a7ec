"""The news desk with ten thousand articles in all states: how long its pages take."""

import io
import time
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import quantiles

from httpx import ASGITransport, AsyncClient

from services.news.articles.domain import Article, ArticleId
from services.news.articles.mongo import ARTICLES, computed
from services.news.articles.parts_domain import Plan, Return
from services.news.articles.states_domain import Kind, State
from services.news.main import FEATURES, create_news, real_parts
from services.news.publishers.domain import Publisher, publisher_id
from services.news.publishers.mongo import publisher_copies
from services.news.settings import Settings
from shared.persian.text import tokens_for_index
from shared.runtime.logging import configure_logging
from shared.store.documents import Shape
from shared.store.store import Store
from tests.bench.contestants import payload
from tests.bench.contestants.life import play
from tests.identity import COOKIE, SECRETARY, token_of, trust

_OFFICES = 24
_AT_ONCE = 1_000
_WARM = 5
_SHAPE = Shape(Article)


async def measure(mongo_url: str, amqp_url: str, articles: int, paths: list[str], times: int) -> dict[str, float]:
    """Return the 95th percentile in milliseconds for each path, as the secretariat asks for it; and of `typing`."""
    parts = real_parts(Settings(mongo_url=mongo_url, amqp_url=amqp_url, public_url="http://ravabet.test"))
    store = parts.platform.store
    with redirect_stdout(io.StringIO()):
        configure_logging("news")
        await store.prepare(*(feature.indexes for feature in FEATURES))
        await trust(store)
        await _fill(store, articles)
        headers = {"Cookie": f"{COOKIE}={token_of(SECRETARY, seconds=7_200)}"}
        transport = ASGITransport(create_news(parts))
        async with AsyncClient(transport=transport, base_url="http://ravabet.test", headers=headers) as client:
            found = {path: await _p95(client, path, times) for path in paths}
            found["typing"] = await _p99_of_typing(client, times)
    await store.close()
    return found


async def _fill(store: Store, articles: int) -> None:
    for number in range(_OFFICES):
        key = publisher_id("office", f"office-{number}")
        await publisher_copies(store).put(Publisher(key, "office", f"اداره شماره {number}", group="اداره‌ها"))
    now = datetime.now(UTC)
    for first in range(0, articles, _AT_ONCE):
        made = [_article(number, now) for number in range(first, min(first + _AT_ONCE, articles))]
        tokens = {"tokens": tokens_for_index(made[0].content.headline)}
        documents = [_SHAPE.document(each) | tokens | computed(each) for each in made]
        await store.driver.collection(ARTICLES).insert_many(documents)


def _article(number: int, now: datetime) -> Article:
    """One of ten is not public; among these are drafts, what waits, what was returned, approved, planned, deleted."""
    created = now - timedelta(hours=number)
    public = Article(
        id=ArticleId(f"{number:016d}"),
        publisher_id=publisher_id("office", f"office-{number % _OFFICES}"),
        author_id="somebody",
        content=payload.an_article(number // 2),
        kind=tuple(Kind)[number % 6],
        state=State.PUBLISHED,
        on_front=number % 10 == 1,
        published_at=created,
        created_at=created,
        version=1,
    )
    if number % 10:
        return public
    draft = replace(public, state=State.DRAFT, published_at=None, on_front=False)
    ahead = now + timedelta(minutes=number)
    variants = (
        draft,
        replace(draft, approval_asked_at=created),
        replace(draft, returned=Return(created, "p-desk", "ساعت؟")),
        replace(draft, state=State.APPROVED, approved_by="p-desk"),
        replace(draft, state=State.APPROVED, approved_by="p-desk", plan=Plan(ahead, "somebody")),
        replace(draft, deleted_at=now),
    )
    return variants[number // 10 % len(variants)]


async def _p99_of_typing(client: AsyncClient, times: int) -> float:
    """Keep what is typed, ever longer, as the editor does; the 99th percentile in milliseconds."""
    taken = []
    for number in range(times + _WARM):
        typed = {"headline": "آب دو محله قطع می‌شود", "text": "آب محله بلوط از ساعت هشت قطع است. " * (50 + number)}
        began = time.perf_counter()
        answer = await client.put("/api/news/writing/copies/first-draft", json=typed)
        took = time.perf_counter() - began
        assert answer.status_code == 200, answer.status_code
        if number >= _WARM:
            taken.append(took * 1000)
    return quantiles(taken, n=100)[98]


async def _p95(client: AsyncClient, path: str, times: int) -> float:
    taken = []
    for number in range(times + _WARM):
        began = time.perf_counter()
        answer = await client.get(path)
        took = time.perf_counter() - began
        assert answer.status_code == 200, (path, answer.status_code)
        if number >= _WARM:
            taken.append(took * 1000)
    return quantiles(taken, n=100)[94]


if __name__ == "__main__":
    play(measure)

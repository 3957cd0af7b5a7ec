"""The whole stack, as people meet it, on days when a part of it is away."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from deploy.local.demo import Demo
from deploy.local.stack import Stack

pytestmark = [
    pytest.mark.system,
    pytest.mark.timeout(600),
    pytest.mark.slow("what must not come a second time, or not at all, is waited for"),
]


@pytest.fixture
def web(stack: Stack) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stack.url, timeout=60) as client:
        yield client


@pytest.fixture
def demo(web: httpx.Client) -> Demo:
    """Somebody who can sign in, follow, and look into mailboxes."""
    return Demo(web)


def test_the_main_job_from_end_to_end(demo: Demo) -> None:
    demo.run()


def test_news_published_while_the_broker_is_away_arrives_when_it_is_back(
    stack: Stack, web: httpx.Client, demo: Demo
) -> None:
    """Every publication is answered at once, and told once."""
    manager = demo.sign_in("aslani")
    follower = demo.follower("office/water")
    stack.stop("rabbit")
    articles = []
    for number in range(5):
        started = time.perf_counter()
        articles.append(_publish(web, manager, f"{demo.mark}: خبر {number} در نبود کارگزار"))
        assert time.perf_counter() - started < 2
    stack.start("rabbit")

    _eventually(lambda: len(follower.about(demo.mark)) >= 5, within=120)

    demo.stays_so([(follower, demo.mark, 5)])
    assert len(set(articles)) == 5


def test_news_published_while_the_notifier_is_away_arrives_once(stack: Stack, web: httpx.Client, demo: Demo) -> None:
    manager = demo.sign_in("aslani")
    follower = demo.follower("office/water")
    stack.stop("notifier")
    for number in range(3):
        _publish(web, manager, f"{demo.mark}: خبر {number} در نبود خبررسان")
    assert web.get("/notifier/follow").status_code == 503
    stack.start("notifier")

    _eventually(lambda: len(follower.about(demo.mark)) >= 3, within=120)

    demo.stays_so([(follower, demo.mark, 3)])


def test_without_the_database_people_are_told_to_come_back_and_nothing_needs_a_restart(
    stack: Stack, web: httpx.Client, demo: Demo
) -> None:
    manager = demo.sign_in("aslani")
    stack.stop("mongo")
    paths = ("/api/news/articles", "/", "/api/membership/offices", "/api/reporting/periods")
    with ThreadPoolExecutor() as people:  # at the same time, for each of them waits until its service gives up
        writing = people.submit(web.post, "/api/news/articles", json=_draft("x"), headers=manager)
        answers = dict(zip(paths, people.map(web.get, paths), strict=True))
    for path, answer in answers.items():
        assert (answer.status_code, "retry-after" in answer.headers) == (503, True), path
    assert writing.result().json()["type"] == "urn:ravabet:problem:unavailable"
    stack.start("mongo")

    _eventually(lambda: web.get("/api/news/articles").status_code == 200, within=120)
    _eventually(lambda: web.get("/api/news/health/ready").status_code == 200, within=120)
    follower = demo.follower("office/water")
    _publish(web, manager, f"{demo.mark}: خبر پس از بازگشت")
    _eventually(lambda: len(follower.about(demo.mark)) == 1, within=120)


def _draft(headline: str) -> dict[str, Any]:
    return {"publisher": {"kind": "office", "id": "water"}, "headline": headline, "text": "متن خبر."}


def _publish(web: httpx.Client, manager: dict[str, str], headline: str) -> str:
    begun = web.post("/api/news/articles", json=_draft(headline), headers=manager)
    article: str = begun.raise_for_status().json()["id"]
    web.post(f"/api/news/articles/{article}/publication", headers=manager).raise_for_status()
    return article


def _eventually(probe: Callable[[], bool], *, within: float) -> None:
    ends_at = time.monotonic() + within
    while not probe():
        assert time.monotonic() < ends_at
        time.sleep(0.1)

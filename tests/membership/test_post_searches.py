"""Who held which post on a day, read from an index in the order of the ids."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from services.membership.posts.domain import Holding, Post, PostId
from services.membership.posts.mongo import INDEXES, POSTS, MongoPostRepository
from services.membership.posts.queries import PostQueries, WantedPosts
from shared.store.store import Store

DAY = date(2021, 7, 23)
YEAR = timedelta(days=365)


@pytest.fixture
async def posts(store: Store) -> PostQueries:
    """Sixty offices: one manager until the end of 2022, the next one since then, and a deputy of half the offices."""
    await store.prepare(INDEXES)
    kept = MongoPostRepository(store)
    for number in range(60):
        place = f"o-{number:02}"
        past = (Holding(f"p-{number}", date(2020, 1, 1), until=date(2022, 12, 31)),)
        now = Holding(f"q-{number}", date(2023, 1, 1))
        await kept.save(Post(PostId(f"office/{place}:pr_manager"), "pr_manager", place, holder=now, past=past))
        if number % 2:
            await kept.save(Post(PostId(f"office/{place}:deputy"), "deputy", place, holder=now))
    governor = Holding("gov", date(2021, 1, 1), until=date(2099, 1, 1))
    await kept.save(Post(PostId("county:governor"), "governor", holder=governor))
    await kept.save(Post(PostId("county:jury:q-1"), "jury", holder=Holding("q-1", date(2020, 1, 1))))
    return PostQueries(store)


async def found(posts: PostQueries, **wanted: Any) -> list[str]:
    """The ids of all that are found, read twenty at a time."""
    keys: list[str] = []
    after: str | None = None
    while True:
        part = await posts.found(WantedPosts(**wanted), after=after, limit=20)
        keys += [post.id for post in part.items]
        after = part.next
        if after is None:
            return keys


def steps(plan: Mapping[str, Any]) -> Iterator[str]:
    """The steps of a plan of the database, and the indexes that it reads."""
    yield plan.get("indexName", plan["stage"])
    for inner in [plan["inputStage"]] if "inputStage" in plan else plan.get("inputStages", []):
        yield from steps(inner)


async def test_who_held_a_post_on_a_day(posts: PostQueries) -> None:
    managers = [f"office/o-{number:02}:pr_manager" for number in range(60)]
    assert await found(posts, on=DAY) == ["county:governor", "county:jury:q-1", *managers]
    assert await found(posts, on=DAY, only_public=True) == ["county:governor", *managers]
    assert await found(posts, on=DAY, role="pr_manager") == managers
    assert await found(posts, on=DAY, role="deputy") == []
    assert await found(posts, on=DAY, role="jury", only_public=True) == []
    assert len(await found(posts, on=date(2026, 1, 1), role="deputy")) == 30
    assert await found(posts, on=date(2020, 1, 1) - timedelta(days=1)) == []
    assert await found(posts, on=date(2090, 1, 1), role="governor") == ["county:governor"]
    assert await found(posts, on=DAY, person_id="p-7") == ["office/o-07:pr_manager"]
    assert await found(posts, on=DAY, person_id="q-7") == []
    assert len(await found(posts)) == 92


async def test_a_post_that_an_older_version_stored_is_found(posts: PostQueries, store: Store) -> None:
    await store.driver.collection(POSTS).update_many({}, {"$unset": {"held_in": ""}})

    assert len(await found(posts, on=DAY, role="pr_manager")) == 60
    assert await found(posts, on=DAY, role="deputy") == []


@pytest.mark.parametrize(
    "wanted",
    [
        {"on": DAY},
        {"on": DAY, "only_public": True},
        {"on": DAY, "role": "jury"},
        {"on": DAY - 40 * YEAR},
        {"on": DAY, "office_id": "o-07"},
        {"on": DAY, "office_id": "o-07", "role": "pr_manager"},
        {"on": DAY, "body_id": "council"},
        {"on": DAY, "person_id": "p-7"},
        {"person_id": "p-7"},
    ],
)
async def test_an_index_serves_the_search_in_order(posts: PostQueries, wanted: dict[str, Any]) -> None:
    cursor = posts.store.driver.collection(POSTS).find(WantedPosts(**wanted).where()).sort("_id", 1).limit(51)
    plan = await cursor.explain()

    # By the index of the ids alone it would look at every post.
    assert {"COLLSCAN", "SORT", "_id_"} & set(steps(plan["queryPlanner"]["winningPlan"])) == set()

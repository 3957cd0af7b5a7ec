"""`ravabet posts tell`: a service that began to listen later learns who holds the posts, and nobody is notified."""

import asyncio
from datetime import date
from typing import cast

import pytest
from typer.testing import CliRunner

from deploy.command import app
from deploy.doctor.county import County
from deploy.doctor.posts import check_posts
from services.membership.accounts.domain import Contact, Person, PersonId
from services.membership.accounts.mongo import MongoPersonRepository
from services.membership.posts.domain import Holding, Post, PostId
from services.membership.posts.mongo import MongoPostRepository
from services.news.colleagues.mongo import MongoPostRepository as MongoCopies
from services.news.colleagues.usecases import PostBook
from services.news.publishers.mongo import manager_copies, publisher_copies
from services.news.publishers.usecases import PublisherDirectory
from shared.events import decode
from shared.events.catalogue import BY_TYPE
from shared.events.membership import PostHolderChanged
from shared.operations.stores import open_stores

SINCE = date(2020, 1, 1)
OVER = date(2020, 2, 1)


def test_holders_are_told_again_to_who_did_not_listen_and_as_a_replay(
    mongo_url: str, own_mongo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = County(mongo_urls={"membership": mongo_url, "news": own_mongo_url})
    monkeypatch.setenv("MEMBERSHIP_MONGO_URL", mongo_url)
    asyncio.run(_appoint(county))
    (before,) = asyncio.run(check_posts(county))
    assert "does not know who holds 1 posts" in before.sentence

    told = CliRunner().invoke(app, ["posts", "tell"])

    assert (told.exit_code, told.output.split(" ")[0]) == (0, "2")
    assert asyncio.run(_hear(county)) == {"office/water:liaison", "office/water:pr_manager"}
    assert asyncio.run(check_posts(county)) == []


async def _appoint(county: County) -> None:
    async with open_stores(county.mongo_urls) as stores:
        people, posts = MongoPersonRepository(stores["membership"]), MongoPostRepository(stores["membership"])
        await people.save(Person(PersonId("p-1"), "sara", "سارا", "", "", Contact("", ""), ""))
        held = Holding("p-1", SINCE)
        await posts.save(Post(PostId("office/water:pr_manager"), "pr_manager", "water", holder=held))
        await posts.save(Post(PostId("office/water:liaison"), "liaison", "water", holder=held))
        left = Holding("p-1", SINCE, until=OVER)
        await posts.save(Post(PostId("office/roads:liaison"), "liaison", "roads", holder=left))
        await posts.save(Post(PostId("office/roads:pr_manager"), "pr_manager", "roads", past=(left,)))


async def _hear(county: County) -> set[str]:
    """Let news hear what membership has told since; return of which posts."""
    async with open_stores(county.mongo_urls) as stores:
        news = stores["news"]
        book = PostBook(MongoCopies(news), PublisherDirectory(publisher_copies(news), manager_copies(news)))
        rows = await stores["membership"].find("outbox", {"type": PostHolderChanged.type})
        sent = [decode(row["body"].encode(), BY_TYPE) for row in rows]
        assert all(each.replay for each in sent)
        for each in sent:
            await book.change(cast("PostHolderChanged", each.data))
        return {cast("PostHolderChanged", each.data).post_id for each in sent}

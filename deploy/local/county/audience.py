"""Forty followers: those with an e-mail address are taken as confirmed, those in Bale press start."""

import os
from functools import partial

import httpx

from deploy.local.county.facts import Follower
from deploy.local.county.scene import Scene, until
from services.notifier.main import real_parts
from services.notifier.settings import Settings
from services.notifier.topics.domain import TopicId


async def fill_audience(scene: Scene) -> None:
    """Let everyone follow what they follow."""
    parts = real_parts(Settings(), now=scene.clock)
    store, following = parts.platform.store, parts.follower
    for follower in scene.county.followers:
        with scene.days_ago(follower.days_ago):
            for topic in follower.topics:
                if follower.channel == "email":
                    await store.run_again(partial(following.start, "email", follower.address, TopicId(topic)))
    await _press_start([follower for follower in scene.county.followers if follower.channel == "bale"])
    wanted = sum(len(follower.topics) for follower in scene.county.followers)

    async def all_follow() -> bool:
        return await store.count("subscriptions", {"state": "confirmed"}) >= wanted

    await until(all_follow, f"{wanted} subscriptions")
    await store.close()


async def _press_start(followers: list[Follower]) -> None:
    async with httpx.AsyncClient(base_url=os.environ["RAVABET_PUBLIC_URL"], timeout=30) as web:
        for follower in followers:
            for topic in follower.topics:
                text = "/start" if topic == "all" else f"/start {topic.replace('/', '_')}"
                path = f"/peers/bale/api/chats/{follower.address}/messages"
                (await web.post(path, json={"text": text, "name": follower.id})).raise_for_status()

"""What lies on the news desk and is not published yet: returned with a note, planned, or under an embargo."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from functools import partial

from deploy.local.county.newsroom_facts import DeskItem
from deploy.local.county.scene import Scene
from services.news.articles.domain import ArticleId
from services.news.articles.writing_domain import content
from services.news.main import Parts, real_parts
from services.news.publishers.domain import publisher_id
from services.news.settings import Settings


async def fill_newsroom(scene: Scene) -> None:
    """Write each draft, and do with it what the desk did; what was begun at an earlier filling goes on."""
    parts = real_parts(Settings(), now=scene.clock)
    for draft in scene.county.drafts:
        written_at = scene.now - timedelta(hours=draft.hours_ago)
        with scene.at(written_at):
            if await parts.platform.store.get("articles", _id(draft)) is None:
                await _write(scene, parts, draft)
        with scene.at(written_at + timedelta(hours=1)):
            await _decide(scene, parts, draft)
    await parts.platform.store.close()


async def _write(scene: Scene, parts: Parts, draft: DeskItem) -> None:
    desk = replace(parts.news_desk, new_id=partial(_id, draft))
    names = {topic.id: topic.name for topic in scene.county.topics}
    written = content(headline=draft.headline, lead=draft.lead, text="\n\n".join(draft.text))
    write = partial(
        desk.draft,
        publisher_id(draft.publisher.kind, draft.publisher.id),
        written,
        topics=tuple(names[topic] for topic in draft.topics),
        kind=draft.kind,
        by=scene.writer_of(draft.publisher),
    )
    await parts.platform.store.run_again(write)


async def _decide(scene: Scene, parts: Parts, draft: DeskItem) -> None:
    """Let the secretariat return it, or approve it so that its writer can plan it."""
    key, writer, again = _id(draft), scene.writer_of(draft.publisher), parts.platform.store.run_again
    article = await parts.news_desk.journal.articles.get(key)
    if article.plan or article.returned:
        return
    await again(partial(parts.news_desk.ask_for_approval, key, by=writer))
    if draft.outcome == "returned":
        await again(partial(parts.news_desk.send_back, key, note=draft.note, by=scene.secretary))
        return
    await again(partial(parts.news_desk.approve, key, by=scene.secretary))
    at, embargo = draft.planned_at(scene.now), draft.outcome == "embargoed"
    await again(partial(parts.planner.schedule, key, at=at, embargo=embargo, by=writer))


def _id(draft: DeskItem) -> ArticleId:
    """The same at every filling."""
    return ArticleId(hashlib.blake2b(draft.id.encode(), digest_size=8, person=b"ravabet-drafts").hexdigest())
